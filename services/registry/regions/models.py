"""The table of regions."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.registry.tables import Table

LEVELS = ("provinsi", "kabupaten", "kota")


class Region(Table, table=True):
    """A region: `NN` is a province, `NN.NN` a kabupaten (01-69) or kota (71-99)."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("code ~ '^[1-9][0-9]([.][0-9]{2})?$'", name="code"),
        CheckConstraint(f"level IN {LEVELS!r}", name="level"),
        CheckConstraint("(level = 'provinsi') = (province_code IS NULL)", name="province_code"),
    )

    code: str = Field(primary_key=True, sa_type=Text)
    version: int = 1
    name: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    province_code: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("regions.code"), index=True)
    )
    # Jakarta's six are administrative: they can be members, but not party to a KSDD.
    autonomous: bool = True
    source: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    inferred: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    mark: str | None = Field(default=None, sa_type=Text)
