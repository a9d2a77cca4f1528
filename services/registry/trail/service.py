"""How an act is written down, in the transaction that does it."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.registry.trail.models import TrailEntry


async def record(
    session: AsyncSession,
    actor: Actor,
    *,
    entity: str,
    entity_id: UUID,
    version: int,
    act: str,
    changed: tuple[Any, Any],
    why: str | None,
) -> None:
    """Write down the act that made this version of a locked (or new) entity; `changed` is (old, new)."""
    old, new = changed
    session.add(
        TrailEntry(
            entity=entity,
            entity_id=entity_id,
            version=version,
            act=act,
            old=old,
            new=new,
            who=actor.subject,
            at=clock.now(),
            why=why,
        )
    )
    # A version that somebody else made meanwhile must be told now, not at the end of the request.
    await session.flush()
