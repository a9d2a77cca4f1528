"""The consumer's side: follow another service's feed into one's own tables.

The cursor moves in the transaction of its effect, so a crash repeats nothing and loses nothing.
In a new epoch the whole feed is read again, and what it did not mention is pruned at its head.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import httpx
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.clients import ServiceClient
from services.kit.db import DATABASE_IS_AWAY, Database
from services.kit.feed.tables import TABLES
from services.kit.simpul import Simpul

PAGE = 500
WAIT_SECONDS = 20
RETRY_SECONDS = 1.0
FAILED_SECONDS = 30.0

log = telemetry.get_logger(__name__)
_cursors = TABLES.cursors


@dataclass(frozen=True, slots=True)
class FeedChange:
    """One change as a consumer receives it; `payload` None is a tombstone."""

    pos: int
    entity: str
    entity_id: str
    version: int
    recorded_at: datetime
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes in order, of which epoch they are, and after which position to go on."""

    changes: list[FeedChange]
    epoch: str
    position: int
    has_more: bool


async def read_page(
    client: ServiceClient, simpul: Simpul, *, after: str | None, limit: int = PAGE, wait: float = 0
) -> FeedPage | None:
    """A page of a source's feed after a cursor, or from the beginning; None where its epoch is over.

    Raises `httpx.HTTPError` where the source does not answer, or not with a page.
    """
    parameters: dict[str, str | float] = {"limit": limit, "wait": wait}
    if after is not None:
        parameters["after"] = after
    response = await client.get(f"/internal/{simpul}/feed", simpul, parameters, seconds=wait + 10)
    if response.status_code == httpx.codes.GONE:
        return None
    page = response.raise_for_status().json()
    position = int(page["next"].rpartition(".")[2])
    return FeedPage([_change(item) for item in page["items"]], page["epoch"], position, page["has_more"])


@dataclass(frozen=True, slots=True)
class HeldCursor:
    """Up to where a source was followed; not `complete` in the first pass through a new epoch."""

    epoch: str
    pos: int
    complete: bool

    def __str__(self) -> str:
        return f"{self.epoch}.{self.pos}"


async def held_cursor(database: Database, source: str) -> HeldCursor | None:
    """Where the consumer of a source stands; None before its first page."""
    columns = (_cursors.c.epoch, _cursors.c.pos, _cursors.c.complete)
    async with database.read.begin() as session:
        found = (await session.execute(select(*columns).where(_cursors.c.source == source))).one_or_none()
    return HeldCursor(*found) if found else None


class Projection(Protocol):
    """What a consumer makes of a feed. Both are called within the cursor's transaction.

    It is idempotent: it ignores a version below the one it holds from the same epoch, and takes an
    equal one at a later position.
    """

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None: ...

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop what no change of this epoch mentioned."""


class Projections:
    """Several consumers that share one cursor."""

    def __init__(self, *projections: Projection) -> None:
        self._projections = projections

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Each takes the page."""
        for projection in self._projections:
            await projection.apply(session, changes, epoch=epoch)

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Each drops what this epoch did not mention."""
        for projection in self._projections:
            await projection.prune(session, epoch=epoch)


class Follower:
    """Follows one source for one simpul."""

    def __init__(
        self, database: Database, source: str, client: ServiceClient, projection: Projection
    ) -> None:
        self._database = database
        self._source = source
        self._client = client
        self._projection = projection

    async def catch_up(self) -> int:
        """Consume to the head as it is now; how many changes."""
        total = 0
        while True:
            count, has_more = await self._step(wait=0)
            total += count
            if not has_more:
                return total

    async def run(self, stop: asyncio.Event) -> None:
        """Follow for as long as the worker lives; a source that is down is asked again each second."""
        while not stop.is_set():
            step = asyncio.ensure_future(self._step(wait=WAIT_SECONDS))
            stopped = asyncio.ensure_future(stop.wait())
            await asyncio.wait({step, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not step.done():
                step.cancel()
                await asyncio.gather(step, return_exceptions=True)
                return
            try:
                step.result()
            except (httpx.HTTPError, *DATABASE_IS_AWAY) as error:
                log.warning(
                    "follower_waits",
                    simpul=self._database.simpul,
                    source=self._source,
                    error=type(error).__name__,
                )
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                # A change that cannot be applied holds up this follower and nobody else.
                cursor = await held_cursor(self._database, self._source)
                log.exception(
                    "follower_failed",
                    simpul=self._database.simpul,
                    source=self._source,
                    after=cursor.pos if cursor else 0,
                )
                await asyncio.sleep(FAILED_SECONDS)

    async def _step(self, *, wait: float) -> tuple[int, bool]:
        """One page: fetch outside, apply inside a transaction. (changes, more to come now)"""
        cursor = await held_cursor(self._database, self._source)
        after = str(cursor) if cursor else None
        simpul, wait = self._database.simpul, wait if cursor else 0
        page = await read_page(self._client, simpul, after=after, limit=PAGE, wait=wait)
        if page is None:
            log.warning("feed_epoch_changed", simpul=simpul, source=self._source)
            cursor, page = None, await read_page(self._client, simpul, after=None, limit=PAGE)
            assert page is not None, "no epoch is over at its beginning"
        changes, epoch, has_more, position = page.changes, page.epoch, page.has_more, page.position
        was_complete = cursor is not None and cursor.complete
        if not changes and was_complete:
            return 0, False
        async with self._database.write.begin() as session:
            await self._projection.apply(session, changes, epoch=epoch)
            if not has_more and not was_complete:
                await self._projection.prune(session, epoch=epoch)
            await self._move(session, epoch, position, complete=was_complete or not has_more)
        return len(changes), has_more

    async def _move(self, session: AsyncSession, epoch: str, pos: int, *, complete: bool) -> None:
        values = {"epoch": epoch, "pos": pos, "complete": complete, "moved_at": clock.now()}
        await session.execute(
            insert(_cursors)
            .values(source=self._source, **values)
            .on_conflict_do_update(index_elements=["source"], set_=values)
        )


def _change(item: dict[str, Any]) -> FeedChange:
    return FeedChange(
        pos=item["pos"],
        entity=item["entity"],
        entity_id=item["id"],
        version=item["version"],
        recorded_at=datetime.fromisoformat(item["recorded_at"]),
        payload=item["payload"],
    )


async def is_complete(session: AsyncSession, source: str) -> bool:
    """Whether a source was once followed to its head."""
    found = await session.scalar(select(_cursors.c.complete).where(_cursors.c.source == source))
    return bool(found)
