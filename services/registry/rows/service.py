"""Acts on rows below a forum. Each has the forum locked, raises its version, and is one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, inspect
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.models import Forum
from services.registry.rows import queries
from services.registry.rows.collection import Collection, R

# Of a row that a write made or changed without naming a source, as of facts.
UNSOURCED = {"source": None, "mark": None}


async def add(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    collection: Collection[R],
    *,
    values: Mapping[str, Any],
    reason: str | None,
) -> R:
    """Add a row to a locked forum."""
    policy.require_amend(actor, forum.slug)
    judged = await collection.judge(session, actor, forum, values, None)
    position = await queries.next_position(session, collection.model, forum.id)
    judged = {**judged, "provenance": judged.get("provenance") or UNSOURCED}
    stored = {field: _stored(collection, field, value) for field, value in judged.items()}
    row = collection.model(forum_id=forum.id, position=position, **stored)
    session.add(row)
    changed = {f"{collection.name}/{row.id}": (None, _public(collection, said(collection, row)))}
    await _record(session, actor, forum, collection, row, changed, why=reason)
    return row


async def amend(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    collection: Collection[R],
    row: R,
    *,
    changes: Mapping[str, Any],
    require_version: forums.RequireVersion,
    reason: str | None,
) -> R:
    """Change a row of a locked forum; what is sent as it already is changes nothing.

    What the import was let through with, an edit of that row must mend: the whole row is judged.
    """
    policy.require_amend(actor, forum.slug)
    before = said(collection, row)
    differing = {field: value for field, value in changes.items() if before[field] != value}
    if not differing:
        require_version(row.version)
        return row
    judged = await collection.judge(session, actor, forum, before | differing, row)
    require_version(row.version)
    row.irregular = None
    # What was said of it before, no source says any more.
    judged = {**judged, "provenance": changes.get("provenance") or UNSOURCED}
    for field, value in judged.items():
        setattr(row, field, _stored(collection, field, value))
    row.version += 1
    # That a private field changed is told, not what it says.
    changed = {
        f"{collection.name}/{row.id}/{field}": (
            (None, None) if field in collection.private else (before[field], value)
        )
        for field, value in said(collection, row).items()
        if before[field] != value
    }
    await _record(session, actor, forum, collection, row, changed, why=reason)
    return row


async def remove(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    collection: Collection[R],
    row: R,
    *,
    require_version: forums.RequireVersion,
    reason: str | None,
) -> None:
    """Take away a row that was written by mistake; the history keeps what it said."""
    policy.require_amend(actor, forum.slug)
    require_version(row.version)
    if collection.require_releasable is not None:
        await collection.require_releasable(session, actor, forum, row)
    changed = {f"{collection.name}/{row.id}": (_public(collection, said(collection, row)), None)}
    others = await collection.shown_at(session, actor, row) if collection.shown_at else []
    await session.delete(row)
    for shown in (forum, *others):
        await forums.record_next(session, actor, shown, changed, why=reason)


async def require(
    session: AsyncSession, actor: Actor, forum: Forum, collection: Collection[R], row_id: UUID
) -> R:
    """A row of a locked forum."""
    row = await queries.find(session, actor, collection.model, forum.id, row_id)
    if row is None:
        raise collection.not_found()
    return row


async def _record(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    collection: Collection[R],
    row: R,
    changed: Mapping[str, tuple[Any, Any]],
    *,
    why: str | None,
) -> None:
    others = await collection.shown_at(session, actor, row) if collection.shown_at else []
    for shown in (forum, *others):
        await forums.record_next(session, actor, shown, changed, why=why)


def said(collection: Collection[R], row: R) -> dict[str, Any]:
    """What a row says, as JSON has it, without what the register adds."""
    said = {field: getattr(row, field) for field in (*collection.fields, "provenance")}
    return {field: str(value) if isinstance(value, UUID) else value for field, value in said.items()}


def _stored(collection: Collection[R], field: str, value: Any) -> Any:
    """A value as its column takes it: the id of another row is text in JSON."""
    is_id = isinstance(inspect(collection.model).columns[field].type, Uuid)
    return UUID(value) if is_id and isinstance(value, str) else value


def _public(collection: Collection[R], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field not in collection.private}
