"""The table of what forums find useful."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table


class Endorsement(Table, table=True):
    """A forum says: this is useful to us."""

    __tablename__ = "endorsements"
    __table_args__ = (UniqueConstraint("item_id", "forum_slug"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    item_id: UUID = Field(sa_column=Column(ForeignKey("items.id", ondelete="CASCADE"), nullable=False))
    forum_slug: str = Field(sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    endorsed_by: str = Field(sa_type=Text)
    endorsed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
