"""The table of coordination teams."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Field

from services.kit.partial_dates import PATTERN
from services.registry.region_records.models import RegionRecord, known_mark

# One number per region and day, the days of a region beside one another: core PostgreSQL excludes
# overlapping ranges by GiST, but has no GiST operator for the equality of two texts.
_REGION = "replace(region_code, '.', '')::int8 * 10000000"
_HELD = f"int8range({_REGION} + (held_from - '0001-01-01'), {_REGION} + (held_until - '0001-01-01'))"


class CoordinationTeam(RegionRecord, table=True):
    """The coordination team of a region, with its decree, chair, supporting unit, office and term."""

    __tablename__ = "coordination_teams"
    __table_args__ = (
        ExcludeConstraint((text(_HELD), "&&"), name="ex_coordination_teams_held"),
        CheckConstraint(f"decree_on ~ '{PATTERN}'", name="decree_on"),
        CheckConstraint(f"term_from ~ '{PATTERN}'", name="term_from"),
        CheckConstraint(f"term_to ~ '{PATTERN}'", name="term_to"),
        CheckConstraint("held_from <= held_until", name="held"),
        known_mark(),
        Index(None, "region_code", "id"),
    )

    region_code: str = Field(foreign_key="regions.code", sa_type=Text)
    # The name as it was when the team was recorded.
    region_name: str = Field(sa_type=Text)
    decree_number: str | None = Field(default=None, sa_type=Text)
    decree_on: str | None = Field(default=None, sa_type=Text)
    # {"name", "office"}
    chair: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    supporting_unit: str | None = Field(default=None, sa_type=Text)
    # {"address", "phone", "email", "website"}
    office: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    term_from: str | None = Field(default=None, sa_type=Text)
    term_to: str | None = Field(default=None, sa_type=Text)
    # `held` of `rules`: on these days no other team is the region's.
    held_from: date = Field(sa_type=Date)
    held_until: date = Field(sa_type=Date)
