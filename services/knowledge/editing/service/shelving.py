"""What every act ends with: the item is rendered, written down and told."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.knowledge.chronicle import service as chronicle
from services.knowledge.editing import queries, states
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Attachment, Item, ShelfCopy
from services.knowledge.search import service as search


def following(item: Item) -> Item:
    """A locked item at its next version."""
    item.version += 1
    item.updated_at = clock.now()
    return item


async def put_on_shelf(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, act: str, why: str | None
) -> None:
    """Render a locked item as it stands for the public, and tell the feed."""
    item.published_revision, item.published_at = item.revision, clock.now()
    await kind.on_publication(session, item)
    shown = await _render(session, kind, item, keeps=False)
    await _shelve(session, kind, item, shown, item.content)
    item.document = await _render(session, kind, item, keeps=True)
    await session.flush()
    await _chronicle(session, actor, item, shown, act=act, why=why)
    if kind.findable is not None:
        # Last: writers of the index wait for one another.
        await search.put(session, kind.findable(shown))


async def take_from_shelf(session: AsyncSession, kind: Kind, item: Item) -> bool:
    """Have the public see nothing of a locked item any more; whether it saw something."""
    gone = await session.execute(
        delete(ShelfCopy).where(col(ShelfCopy.id) == item.id).returning(col(ShelfCopy.id))
    )
    if gone.first() is None:
        return False
    item.published_revision, item.published_at = None, None
    # Nor what it was before.
    item.hidden_through = item.version
    if kind.findable is not None:
        await search.remove(session, kind.name, item.id)
    return True


async def record(
    session: AsyncSession,
    actor: Actor,
    kind: Kind,
    item: Item,
    *,
    act: str,
    why: str | None,
    is_told: bool = False,
) -> None:
    """Render the working copy of a locked item anew and write the version down; the public sees nothing."""
    # The rows that the rendering reads are those of this transaction.
    await session.flush()
    item.document = await _render(session, kind, item, keeps=True)
    await session.flush()
    await chronicle.record(
        session,
        actor,
        kind=item.kind,
        item_id=item.id,
        version=item.version,
        document=item.document,
        act=act,
        why=why,
        is_public=False,
        is_told=is_told,
    )


async def refresh(
    session: AsyncSession, actor: Actor, kind: Kind, item: Item, *, act: str, why: str | None
) -> None:
    """What stands beside a locked item's content changed: both copies show it from the next version on."""
    following(item)
    await session.flush()
    copy = await queries.copy_of(session, item.id)
    if copy is None:
        await record(session, actor, kind, item, act=act, why=why)
        return
    item.document = await _render(session, kind, item, keeps=True)
    there = {attachment["id"] for attachment in item.document["attachments"]}
    shown = {
        **copy.document,
        **await kind.extras(session, item, copy.content),
        "attachments": [a for a in copy.document["attachments"] if a["id"] in there],
        "version": item.version,
    }
    await _shelve(session, kind, item, shown, copy.content)
    await session.flush()
    await _chronicle(session, actor, item, shown, act=act, why=why)
    if kind.findable is not None:
        # Last: writers of the index wait for one another.
        await search.put(session, kind.findable(shown))


async def _render(session: AsyncSession, kind: Kind, item: Item, *, keeps: bool) -> dict[str, Any]:
    """The whole item as JSON has it, for those who keep it or for the public."""
    shown = {
        "id": str(item.id),
        "version": item.version,
        "revision": item.revision,
        "slug": item.slug,
        "state": item.state,
        "forum_slug": item.forum_slug,
        "origin": item.origin,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "created_at": item.created_at.isoformat(),
        "updated_at": item.updated_at.isoformat(),
        **item.content,
        **await kind.extras(session, item, item.content),
        "attachments": await attachments_of(session, item, keeps=keeps),
    }
    if not keeps:
        return shown
    return shown | {
        "reviewers": item.reviewers,
        "published_revision": item.published_revision,
        "possible_acts": states.possible_in(item.state),
        "offer": item.offer,
    }


async def attachments_of(session: AsyncSession, item: Item, *, keeps: bool) -> list[dict[str, Any]]:
    """An item's attachments as JSON has them: those that are to be public, or all."""
    return [attachment_out(a) for a in await queries.attachments_of(session, item.id, keeps=keeps)]


def attachment_out(attachment: Attachment) -> dict[str, Any]:
    """An attachment as JSON has it."""
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "is_public": attachment.is_public,
        "is_scanned": attachment.is_scanned,
        "uploaded_at": attachment.uploaded_at.isoformat(),
    }


async def _shelve(
    session: AsyncSession, kind: Kind, item: Item, shown: Mapping[str, Any], content: Mapping[str, Any]
) -> None:
    values = {
        "kind": item.kind,
        "slug": item.slug,
        "version": item.version,
        "title": shown["title"],
        "tags": sorted(set(kind.tags(shown))),
        "published_at": item.published_at,
        "document": dict(shown),
        "content": dict(content),
    }
    statement = insert(ShelfCopy).values(id=item.id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def _chronicle(
    session: AsyncSession,
    actor: Actor,
    item: Item,
    shown: Mapping[str, Any],
    *,
    act: str,
    why: str | None,
) -> None:
    await chronicle.record(
        session,
        actor,
        kind=item.kind,
        item_id=item.id,
        version=item.version,
        document=shown,
        act=act,
        why=why,
    )
