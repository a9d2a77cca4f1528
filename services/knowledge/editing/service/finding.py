"""Items, copies and comments that are there for an actor."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.knowledge.editing import policy, queries
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Comment, Item, ShelfCopy
from services.knowledge.editing.problems import (
    CommentNotFound,
    ItemNotFound,
    NotPublished,
)


async def require(session: AsyncSession, actor: Actor, kind: Kind, reference: str) -> Item:
    """An item that is there for this actor: published, or kept by it. `ItemNotFound` otherwise."""
    return await _shown(session, actor, await queries.find(session, kind.name, reference))


async def require_locked(session: AsyncSession, actor: Actor, kind: Kind, reference: str) -> Item:
    """The same, locked until the transaction ends."""
    return await _shown(session, actor, await queries.lock(session, kind.name, reference))


async def _shown(session: AsyncSession, actor: Actor, item: Item | None) -> Item:
    if item is None:
        raise ItemNotFound()
    if not policy.keeps(actor, item) and await queries.copy_of(session, item.id) is None:
        raise ItemNotFound()
    return item


async def published_copy(session: AsyncSession, item: Item) -> ShelfCopy | None:
    """The shelf's copy of an item, if it is published."""
    return await queries.copy_of(session, item.id)


async def require_published(session: AsyncSession, item: Item) -> ShelfCopy:
    """The same; `NotPublished` where there is none."""
    copy = await queries.copy_of(session, item.id)
    if copy is None:
        raise NotPublished()
    return copy


async def require_comment(session: AsyncSession, item: Item, comment_id: UUID) -> Comment:
    """A comment on this item."""
    found = await queries.comment_of(session, item, comment_id)
    if found is None:
        raise CommentNotFound()
    return found
