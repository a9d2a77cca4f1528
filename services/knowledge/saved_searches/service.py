"""Acts on saved searches. They are an actor's own: no history, and no feed tells of them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.knowledge.saved_searches import policy, queries
from services.knowledge.saved_searches.models import SavedSearch
from services.knowledge.saved_searches.problems import SavedSearchNotFound, TooManySavedSearches

MOST = 100
# What a transaction puts into the index bears the time of its act, not of its commit. So whoever has
# looked is shown what bears a time shortly before that once more, rather than never.
OVERLAP = timedelta(seconds=60)


async def keep(
    session: AsyncSession, actor: Actor, *, name: str, query: str, filters: Mapping[str, Any]
) -> SavedSearch:
    """Keep a search."""
    policy.require_identity(actor)
    if await queries.count(session, actor) >= MOST:
        raise TooManySavedSearches(
            Text(f"Paling banyak {MOST}. Hapus yang lama.", f"At most {MOST}. Remove an old one.")
        )
    at = clock.now()
    saved = SavedSearch(
        subject=actor.subject, name=name, query=query, filters=dict(filters), created_at=at, updated_at=at
    )
    session.add(saved)
    # Another of this name is found by the database.
    await session.flush()
    return saved


async def require(session: AsyncSession, actor: Actor, search_id: UUID) -> SavedSearch:
    """One of the actor's own, locked; 401, or 404 where there is none."""
    policy.require_identity(actor)
    saved = await queries.lock(session, actor, search_id)
    if saved is None:
        raise SavedSearchNotFound()
    return saved


async def amend(
    session: AsyncSession,
    saved: SavedSearch,
    *,
    changes: Mapping[str, Any],
    require_version: Callable[[int], None],
) -> None:
    """Change what a locked search asks or is called; what is sent as it already is changes nothing."""
    require_version(saved.version)
    differing = {field: value for field, value in changes.items() if getattr(saved, field) != value}
    if not differing:
        return
    for field, value in differing.items():
        setattr(saved, field, value)
    _touch(saved)
    await session.flush()


async def forget(
    session: AsyncSession, saved: SavedSearch, *, require_version: Callable[[int], None]
) -> None:
    """Remove a locked search."""
    require_version(saved.version)
    await session.delete(saved)


async def look(session: AsyncSession, saved: SavedSearch) -> None:
    """Note that its owner has looked: only what comes from now on is new."""
    saved.seen_at = clock.now()
    _touch(saved)
    await session.flush()


def _touch(saved: SavedSearch) -> None:
    saved.version += 1
    saved.updated_at = clock.now()
