"""What is read and asked of mappings, and which regions have reported any."""

from functools import lru_cache

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.region_records.queries import province_of, record_object
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.urusan_mappings.models import MappingTally, UrusanMapping

OWN = ("region_code", "region_name", "urusan", "nature", "subject", "partner_codes", "reported_on")
_region = col(UrusanMapping.region_code)
KEYS = ("region_code", "urusan", "id")
ITEM = record_object(UrusanMapping, **{field: col(getattr(UrusanMapping, field)) for field in OWN})
FILTERS: dict[str, ColumnElement[bool]] = {
    "region": _region == bindparam("region", type_=Text),
    "province": province_of(_region) == bindparam("province", type_=Text),
    "urusan": col(UrusanMapping.urusan) == bindparam("urusan", type_=Text),
    "nature": col(UrusanMapping.nature) == bindparam("nature", type_=Text),
    "partner": col(UrusanMapping.partner_codes).contains(
        cast(array([bindparam("partner", type_=Text)]), ARRAY(Text))
    ),
}


async def count(session: AsyncSession, mapping: UrusanMapping, change: int) -> None:
    """Count a region's mappings by one more or less; the row's lock puts writers in order."""
    # The row to insert is checked even where another is there.
    statement = upsert(MappingTally).values(region_code=mapping.region_code, mappings=max(change, 0))
    counted = col(MappingTally.mappings) + change
    await session.execute(
        statement.on_conflict_do_update(index_elements=["region_code"], set_={"mappings": counted})
    )


_code = col(Region.code)
_mappings = func.coalesce(col(MappingTally.mappings), literal_column("0"))
_reported = _mappings > literal_column("0")
_last = (
    select(func.max(col(UrusanMapping.reported_on)))
    .where(col(UrusanMapping.region_code) == _code)
    .correlate(Region)
    .scalar_subquery()
)
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


def _should_report(actor: Actor, filters: frozenset[str]) -> Select[Region]:
    """Regions of the level that is bound as `of_provinces`, valid on the days `since` to `until`."""
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


@lru_cache(maxsize=8)
def coverage(filters: frozenset[str], *, continued: bool) -> CompiledRead:
    """Regions by code; rows are (document, code)."""
    statement = _should_report(ANONYMOUS, filters).with_only_columns(_coverage, _code)
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
    return compile_read(_should_report(ANONYMOUS, filters).with_only_columns(json_bytes(document)))
