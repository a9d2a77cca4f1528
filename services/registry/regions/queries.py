"""Every SELECT on regions. Each one starts from `visible_to`."""

from functools import lru_cache

from sqlalchemy import Boolean, Integer, Select, Text, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.regions.matching import NamedRegion
from services.registry.regions.models import Region


def visible_to(actor: Actor) -> Select[Region]:
    """Regions are public reference data: all of them, for every actor."""
    return select(Region)


_document = json_bytes(
    json_object(
        code=col(Region.code),
        version=col(Region.version),
        name=col(Region.name),
        level=col(Region.level),
        province_code=col(Region.province_code),
        autonomous=col(Region.autonomous),
        source=col(Region.source),
        inferred=col(Region.inferred),
        mark=col(Region.mark),
    )
)

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document, col(Region.version))
    .where(col(Region.code) == bindparam("code", type_=Text))
)


@lru_cache(maxsize=128)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, code)."""
    key = col(Region.name) if sort == "name" else col(Region.code)
    statement = visible_to(ANONYMOUS).with_only_columns(_document, key, col(Region.code))
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
    """Code, name and level of every region; there are some 552."""
    columns = visible_to(actor).with_only_columns(col(Region.code), col(Region.name), col(Region.level))
    return [NamedRegion(*row) for row in await session.execute(columns)]


async def known_codes(session: AsyncSession, actor: Actor, codes: set[str]) -> set[str]:
    """Those of `codes` that are regions."""
    found = visible_to(actor).with_only_columns(col(Region.code)).where(col(Region.code).in_(codes))
    return set(await session.scalars(found))


async def find(session: AsyncSession, actor: Actor, code: str) -> Region | None:
    """One region by its code."""
    return (await session.scalars(visible_to(actor).where(col(Region.code) == code))).one_or_none()
