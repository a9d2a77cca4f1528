"""A coordination team as JSON, what orders its list and what filters it."""

from sqlalchemy import Boolean, Text, and_, bindparam, func, literal_column, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.registry.coordination_teams.models import CoordinationTeam
from services.registry.region_records.documents import province_of, record_object
from services.registry.regions.validity import FULL_LENGTH, PADDING

OWN = (
    "region_code",
    "region_name",
    "decree_number",
    "decree_on",
    "chair",
    "supporting_unit",
    "office",
    "term_from",
    "term_to",
)
KEYS = ("region_code", "id")
_region = col(CoordinationTeam.region_code)
ITEM = record_object(CoordinationTeam, **{field: col(getattr(CoordinationTeam, field)) for field in OWN})


def _may_hold_today() -> ColumnElement[bool]:
    """Whether the team's partial dates allow the day that is bound as `today`, its last day included."""
    today = bindparam("today", type_=Text)
    start, end = col(CoordinationTeam.term_from), col(CoordinationTeam.term_to)
    # A partial end lies behind each of its days, a partial start before them.
    last = func.rpad(end, literal_column(str(FULL_LENGTH)), literal_column(f"'{PADDING}'"), type_=Text)
    has_begun = or_(start.is_(None), start.collate("C") <= today)
    return and_(has_begun, or_(end.is_(None), last.collate("C") >= today))


FILTERS: dict[str, ColumnElement[bool]] = {
    "region": _region == bindparam("region", type_=Text),
    "province": province_of(_region) == bindparam("province", type_=Text),
    "current": _may_hold_today() == bindparam("current", type_=Boolean),
}
