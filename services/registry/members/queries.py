"""Every SELECT on members. Each one starts from `visible_to`: who sees the forum sees its members."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.registry.forums.documents import member_object
from services.registry.forums.models import Instrument, Member


def visible_to(actor: Actor) -> Select[Member]:
    """Members are as public as their forum."""
    return select(Member)


_document = json_bytes(member_object())

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document, col(Member.version))
    .where(
        col(Member.forum_id) == bindparam("forum_id", type_=Uuid),
        col(Member.id) == bindparam("id", type_=Uuid),
    )
)


@lru_cache(maxsize=8)
def page(*, current: bool | None, continued: bool) -> CompiledRead:
    """Members of one forum, in the order of their list; rows are (document, position, id)."""
    keys = (col(Member.position), col(Member.id))
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(_document, *keys)
        .where(col(Member.forum_id) == bindparam("forum_id", type_=Uuid))
    )
    if current is not None:
        has_ended = col(Member.member_to).is_not(None)
        statement = statement.where(~has_ended if current else has_ended)
    if continued:
        after = (bindparam("after_key", type_=Integer), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


async def find(session: AsyncSession, actor: Actor, forum_id: UUID, member_id: UUID) -> Member | None:
    """A member of this forum; its forum is locked already."""
    statement = visible_to(actor).where(col(Member.forum_id) == forum_id, col(Member.id) == member_id)
    return (await session.scalars(statement)).one_or_none()


async def next_position(session: AsyncSession, forum_id: UUID) -> int:
    """The place after the last one in the forum's list."""
    after_last = func.coalesce(func.max(col(Member.position)) + 1, 0)
    position = await session.scalar(select(after_last).where(col(Member.forum_id) == forum_id))
    assert position is not None, "an aggregate always has a row"
    return position


async def is_instrument_of(session: AsyncSession, forum_id: UUID, instrument_id: UUID) -> bool:
    """Whether an instrument is one of this forum."""
    statement = select(col(Instrument.id)).where(
        col(Instrument.forum_id) == forum_id, col(Instrument.id) == instrument_id
    )
    return await session.scalar(statement) is not None
