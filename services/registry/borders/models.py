"""The tables of border pairs and their history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.tables import Table

MARKS = ("V", "V2", "U")


class BorderPair(Table, table=True):
    """Two regions of one level that border each other: unordered, so the lower code stands first."""

    __tablename__ = "border_pairs"
    __table_args__ = (
        UniqueConstraint("lower_code", "higher_code", name="uq_border_pairs_codes"),
        CheckConstraint('lower_code COLLATE "C" < higher_code', name="order"),
        CheckConstraint("length(lower_code) = length(higher_code)", name="level"),
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    lower_code: str = Field(foreign_key="regions.code", sa_type=Text)
    higher_code: str = Field(foreign_key="regions.code", sa_type=Text, index=True)
    # Names as they were when the pair was recorded.
    lower_name: str = Field(sa_type=Text)
    higher_name: str = Field(sa_type=Text)
    source: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    mark: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class BorderPairEntry(Table, table=True):
    """One field of one write on a pair; of the pair as a whole where it was recorded or removed.

    It outlives its pair, so it does not refer to it. Never changed.
    """

    __tablename__ = "border_pair_history"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    pair_id: UUID = Field(index=True)
    version: int = Field(sa_type=BigInteger)
    field: str = Field(sa_type=Text)
    old: Any = Field(sa_column=Column(JSONB, nullable=False))
    new: Any = Field(sa_column=Column(JSONB, nullable=False))
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    why: str | None = Field(default=None, sa_type=Text)
