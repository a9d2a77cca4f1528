"""Acts on records about regions. Each is one transaction with its history and its feed row."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.registry.region_records import policy, queries
from services.registry.region_records.kind import Kind, R
from services.registry.region_records.models import RecordEntry

RequireVersion = Callable[[int], None]


async def add(
    session: AsyncSession, actor: Actor, kind: Kind[R], *, values: Mapping[str, Any], reason: str | None
) -> dict[str, Any]:
    """Add a record; its document."""
    policy.require_keep(actor)
    judged = await kind.judge(session, actor, values, None)
    at = clock.now()
    record = kind.model(created_at=at, updated_at=at, **judged)
    session.add(record)
    # PostgreSQL renders the record from its row.
    await session.flush()
    if kind.tally is not None:
        await kind.tally(session, record, 1)
    document = await queries.render(session, kind, record.id)
    await _record(session, actor, kind, record, {kind.whole: (None, document)}, document, why=reason)
    return document


async def require(session: AsyncSession, actor: Actor, kind: Kind[R], record_id: UUID) -> R:
    """A record, locked, if this actor may change it: else 401 or 403, or 404 where there is none."""
    policy.require_keep(actor)
    record = await queries.lock(session, actor, kind, record_id)
    if record is None:
        raise kind.not_found()
    return record


async def amend(
    session: AsyncSession,
    actor: Actor,
    kind: Kind[R],
    record: R,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
    reason: str | None,
) -> dict[str, Any]:
    """Change what a locked record says; what is sent as it already is changes nothing."""
    policy.require_keep(actor)
    before = _said(kind, record)
    differing = {field: value for field, value in changes.items() if before[field] != value}
    judged = await kind.judge(session, actor, before | differing, record) if differing else {}
    require_version(record.version)
    if not differing:
        return await queries.render(session, kind, record.id)
    for field, value in judged.items():
        setattr(record, field, value)
    record.version += 1
    record.updated_at = clock.now()
    await session.flush()
    changed = {field: (before[field], value) for field, value in differing.items()}
    document = await queries.render(session, kind, record.id)
    await _record(session, actor, kind, record, changed, document, why=reason)
    return document


async def remove(
    session: AsyncSession,
    actor: Actor,
    kind: Kind[R],
    record: R,
    *,
    require_version: RequireVersion,
    reason: str | None,
) -> None:
    """Remove a locked record that was added by mistake. Its history stays."""
    policy.require_keep(actor)
    require_version(record.version)
    document = await queries.render(session, kind, record.id)
    await session.delete(record)
    if kind.tally is not None:
        await kind.tally(session, record, -1)
    record.version += 1
    await _record(session, actor, kind, record, {kind.whole: (document, None)}, None, why=reason)


def _said(kind: Kind[R], record: R) -> dict[str, Any]:
    return {field: getattr(record, field) for field in kind.fields}


async def _record(
    session: AsyncSession,
    actor: Actor,
    kind: Kind[R],
    record: R,
    changed: Mapping[str, tuple[Any, Any]],
    document: dict[str, Any] | None,
    *,
    why: str | None,
) -> None:
    """Close a write on a locked record: its history and its feed row (a tombstone where it is gone)."""
    at = clock.now()
    session.add_all(
        RecordEntry(
            kind=kind.one,
            record_id=record.id,
            version=record.version,
            field=field,
            old=old,
            new=new,
            who=actor.subject,
            at=at,
            why=why,
        )
        for field, (old, new) in changed.items()
    )
    await session.flush()
    await outbox.record(session, outbox.Change(kind.one, str(record.id), record.version, document))
