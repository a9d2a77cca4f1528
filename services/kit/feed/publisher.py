"""The one publisher of a database: gives what writers recorded its place in the feed."""

import asyncio
from datetime import timedelta

from sqlalchemy import bindparam, delete, exists, func, insert, select
from sqlalchemy.orm import aliased

from services.kit import clock, telemetry
from services.kit.db import DATABASE_IS_AWAY, Database
from services.kit.feed.outbox import PENDING_CHANNEL
from services.kit.feed.tables import TABLES
from services.kit.feed.wake import Wakeup

FEED_CHANNEL = "feed"
BATCH = 1000
# A version that a later one replaced stays for those who follow closely, then leaves the feed.
SUPERSEDED_KEPT = timedelta(days=30)
# An arbitrary constant that names the publisher's lock among a database's advisory locks.
PUBLISHER_LOCK = 0x51_4D_50_55_4C
IDLE_SECONDS = 1.0
RETRY_SECONDS = 1.0

log = telemetry.get_logger(__name__)

_pending, _feed, _outbox = TABLES.pending, TABLES.feed, TABLES.outbox
_batch = (
    delete(_pending)
    .where(_pending.c.id.in_(select(_pending.c.id).order_by(_pending.c.id).limit(bindparam("size"))))
    .returning(_pending.c.id, _pending.c.outbox_id)
    .cte("batch")
)
_publish = (
    insert(_feed)
    .add_cte(_batch)
    .from_select(["outbox_id"], select(_batch.c.outbox_id).order_by(_batch.c.id))
    # SQLAlchemy reports -1 rows for such an INSERT unless it is asked to keep the driver's count.
    .execution_options(preserve_rowcount=True)
)


async def publish_batch(database: Database, *, size: int = BATCH) -> int:
    """Publish up to `size` changes in one transaction; how many there were.

    The lock is a statement of its own: the next one then sees whatever the holder before committed.
    """
    async with database.write.begin() as session:
        await session.execute(select(func.pg_advisory_xact_lock(PUBLISHER_LOCK)))
        result = await session.execute(_publish, {"size": size})
        count: int = result.rowcount  # type: ignore[attr-defined]
        if count:
            await session.execute(select(func.pg_notify(FEED_CHANNEL, "")))
    return count


async def publish_pending(database: Database) -> int:
    """Publish until nothing is pending; how many changes there were."""
    total = 0
    while count := await publish_batch(database):
        total += count
    return total


async def run(database: Database, stop: asyncio.Event) -> None:
    """Publish for as long as the worker lives; woken by writers, and each second in any case."""
    async with Wakeup.listening(database.direct_url, PENDING_CHANNEL) as wakeup:
        while not stop.is_set():
            ticket = wakeup.ticket()
            try:
                published = await publish_pending(database)
            except DATABASE_IS_AWAY as error:
                log.warning("publisher_waits", simpul=database.simpul, error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if published:
                log.debug("published", simpul=database.simpul, count=published)
            await wakeup.wait(ticket, IDLE_SECONDS, stop=stop)


async def compact(database: Database) -> int:
    """Drop versions superseded for 30 days; each entity's last one stays. How many rows left."""
    newer = aliased(_outbox)
    newer_feed = aliased(_feed)
    old = (
        select(_feed.c.pos, _outbox.c.id)
        .join(_outbox, _outbox.c.id == _feed.c.outbox_id)
        .where(
            exists(
                select(newer_feed.c.pos)
                .join(newer, newer.c.id == newer_feed.c.outbox_id)
                .where(
                    newer.c.entity == _outbox.c.entity,
                    newer.c.entity_id == _outbox.c.entity_id,
                    newer_feed.c.pos > _feed.c.pos,
                    # Superseded that long ago: who reads as of a later position needs it until then.
                    newer.c.recorded_at < clock.now() - SUPERSEDED_KEPT,
                )
            ),
        )
        .limit(BATCH)
    )
    async with database.write.begin() as session:
        rows = (await session.execute(old)).all()
        if rows:
            await session.execute(delete(_feed).where(_feed.c.pos.in_([row.pos for row in rows])))
            await session.execute(delete(_outbox).where(_outbox.c.id.in_([row.id for row in rows])))
    return len(rows)
