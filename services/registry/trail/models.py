"""The table of acts: never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import moment
from services.registry.tables import Table


class TrailEntry(Table, table=True):
    """One act on one entity: what it changed, who, when, why. Each act makes a version."""

    __tablename__ = "trail"
    __table_args__ = (UniqueConstraint("entity_id", "version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    entity: str = Field(sa_type=Text)
    entity_id: UUID
    version: int = Field(sa_type=BigInteger)
    act: str = Field(sa_type=Text)
    old: Any = Field(sa_column=Column(JSONB, nullable=False))
    new: Any = Field(sa_column=Column(JSONB, nullable=False))
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=moment())
    why: str | None = Field(default=None, sa_type=Text)
