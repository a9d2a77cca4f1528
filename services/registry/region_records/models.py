"""What every record about regions has, and the history of all of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models import MARKS
from services.registry.tables import Table


def known_mark() -> CheckConstraint:
    """The constraint that every table of records has on its mark."""
    return CheckConstraint(f"mark IN {MARKS!r}", name="mark")


class RegionRecord(Table):
    """What every record about regions has: its version, where it comes from, and how sure that is."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    source: dict[str, Any] = Field(sa_type=JSONB)
    mark: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))


class RecordEntry(Table, table=True):
    """One field of one write on a record; of the record as a whole where it was added or removed.

    It outlives its record, so it does not refer to it. Never changed.
    """

    __tablename__ = "region_record_history"
    __table_args__ = (Index(None, "record_id", "version", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    # The feed's word for what the record is.
    kind: str = Field(sa_type=Text)
    record_id: UUID
    version: int = Field(sa_type=BigInteger)
    field: str = Field(sa_type=Text)
    old: Any = Field(sa_column=Column(JSONB, nullable=False))
    new: Any = Field(sa_column=Column(JSONB, nullable=False))
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    why: str | None = Field(default=None, sa_type=Text)
