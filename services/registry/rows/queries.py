"""Every SELECT on rows below a forum. Each one starts from `visible_to`: who sees the forum sees its rows."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.registry.rows.collection import Collection, R


def visible_to(actor: Actor, model: type[R]) -> Select[R]:
    """Rows are as public as their forum; which fields an actor sees is in the item read."""
    return select(model)


def _item(collection: Collection[R], *, is_private: bool) -> Any:
    own = collection.private_item if is_private else None
    return json_bytes(collection.item if own is None else own)


@lru_cache(maxsize=64)
def one(collection: Collection[R], *, is_private: bool) -> CompiledRead:
    """One row of a forum; gives (document, version)."""
    model = collection.model
    return compile_read(
        visible_to(ANONYMOUS, model)
        .with_only_columns(_item(collection, is_private=is_private), col(model.version))
        .where(
            col(model.forum_id) == bindparam("forum_id", type_=Uuid),
            col(model.id) == bindparam("id", type_=Uuid),
        )
    )


@lru_cache(maxsize=256)
def page(
    collection: Collection[R], filters: frozenset[str], *, is_private: bool, continued: bool
) -> CompiledRead:
    """Rows of one forum, in the order of their list; gives (document, position, id)."""
    model = collection.model
    keys = (col(model.position), col(model.id))
    statement = (
        visible_to(ANONYMOUS, model)
        .with_only_columns(_item(collection, is_private=is_private), *keys)
        .where(col(model.forum_id) == bindparam("forum_id", type_=Uuid))
        .where(*(collection.filters[name] for name in sorted(filters)))
    )
    if continued:
        after = (bindparam("after_key", type_=Integer), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


async def find(session: AsyncSession, actor: Actor, model: type[R], forum_id: UUID, row_id: UUID) -> R | None:
    """A row of this forum; its forum is locked already."""
    statement = visible_to(actor, model).where(col(model.forum_id) == forum_id, col(model.id) == row_id)
    return (await session.scalars(statement)).one_or_none()


async def render(session: AsyncSession, collection: Collection[R], row: R, *, is_private: bool) -> bytes:
    """A row as it stands in this transaction, as JSON."""
    item = _item(collection, is_private=is_private)
    document: bytes = (
        await session.execute(select(item).where(col(collection.model.id) == row.id))
    ).scalar_one()
    return document


async def next_position(session: AsyncSession, model: type[R], forum_id: UUID) -> int:
    """The place after the last one in the forum's list."""
    after_last = func.coalesce(func.max(col(model.position)) + 1, 0)
    position = await session.scalar(select(after_last).where(col(model.forum_id) == forum_id))
    assert position is not None, "an aggregate always has a row"
    return position
