"""Recording versions, and reading them back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.feed import outbox
from services.knowledge.chronicle import queries
from services.knowledge.chronicle.models import ItemVersion
from services.knowledge.chronicle.problems import VersionNotFound


async def record(
    session: AsyncSession,
    actor: Actor,
    *,
    kind: str,
    item_id: UUID,
    version: int,
    document: Mapping[str, Any],
    act: str,
    why: str | None,
    is_public: bool = True,
    is_told: bool = True,
) -> None:
    """Write down a version of an item that this transaction has locked or made, and tell the feed.

    `document` is the whole item as JSON. The feed tells of what is public: what is not is told as gone,
    and what changes nothing of what the public sees is not told (`is_told`).
    """
    session.add(
        ItemVersion(
            item_id=item_id,
            version=version,
            kind=kind,
            act=act,
            why=why,
            is_public=is_public,
            document=dict(document),
            changed_by=actor.subject,
            changed_at=clock.now(),
        )
    )
    # The row below refers to nothing, but a version written twice should fail here, by its own key.
    await session.flush()
    if not is_told:
        return
    told = dict(document) if is_public else None
    await outbox.record(session, outbox.Change(kind, str(item_id), version, told))


async def require(
    session: AsyncSession,
    actor: Actor,
    item_id: UUID,
    version: int,
    *,
    keeps: bool,
    hidden_through: int = 0,
) -> ItemVersion:
    """A version that is there for this actor; `VersionNotFound` otherwise."""
    found = await queries.find(session, actor, item_id, version, keeps=keeps, hidden_through=hidden_through)
    if found is None:
        raise VersionNotFound()
    return found
