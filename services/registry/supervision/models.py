"""The table of review notes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import moment, nullable_object, objects
from services.registry.tables import Table


class ReviewNote(Table, table=True):
    """What a governor's office found in a forum or in one of its instruments. Open while not closed.

    It stands beside the forum, not in it: not public, and the forum's version does not rise.
    """

    __tablename__ = "review_notes"
    __table_args__ = (Index(None, "forum_id", "written_at", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    forum_id: UUID = Field(foreign_key="forums.id")
    # Whose governor wrote it.
    province_code: str = Field(foreign_key="regions.code", index=True, sa_type=Text)
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    subject: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    finding: str = Field(sa_type=Text)
    reply_by: str | None = Field(default=None, sa_type=Text)
    written_by: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_column=moment())
    # [{"text", "by", "at"}] in their order.
    replies: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())
    # {"reason", "by", "at"}
    closing: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
