"""The table of border pairs."""

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.registry.region_records.models import RegionRecord, known_mark


class BorderPair(RegionRecord, table=True):
    """Two regions of one level that border each other: unordered, so the lower code stands first."""

    __tablename__ = "border_pairs"
    __table_args__ = (
        UniqueConstraint("lower_code", "higher_code", name="uq_border_pairs_codes"),
        CheckConstraint('lower_code COLLATE "C" < higher_code', name="order"),
        CheckConstraint("length(lower_code) = length(higher_code)", name="level"),
        known_mark(),
    )

    lower_code: str = Field(foreign_key="regions.code", sa_type=Text)
    higher_code: str = Field(foreign_key="regions.code", sa_type=Text, index=True)
    # Names as they were when the pair was recorded.
    lower_name: str = Field(sa_type=Text)
    higher_name: str = Field(sa_type=Text)
