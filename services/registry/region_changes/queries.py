"""Every SELECT on changes of region codes. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.region_changes.models import RegionChange


def visible_to(actor: Actor) -> Select[RegionChange]:
    """Changes of codes are public reference data: all of them, for every actor."""
    return select(RegionChange)


_object = json_object(
    id=col(RegionChange.id),
    decree=json_object(
        number=col(RegionChange.number),
        title=col(RegionChange.title),
        date=col(RegionChange.dated),
        source=col(RegionChange.source),
        mark=col(RegionChange.mark),
        effective_on=col(RegionChange.effective_on),
    ),
    effective_on=col(RegionChange.effective_on),
    changes=col(RegionChange.changes),
    created=col(RegionChange.created),
    renamed=col(RegionChange.renamed),
    codes=col(RegionChange.codes),
    recorded_by=col(RegionChange.recorded_by),
    recorded_at=col(RegionChange.recorded_at),
)
_document = json_bytes(_object)

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document)
    .where(col(RegionChange.id) == bindparam("id", type_=Uuid))
)


@lru_cache(maxsize=8)
def page(filters: frozenset[str], *, continued: bool) -> CompiledRead:
    """Changes, newest first; rows are (document, recorded at, id)."""
    keys = (col(RegionChange.recorded_at), col(RegionChange.id))
    statement = visible_to(ANONYMOUS).with_only_columns(_document, *keys)
    if "decree" in filters:
        statement = statement.where(col(RegionChange.number) == bindparam("decree", type_=Text))
    if "region" in filters:
        statement = statement.where(bindparam("region", type_=Text) == col(RegionChange.codes).any_())
    if continued:
        after = (bindparam("after_key", type_=DateTime(timezone=True)), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


async def first_of(session: AsyncSession, actor: Actor, number: str) -> RegionChange | None:
    """The first recording of a decree."""
    statement = visible_to(actor).where(col(RegionChange.number) == number)
    order = (col(RegionChange.recorded_at), col(RegionChange.id))
    return (await session.scalars(statement.order_by(*order).limit(1))).one_or_none()


async def render(session: AsyncSession, change_id: UUID) -> dict[str, Any]:
    """A change as it stands in this transaction, in the shape of `RegionChangeOut`."""
    document: dict[str, Any] = (
        await session.execute(select(_object).where(col(RegionChange.id) == change_id))
    ).scalar_one()
    return document
