"""What tests and the bench do to a feed, and see of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import select

from services.kit.db import Database
from services.kit.feed import publisher, queries
from services.kit.feed.tables import TABLES
from tests.support import entities
from tests.support.entities import Written

FEED_PATH = "/internal/kabkota/feed"


class Seen(NamedTuple):
    """A change as the feed has it."""

    pos: int
    written: Written


async def whole_feed(database: Database) -> list[Seen]:
    """Every change of an entity in the order of its positions."""
    feed, outbox = TABLES.feed, TABLES.outbox
    statement = (
        select(feed.c.pos, outbox.c.entity_id, outbox.c.version, outbox.c.payload)
        .join(outbox, outbox.c.id == feed.c.outbox_id)
        .where(outbox.c.entity == entities.KIND)
        .order_by(feed.c.pos)
    )
    async with database.read.begin() as session:
        rows = (await session.execute(statement)).all()
    return [Seen(row.pos, Written(row.entity_id, row.version, row.payload["note"])) for row in rows]


def versions_by_entity(feed: list[Seen]) -> dict[str, list[int]]:
    """Each entity's versions in the order of the feed."""
    versions: dict[str, list[int]] = {}
    for seen in feed:
        versions.setdefault(seen.written.entity_id, []).append(seen.written.version)
    return versions


@asynccontextmanager
async def publishing(database: Database, *, publishers: int = 1) -> AsyncIterator[None]:
    """The loop of the worker beside the block; on leaving, what is pending has been published."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(publishers):
            group.create_task(publisher.run(database, stop))
        try:
            yield
        finally:
            stop.set()
    await publisher.publish_pending(database)


@asynccontextmanager
async def reading(database: Database, *, size: int = 7) -> AsyncIterator[list[int]]:
    """A reader that asks for what lies behind its cursor, again and again, beside the block.

    Gives the positions it saw; on leaving, it has read to the head.
    """
    positions: list[int] = []
    done = asyncio.Event()

    async def read() -> None:
        while True:
            is_last_look = done.is_set()
            page = await queries.page(database.hot, after=positions[-1] if positions else 0, size=size)
            positions.extend(pos for pos, _ in page)
            if is_last_look and not page:
                return

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        try:
            yield positions
        finally:
            done.set()


async def until(admin: psycopg.Connection, condition: str, *parameters: Any) -> Any:
    """What a query finds on the server, once it finds anything; fails after 20 s."""
    async with asyncio.timeout(20):
        while (row := admin.execute(condition.encode(), parameters).fetchone()) is None:  # noqa: ASYNC110
            # A server process comes to this point by itself and tells nobody: it can only be watched.
            await asyncio.sleep(0.005)
    return row[0]
