"""A border pair as JSON, what orders its list and what filters it."""

from sqlalchemy import Boolean, Text, any_, bindparam, exists, func, literal_column, or_
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.registry.borders.models import BorderPair
from services.registry.forums.models import Forum, Member
from services.registry.region_records.documents import province_of, record_object

_lower, _higher = col(BorderPair.lower_code), col(BorderPair.higher_code)
_between_provinces = province_of(_lower) != province_of(_higher)
KEYS = ("lower_code", "higher_code")
ITEM = record_object(
    BorderPair,
    region_codes=func.json_build_array(_lower, _higher),
    region_names=func.json_build_array(col(BorderPair.lower_name), col(BorderPair.higher_name)),
    between_provinces=_between_provinces,
)


def _has_forum() -> ColumnElement[bool]:
    """Whether a forum of this simpul has both regions as current members."""
    one, other = aliased(Member), aliased(Member)
    # A planning region, an association or a proposal is no forum; nor is what has ended.
    is_over = col(Forum.status) == any_(array(["digantikan", "bubar"]))
    return exists().where(
        col(Forum.id) == col(one.forum_id),
        col(Forum.entity_kind) == literal_column("'forum'"),
        ~is_over,
        col(one.forum_id) == col(other.forum_id),
        col(one.region_code) == _lower,
        col(other.region_code) == _higher,
        col(one.member_to).is_(None),
        col(other.member_to).is_(None),
    )


_region, _province = bindparam("region", type_=Text), bindparam("province", type_=Text)
FILTERS: dict[str, ColumnElement[bool]] = {
    "region": or_(_lower == _region, _higher == _region),
    "province": or_(province_of(_lower) == _province, province_of(_higher) == _province),
    "between_provinces": _between_provinces == bindparam("between_provinces", type_=Boolean),
    "without_forum": _has_forum() != bindparam("without_forum", type_=Boolean),
}
