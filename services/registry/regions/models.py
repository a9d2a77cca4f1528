"""The table of regions."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.kit.partial_dates import PATTERN
from services.registry.tables import Table

LEVELS = ("provinsi", "kabupaten", "kota")


def _texts() -> Column[list[str]]:
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


class Region(Table, table=True):
    """A region: `NN` is a province, `NN.NN` a kabupaten (01-69) or kota (71-99).

    A code is given once: a region that ends stays, with its end and its successors.
    """

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("code ~ '^[1-9][0-9]([.][0-9]{2})?$'", name="code"),
        CheckConstraint(f"level IN {LEVELS!r}", name="level"),
        CheckConstraint("(level = 'provinsi') = (province_code IS NULL)", name="province_code"),
        CheckConstraint(f"valid_from ~ '{PATTERN}'", name="valid_from"),
        CheckConstraint(f"valid_to ~ '{PATTERN}'", name="valid_to"),
        CheckConstraint("NOT code = ANY (successors)", name="successors"),
        Index(None, "decrees", postgresql_using="gin"),
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
    # The first day, and the day from which it is no more; null where unknown or open.
    valid_from: str | None = Field(default=None, sa_type=Text)
    valid_to: str | None = Field(default=None, sa_type=Text)
    # Written together with the predecessors of each successor: a region's version tells of both.
    successors: list[str] = Field(default_factory=list, sa_column=_texts())
    predecessors: list[str] = Field(default_factory=list, sa_column=_texts())
    # [{"name", "until", "decree"}], the oldest first.
    former_names: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    # {"number", "title", "date", "source", "mark", "effective_on"} of the last change that made, renamed
    # or ended it.
    decree: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    # Numbers of every decree that touched it, also as successor or as the region another came out of.
    decrees: list[str] = Field(default_factory=list, sa_column=_texts())
    source: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    inferred: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    mark: str | None = Field(default=None, sa_type=Text)
