"""What the feed promises: every committed change once, each entity in order, nothing behind a cursor."""

import asyncio
from random import Random

from services.kit.db import Database
from tests.support import entities
from tests.support.databases import TestDatabase
from tests.support.entities import Written, change_some, write_against_the_order
from tests.support.feed import publishing, reading, versions_by_entity, whole_feed

IDS = ["a", "b", "c", "d", "e"]
WRITERS, TRANSACTIONS = 12, 25
LANES, ROUNDS = 4, 125


async def test_writers_with_rollbacks_leave_every_committed_change_in_the_feed_once_and_in_order(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    committed: list[Written] = []
    rolled_back: list[Written] = []
    together = asyncio.Barrier(WRITERS)

    async def write(number: int) -> None:
        random = Random(number)
        await together.wait()
        for turn in range(TRANSACTIONS):
            async with database.write() as session:
                written = await change_some(session, IDS, f"{number}/{turn}", random)
                if random.random() < 0.3:
                    await session.rollback()
                    rolled_back.extend(written)
                else:
                    await session.commit()
                    committed.extend(written)

    async with reading(database) as positions, publishing(database), asyncio.TaskGroup() as writers:
        for number in range(WRITERS):
            writers.create_task(write(number))

    feed = await whole_feed(database)
    assert len(rolled_back) > 50
    assert sorted(seen.written.note for seen in feed) == sorted(written.note for written in committed)
    assert versions_by_entity(feed) == {
        entity_id: list(range(1, len(versions) + 1))
        for entity_id, versions in versions_by_entity(feed).items()
    }
    assert positions == [seen.pos for seen in feed]


async def test_an_entitys_versions_ascend_though_its_writers_began_in_the_opposite_order(
    database: Database, test_database: TestDatabase
) -> None:
    lanes = [f"lane-{number}" for number in range(LANES)]
    entities.fill(test_database.owner_url, lanes)

    async def write(entity_id: str) -> None:
        async with database.write() as first, database.write() as second:
            for turn in range(ROUNDS):
                await write_against_the_order(first, second, entity_id, f"{entity_id}/{turn}")

    async with reading(database) as positions, publishing(database), asyncio.TaskGroup() as writers:
        for lane in lanes:
            writers.create_task(write(lane))

    feed = await whole_feed(database)
    assert versions_by_entity(feed) == {lane: list(range(1, 2 * ROUNDS + 1)) for lane in lanes}
    assert positions == [seen.pos for seen in feed]
