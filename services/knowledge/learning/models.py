"""The tables of enrolment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table


class Enrolment(Table, table=True):
    """A forum that takes part in an offer, with how many people; one standing enrolment a forum."""

    __tablename__ = "enrolments"
    __table_args__ = (
        Index(
            "uq_enrolments_standing",
            "item_id",
            "forum_slug",
            unique=True,
            postgresql_where="state <> 'batal'",
        ),
        Index(None, "forum_slug", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    item_id: UUID = Field(sa_column=Column(ForeignKey("items.id", ondelete="CASCADE"), nullable=False))
    forum_slug: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    participants: int
    # By office, never by name: who comes is between the forum and the host.
    offices: list[str] = Field(sa_column=Column(JSON, nullable=False))
    note: str | None = Field(default=None, sa_type=Text)
    attended: int | None = None
    # {score, comment, at}: once, by the forum.
    evaluation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    enrolled_by: str = Field(sa_type=Text)
    enrolled_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
