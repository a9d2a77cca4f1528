"""The tables of what was said and done: never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import MARKS, moment, nullable_object
from services.registry.tables import Table


class Fact(Table, table=True):
    """A value of a field later than the import: from a later document, or from a write. Never changed."""

    __tablename__ = "forum_facts"
    __table_args__ = (CheckConstraint(f"mark IN {MARKS!r}", name="mark"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    field: str = Field(sa_type=Text)
    value: Any = Field(sa_column=Column(JSONB, nullable=False))
    as_of: str = Field(sa_type=Text)
    source: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    mark: str | None = Field(default=None, sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=moment())


class HistoryEntry(Table, table=True):
    """One field of one write: old, new, who, when, why. Never changed."""

    __tablename__ = "forum_history"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    version: int = Field(sa_type=BigInteger)
    field: str = Field(sa_type=Text)
    old: Any = Field(sa_column=Column(JSONB, nullable=False))
    new: Any = Field(sa_column=Column(JSONB, nullable=False))
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=moment())
    why: str | None = Field(default=None, sa_type=Text)
