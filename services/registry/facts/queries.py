"""Every SELECT on facts. Each one starts from `visible_to`: who sees the forum sees its facts."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.forums.models import Fact


def visible_to(actor: Actor) -> Select[Fact]:
    """Facts are as public as their forum."""
    return select(Fact)


_fact = json_bytes(
    json_object(
        id=col(Fact.id),
        field=col(Fact.field),
        value=col(Fact.value),
        as_of=col(Fact.as_of),
        source=col(Fact.source),
        mark=col(Fact.mark),
        recorded_by=col(Fact.recorded_by),
        recorded_at=col(Fact.recorded_at),
    )
)


@lru_cache(maxsize=4)
def page(*, of_field: bool, continued: bool) -> CompiledRead:
    """Facts of one forum, newest first; rows are (document, recorded at, id)."""
    keys = (col(Fact.recorded_at), col(Fact.id))
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(_fact, *keys)
        .where(col(Fact.forum_id) == bindparam("forum_id", type_=Uuid))
    )
    if of_field:
        statement = statement.where(col(Fact.field) == bindparam("field", type_=Text))
    if continued:
        after = (bindparam("after_key", type_=DateTime(timezone=True)), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


async def of_field(session: AsyncSession, actor: Actor, forum_id: UUID, field: str) -> list[Fact]:
    """The facts of one field of a forum."""
    statement = visible_to(actor).where(col(Fact.forum_id) == forum_id, col(Fact.field) == field)
    return list(await session.scalars(statement))
