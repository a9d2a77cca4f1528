"""Every SELECT on regions. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    cast,
    collate,
    column,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit import clock
from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.regions.documents import FIELDS
from services.registry.regions.matching import NamedRegion
from services.registry.regions.models import Region
from services.registry.regions.validity import FULL_LENGTH, PADDING


def visible_to(actor: Actor) -> Select[Region]:
    """Regions are public reference data: all of them, for every actor."""
    return select(Region)


_since, _until = bindparam("since", type_=Text), bindparam("until", type_=Text)


def _not_over(end: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """`not has_ended(end, since)` of `validity`."""
    padded = func.rpad(end, literal_column(str(FULL_LENGTH)), literal_column(f"'{PADDING}'"))
    return collate(padded, "C") > _since


def is_valid() -> ColumnElement[bool]:
    """`is_valid` of `validity`, over the days that are bound as `since` and `until`."""
    start, end = col(Region.valid_from), col(Region.valid_to)
    has_begun = func.coalesce(start, literal_column("''"), type_=Text).collate("C") <= _until
    return and_(has_begun, or_(end.is_(None), _not_over(end)))


def _name_then() -> ColumnElement[str]:
    """`name_at` of `validity`."""
    names = func.jsonb_array_elements(col(Region.former_names))
    former = names.table_valued(column("value", JSONB), with_ordinality="place").render_derived()
    oldest = (
        select(former.c.value["name"].astext)
        .where(_not_over(former.c.value["until"].astext))
        .order_by(former.c.place)
        .limit(literal_column("1"))
        .correlate(Region)
        .scalar_subquery()
    )
    return func.coalesce(oldest, col(Region.name))


def _document(name: SQLColumnExpression[str]) -> ColumnElement[bytes]:
    return json_bytes(
        json_object(**{field: col(getattr(Region, field)) for field in FIELDS} | {"name": name})
    )


ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document(col(Region.name)), col(Region.version))
    .where(col(Region.code) == bindparam("code", type_=Text))
)
DECREE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(col(Region.code))
    .where(col(Region.decrees).contains(cast(array([bindparam("decree", type_=Text)]), ARRAY(Text))))
    .limit(literal_column("1"))
)


@lru_cache(maxsize=128)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, code).

    Regions valid some time from `since` to `until`; those a decree touched whenever they were valid,
    unless `as_of` says a time too.
    """
    name: SQLColumnExpression[str] = _name_then() if "as_of" in filters else col(Region.name)
    key: SQLColumnExpression[str] = name if sort == "name" else col(Region.code)
    statement = visible_to(ANONYMOUS).with_only_columns(_document(name), key, col(Region.code))
    if "decree" not in filters or "as_of" in filters:
        statement = statement.where(is_valid())
    if "decree" in filters:
        wanted = cast(array([bindparam("decree", type_=Text)]), ARRAY(Text))
        statement = statement.where(col(Region.decrees).contains(wanted))
    if "level" in filters:
        statement = statement.where(col(Region.level) == bindparam("level", type_=Text))
    if "province" in filters:
        statement = statement.where(col(Region.province_code) == bindparam("province", type_=Text))
    if "autonomous" in filters:
        statement = statement.where(col(Region.autonomous) == bindparam("autonomous", type_=Boolean))
    if continued:
        after = (bindparam("after_key", type_=Text), bindparam("after_code", type_=Text))
        statement = statement.where(tuple_(key, col(Region.code)) > tuple_(*after))
    return compile_read(statement.order_by(key, col(Region.code)).limit(bindparam("size", type_=Integer)))


async def named(session: AsyncSession, actor: Actor) -> list[NamedRegion]:
    """Code, name and level of every region that is valid today; there are some 552."""
    columns = visible_to(actor).with_only_columns(col(Region.code), col(Region.name), col(Region.level))
    today = clock.today().isoformat()
    found = await session.execute(columns.where(is_valid()), {"since": today, "until": today})
    return [NamedRegion(*row) for row in found]


async def known_codes(session: AsyncSession, actor: Actor, codes: set[str]) -> set[str]:
    """Those of `codes` that are regions."""
    found = visible_to(actor).with_only_columns(col(Region.code)).where(col(Region.code).in_(codes))
    return set(await session.scalars(found))


async def among(session: AsyncSession, actor: Actor, codes: set[str]) -> dict[str, Region]:
    """The regions of these codes, by code."""
    found = await session.scalars(visible_to(actor).where(col(Region.code).in_(codes)))
    return {region.code: region for region in found}


async def find(session: AsyncSession, actor: Actor, code: str) -> Region | None:
    """One region by its code."""
    return (await session.scalars(visible_to(actor).where(col(Region.code) == code))).one_or_none()


async def lock_all(session: AsyncSession, actor: Actor) -> dict[str, Region]:
    """Every region by its code, locked until the transaction ends: codes change one act at a time.

    What only refers to a region may go on meanwhile.
    """
    codes = visible_to(actor).with_only_columns(col(Region.code)).order_by(col(Region.code))
    await session.execute(codes.with_for_update(key_share=True))
    # Read only now: what another act made while this one waited is seen by a statement of its own.
    return {region.code: region for region in await session.scalars(visible_to(actor))}
