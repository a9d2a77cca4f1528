"""The tables of regulations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table

MARKS = ("V", "V2", "U")


def _texts() -> Any:
    return Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )


class Regulation(Table, table=True):
    """A work of law, one however many numbers and issuers it has. Its slug never changes."""

    __tablename__ = "regulations"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(f"validity_mark IN {MARKS!r}", name="mark"),
        # Titles may be longer than an index holds.
        Index("ix_regulations_title", text("left(title, 200)"), "id"),
        Index(None, "year", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "keys", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(sa_type=Text)
    version: int = Field(default=1, sa_type=BigInteger)
    type: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    year: int | None = None
    # As printed, in the order of the signatories where it is a joint act.
    numbers: list[str] = _texts()
    issuers: list[str] = _texts()
    # Objects {name, number}: the number is null unless the source pairs them.
    signatories: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    subject: str | None = Field(default=None, sa_type=Text)
    urusan: list[str] = _texts()
    # Objects {id, article, gist}.
    articles: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    # Partial dates.
    enacted_on: str | None = Field(default=None, sa_type=Text)
    promulgated_on: str | None = Field(default=None, sa_type=Text)
    in_force_from: str | None = Field(default=None, sa_type=Text)
    in_force_to: str | None = Field(default=None, sa_type=Text)
    unverified_from: str | None = Field(default=None, sa_type=Text)
    validity_mark: str | None = Field(default=None, sa_type=Text)
    forum_slug: str | None = Field(default=None, sa_column=Column(Text, index=True))
    note: str | None = Field(default=None, sa_type=Text)
    source: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    as_of: str | None = Field(default=None, sa_type=Text)
    inferred: list[str] = _texts()
    # By what it may be cited.
    keys: list[str] = _texts()
    # What follows from its dates and relations; `validity` holds the reasons too.
    not_before: date | None = None
    surely_from: date | None = None
    doubtful_from: date | None = None
    over_from: date | None = None
    validity: dict[str, Any] = Field(sa_type=JSONB)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class RegulationIdentity(Table, table=True):
    """Kind, number, year and issuer of a work, for each of its numbers: no other work has the same."""

    __tablename__ = "regulation_identities"
    __table_args__ = (UniqueConstraint("type", "number", "year", "issuer", name="uq_regulation_identities"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    regulation_id: UUID = Field(
        sa_column=Column(ForeignKey("regulations.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    type: str = Field(sa_type=Text)
    number: str = Field(sa_type=Text)
    # 0 where the year is not known: unknown years are alike.
    year: int
    issuer: str = Field(sa_type=Text)


class RegulationRelation(Table, table=True):
    """What one work did to another, stored once. Either may be absent from the catalogue."""

    __tablename__ = "regulation_relations"
    __table_args__ = (
        UniqueConstraint("kind", "from_slug", "to_slug", name="uq_regulation_relations"),
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
        CheckConstraint("from_slug <> to_slug", name="other"),
        Index(None, "from_slug"),
        Index(None, "to_slug"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(sa_type=Text)
    from_slug: str = Field(sa_type=Text)
    to_slug: str = Field(sa_type=Text)
    article: str | None = Field(default=None, sa_type=Text)
    # A partial date, where it is other than the promulgation of the work that did it.
    effective_on: str | None = Field(default=None, sa_type=Text)
    mark: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
