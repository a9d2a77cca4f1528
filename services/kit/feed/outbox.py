"""The writer's side: record a change in the transaction that makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.feed.tables import TABLES
from services.kit.ids import new_id

PENDING_CHANNEL = "feed_pending"


@dataclass(frozen=True, slots=True)
class Change:
    """A whole entity at one version, or its tombstone (`payload` None)."""

    entity: str
    entity_id: str
    version: int
    payload: dict[str, Any] | None


async def record(session: AsyncSession, *changes: Change) -> None:
    """Record changes of entities that this transaction has locked (or made). Never before the lock."""
    await record_all(session, changes)


async def record_all(session: AsyncSession, changes: Sequence[Change]) -> list[UUID]:
    """The same for a list, in two statements however long it is; the outbox row of each."""
    if not changes:
        return []
    at = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "entity": change.entity,
            "entity_id": change.entity_id,
            "version": change.version,
            "payload": change.payload,
            "recorded_at": at,
        }
        for change in changes
    ]
    await session.execute(insert(TABLES.outbox), rows)
    await session.execute(insert(TABLES.pending), [{"outbox_id": row["id"]} for row in rows])
    await session.execute(select(func.pg_notify(PENDING_CHANNEL, "")))
    return [row["id"] for row in rows]
