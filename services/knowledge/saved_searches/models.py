"""The table of saved searches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table


class SavedSearch(Table, table=True):
    """A search that one actor keeps under a name of their own. Nobody else sees it."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("subject", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    # Whose it is: `person:...` or `client:...`.
    subject: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    query: str = Field(sa_type=Text)
    filters: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    # Up to when its owner has looked; null is never.
    seen_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
