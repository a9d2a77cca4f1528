"""The table of recorded changes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.kit.partial_dates import PATTERN
from services.registry.tables import Table

MARKS = ("V", "V2", "U")


class RegionChange(Table, table=True):
    """One recording of a decree. A decree may be recorded in several parts. Never changed."""

    __tablename__ = "region_changes"
    __table_args__ = (
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
        CheckConstraint(f"dated ~ '{PATTERN}'", name="dated"),
        CheckConstraint(f"effective_on ~ '{PATTERN}'", name="effective_on"),
        Index(None, "recorded_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: str = Field(sa_column=Column(Text, nullable=False, index=True))
    title: str | None = Field(default=None, sa_type=Text)
    dated: str | None = Field(default=None, sa_type=Text)
    source: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    mark: str | None = Field(default=None, sa_type=Text)
    effective_on: str = Field(sa_type=Text)
    # [{"code", "successors"}], [{"code", "name", "level", "autonomous", "carved_from"}], [{"code", "name"}]
    changes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    created: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    renamed: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    # Every region it touched, in the order of their codes.
    codes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
