"""The tables of JDIHN."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table


class JdihnOriginal(Table, table=True):
    """A record that came in by JDIHN, as it was sent; and what would have been told of its work then."""

    __tablename__ = "jdihn_originals"

    regulation_id: UUID = Field(
        sa_column=Column(ForeignKey("regulations.id", ondelete="CASCADE"), primary_key=True)
    )
    # Plain JSON: its keys keep their order.
    original: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at_intake: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    received_at: datetime = Field(sa_type=DateTime(timezone=True))


class JdihnMember(Table, table=True):
    """A member whose feed is pulled, and how that went."""

    __tablename__ = "jdihn_members"
    __table_args__ = (UniqueConstraint("feed_url"), Index(None, "next_pull_at"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    region_code: str | None = Field(default=None, sa_type=Text)
    ministry: str | None = Field(default=None, sa_type=Text)
    feed_url: str = Field(sa_type=Text)
    is_pulled: bool
    pull_every_hours: int
    next_pull_at: datetime = Field(sa_type=DateTime(timezone=True))
    # {at, outcome, detail_id, detail_en, ...counts}: the last pull, and the last that came to its end.
    last_attempt: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    last_success: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    # What was said of the answer of the last success as a whole.
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))


class JdihnRecord(Table, table=True):
    """A record of a member's feed as it was last sent, with what is to be said of it."""

    __tablename__ = "jdihn_records"
    __table_args__ = (
        UniqueConstraint("member_id", "key", name="uq_jdihn_records"),
        Index("ix_jdihn_records_worst", "member_id", "worst", "key"),
        # Few are gone: without it they are looked for among all.
        Index("ix_jdihn_records_gone", "member_id", "key", postgresql_where=text("gone_at IS NOT NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    member_id: UUID = Field(
        sa_column=Column(ForeignKey("jdihn_members.id", ondelete="CASCADE"), nullable=False)
    )
    # Its own id, else what it says: `sha256:...`.
    key: str = Field(sa_type=Text)
    content_sha256: str = Field(sa_type=Text)
    record: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    findings: list[dict[str, Any]] = Field(sa_type=JSONB)
    worst: str | None = Field(default=None, sa_type=Text)
    first_seen_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    # Since when the feed no longer has it.
    gone_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
