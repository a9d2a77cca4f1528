"""The publisher when it is not alone, when it is killed, and when nobody wakes it."""

import asyncio
from random import Random

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from services.kit.db import Database
from services.kit.feed import publisher
from tests.support import entities
from tests.support.databases import TestDatabase
from tests.support.entities import Written, change, change_some
from tests.support.feed import publishing, reading, until, versions_by_entity, whole_feed

IDS = ["a", "b", "c"]
CHANGES = 40
INSERTING = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%%INSERT INTO feed %%' AND wait_event = %s"
WAITING_FOR_ITS_TURN = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def _write(database: Database, count: int, *, seed: int = 0) -> list[Written]:
    written: list[Written] = []
    random = Random(seed)
    for turn in range(count):
        async with database.write.begin() as session:
            written += await change_some(session, IDS, f"{seed}/{turn}", random)
    return written


def _outbox_id_of(owner: psycopg.Connection, note: str) -> object:
    row = owner.execute("SELECT id FROM outbox WHERE payload ->> 'note' = %s", [note]).fetchone()
    assert row is not None
    return row[0]


async def test_two_publishers_at_once_lose_nothing_double_nothing_and_keep_the_order(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    async with reading(database) as positions, publishing(database, publishers=2):
        written = [
            change
            for lists in await asyncio.gather(*(_write(database, 30, seed=n) for n in range(4)))
            for change in lists
        ]
    feed = await whole_feed(database)
    assert sorted(seen.written.note for seen in feed) == sorted(change.note for change in written)
    assert all(versions == sorted(versions) for versions in versions_by_entity(feed).values())
    assert positions == [seen.pos for seen in feed]


async def test_a_publisher_killed_in_the_middle_of_a_batch_leaves_all_of_it_to_the_one_that_waits(
    database: Database, test_database: TestDatabase, admin: psycopg.Connection
) -> None:
    entities.fill(test_database.owner_url, IDS)
    written = await _write(database, CHANGES)
    middle = written[len(written) // 2].note
    with psycopg.connect(test_database.owner_url) as owner:
        # An insert of the same row, not committed, holds the publisher up when half of its own are in.
        owner.execute("INSERT INTO feed (outbox_id) VALUES (%s)", [_outbox_id_of(owner, middle)])
        killed = asyncio.create_task(publisher.publish_batch(database))
        pid = await until(admin, INSERTING, "transactionid")
        waiting = asyncio.create_task(publisher.publish_batch(database))
        await until(admin, WAITING_FOR_ITS_TURN)
        assert await whole_feed(database) == []
        admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(DBAPIError):
            await killed
        owner.rollback()
    assert await waiting == len(written)
    assert [seen.written for seen in await whole_feed(database)] == written


async def test_the_loop_of_the_worker_goes_on_after_its_connection_was_cut(
    database: Database,
    test_database: TestDatabase,
    admin: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(publisher, "RETRY_SECONDS", 0.01)
    entities.fill(test_database.owner_url, IDS)
    written = await _write(database, CHANGES)
    stop = asyncio.Event()
    with psycopg.connect(test_database.owner_url) as owner:
        owner.execute("INSERT INTO feed (outbox_id) VALUES (%s)", [_outbox_id_of(owner, written[3].note)])
        running = asyncio.create_task(publisher.run(database, stop))
        pid = await until(admin, INSERTING, "transactionid")
        admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        owner.rollback()
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        await until(owner, "SELECT 1 FROM feed LIMIT 1")
    stop.set()
    await running
    assert [seen.written for seen in await whole_feed(database)] == written


async def test_a_commit_wakes_the_publisher_at_once(
    database: Database, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "IDLE_SECONDS", 3600.0)
    await _write_beside_the_publisher(database, test_database)


async def test_a_publisher_that_hears_nothing_looks_by_itself(
    database: Database, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "IDLE_SECONDS", 0.02)
    monkeypatch.setattr(publisher, "PENDING_CHANNEL", "a_channel_nobody_notifies")
    await _write_beside_the_publisher(database, test_database)


async def _write_beside_the_publisher(database: Database, test_database: TestDatabase) -> None:
    """Write after the publisher has found nothing to do, and see it published."""
    entities.fill(test_database.owner_url, IDS)
    stop = asyncio.Event()
    running = asyncio.create_task(publisher.run(database, stop))
    with psycopg.connect(test_database.owner_url, autocommit=True) as watcher:
        for turn in range(5):
            async with database.write.begin() as session:
                written = await change(session, "a", str(turn))
            await until(watcher, "SELECT 1 FROM feed HAVING count(*) = %s", written.version)
    stop.set()
    await running


async def test_a_batch_is_as_large_as_asked_and_the_lowest_pending_come_first(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    written = await _write(database, 6)
    assert await publisher.publish_batch(database, size=4) == 4
    assert [seen.written for seen in await whole_feed(database)] == written[:4]
    assert await publisher.publish_pending(database) == len(written) - 4
    assert [seen.written for seen in await whole_feed(database)] == written
    assert await publisher.publish_batch(database) == 0
