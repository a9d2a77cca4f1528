"""Which regions have reported any mappings. Each SELECT starts from `visible_to`."""

from functools import lru_cache

from sqlalchemy import Boolean, Integer, Select, Text, bindparam, func, literal_column, select
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.region_records.documents import province_of
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.urusan_mappings.models import MappingTally, UrusanMapping

_code = col(Region.code)
_mappings = func.coalesce(col(MappingTally.mappings), literal_column("0"))
_reported = _mappings > literal_column("0")
_last = (
    select(func.max(col(UrusanMapping.reported_on)))
    .where(col(UrusanMapping.region_code) == _code)
    .correlate(Region)
    .scalar_subquery()
)


def visible_to(actor: Actor, filters: frozenset[str]) -> Select[Region]:
    """Regions that should report, public as all regions are, and tallies beside them.

    They are of the level that is bound as `of_provinces`, and valid on the days `since` to `until`.
    """
    statement = (
        regions.visible_to(actor)
        .outerjoin(MappingTally, col(MappingTally.region_code) == _code)
        .where(
            (col(Region.level) == literal_column("'provinsi'")) == bindparam("of_provinces", type_=Boolean),
            regions.is_valid(),
        )
    )
    if "province" in filters:
        statement = statement.where(province_of(_code) == bindparam("province", type_=Text))
    if "reported" in filters:
        statement = statement.where(_reported == bindparam("reported", type_=Boolean))
    return statement


_coverage = json_bytes(
    json_object(
        region_code=_code,
        region_name=col(Region.name),
        level=col(Region.level),
        autonomous=col(Region.autonomous),
        reported=_reported,
        mappings=_mappings,
        last_reported_on=_last,
    )
)


@lru_cache(maxsize=8)
def coverage(filters: frozenset[str], *, continued: bool) -> CompiledRead:
    """Regions by code; rows are (document, code)."""
    statement = visible_to(ANONYMOUS, filters).with_only_columns(_coverage, _code)
    if continued:
        statement = statement.where(_code > bindparam("after", type_=Text))
    return compile_read(statement.order_by(_code).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=2)
def counts(filters: frozenset[str]) -> CompiledRead:
    """One row with one document; there are some 550 regions, each with one tally."""
    document = json_object(
        regions=func.count(),
        reported=func.count().filter(_reported),
        mappings=func.coalesce(func.sum(_mappings), literal_column("0")),
    )
    return compile_read(visible_to(ANONYMOUS, filters).with_only_columns(json_bytes(document)))
