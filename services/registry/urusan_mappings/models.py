"""The tables of mappings, and of how many each region has."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.kit.partial_dates import PATTERN
from services.registry.region_records.models import RegionRecord, known_mark
from services.registry.tables import Table


class UrusanMapping(RegionRecord, table=True):
    """One subject in one affair of government that a region reported for cooperation, and with whom."""

    __tablename__ = "urusan_mappings"
    __table_args__ = (
        UniqueConstraint("region_code", "urusan", "subject", name="uq_urusan_mappings_subject"),
        CheckConstraint("NOT region_code = ANY (partner_codes)", name="partner_codes"),
        CheckConstraint(f"reported_on ~ '{PATTERN}'", name="reported_on"),
        known_mark(),
        Index(None, "region_code", "urusan", "id"),
        Index(None, "urusan", "region_code", "id"),
        Index(None, "region_code", "reported_on"),
        Index(None, "partner_codes", postgresql_using="gin"),
    )

    region_code: str = Field(foreign_key="regions.code", sa_type=Text)
    # The name as it was when the mapping was recorded.
    region_name: str = Field(sa_type=Text)
    urusan: str = Field(sa_type=Text)
    nature: str | None = Field(default=None, sa_type=Text)
    subject: str = Field(sa_type=Text)
    partner_codes: list[str] = Field(sa_type=ARRAY(Text))
    reported_on: str | None = Field(default=None, sa_type=Text)


class MappingTally(Table, table=True):
    """How many mappings a region has: counted as they are written, so that nobody counts them to read."""

    __tablename__ = "urusan_mapping_tallies"
    __table_args__ = (CheckConstraint("mappings >= 0", name="mappings"),)

    region_code: str = Field(sa_column=Column(Text, ForeignKey("regions.code"), primary_key=True))
    mappings: int
