"""Every SELECT on border pairs. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.borders.models import BorderPair, BorderPairEntry
from services.registry.forums.models import Member


def visible_to(actor: Actor) -> Select[BorderPair]:
    """Border pairs are public reference data: all of them, for every actor."""
    return select(BorderPair)


def _province(code: Any) -> ColumnElement[str]:
    return func.left(code, literal_column("2"), type_=Text)


_lower, _higher = col(BorderPair.lower_code), col(BorderPair.higher_code)
_between_provinces = _province(_lower) != _province(_higher)
_object = json_object(
    id=col(BorderPair.id),
    version=col(BorderPair.version),
    region_codes=func.json_build_array(_lower, _higher),
    region_names=func.json_build_array(col(BorderPair.lower_name), col(BorderPair.higher_name)),
    between_provinces=_between_provinces,
    source=col(BorderPair.source),
    mark=col(BorderPair.mark),
    note=col(BorderPair.note),
    created_at=col(BorderPair.created_at),
    updated_at=col(BorderPair.updated_at),
)
_document = json_bytes(_object)

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document, col(BorderPair.version))
    .where(col(BorderPair.id) == bindparam("id", type_=Uuid))
)


def _has_forum() -> ColumnElement[bool]:
    """Whether a forum of this simpul has both regions as current members."""
    one, other = aliased(Member), aliased(Member)
    return exists().where(
        col(one.forum_id) == col(other.forum_id),
        col(one.region_code) == _lower,
        col(other.region_code) == _higher,
        col(one.member_to).is_(None),
        col(other.member_to).is_(None),
    )


@lru_cache(maxsize=64)
def page(filters: frozenset[str], *, without_forum: bool | None, continued: bool) -> CompiledRead:
    """The list by codes; rows are (document, lower code, higher code)."""
    keys = (_lower, _higher)
    statement = visible_to(ANONYMOUS).with_only_columns(_document, *keys)
    if "region" in filters:
        region = bindparam("region", type_=Text)
        statement = statement.where(or_(_lower == region, _higher == region))
    if "province" in filters:
        province = bindparam("province", type_=Text)
        statement = statement.where(or_(_province(_lower) == province, _province(_higher) == province))
    if "between_provinces" in filters:
        statement = statement.where(_between_provinces == bindparam("between_provinces", type_=Boolean))
    if without_forum is not None:
        statement = statement.where(~_has_forum() if without_forum else _has_forum())
    if continued:
        after = (bindparam("after_lower", type_=Text), bindparam("after_higher", type_=Text))
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


async def lock(session: AsyncSession, actor: Actor, pair_id: UUID) -> BorderPair | None:
    """A pair, locked until the transaction ends."""
    statement = visible_to(actor).where(col(BorderPair.id) == pair_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def is_recorded(session: AsyncSession, actor: Actor, lower: str, higher: str) -> bool:
    """Whether two regions are on record as bordering each other."""
    statement = visible_to(actor).with_only_columns(col(BorderPair.id))
    return await session.scalar(statement.where(_lower == lower, _higher == higher)) is not None


async def render(session: AsyncSession, pair_id: UUID) -> dict[str, Any]:
    """A pair as it stands in this transaction, in the shape of `BorderPairOut`."""
    document: dict[str, Any] = (
        await session.execute(select(_object).where(col(BorderPair.id) == pair_id))
    ).scalar_one()
    return document


_entry = json_bytes(
    json_object(
        id=col(BorderPairEntry.id),
        version=col(BorderPairEntry.version),
        field=col(BorderPairEntry.field),
        old=col(BorderPairEntry.old),
        new=col(BorderPairEntry.new),
        who=col(BorderPairEntry.who),
        when=col(BorderPairEntry.at),
        why=col(BorderPairEntry.why),
    )
)


@lru_cache(maxsize=2)
def history_page(*, continued: bool) -> CompiledRead:
    """History of one pair, newest first; rows are (document, version, id)."""
    keys = (col(BorderPairEntry.version), col(BorderPairEntry.id))
    statement = select(_entry, *keys).where(col(BorderPairEntry.pair_id) == bindparam("pair_id", type_=Uuid))
    if continued:
        after = (bindparam("after_key", type_=Integer), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))
