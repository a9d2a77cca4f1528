"""What leaves the feed: versions that a later one replaced, 30 days on. Never an entity's last."""

from datetime import UTC, datetime, timedelta

import pytest

from services.kit import clock
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import outbox, publisher
from services.kit.feed.outbox import Change
from services.kit.feed.publisher import SUPERSEDED_KEPT
from tests.support import entities
from tests.support.databases import TestDatabase
from tests.support.entities import KIND, change
from tests.support.feed import FEED_PATH, versions_by_entity, whole_feed

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
IDS = ["a", "b", "c"]


async def _change_at(database: Database, at: datetime, *ids: str) -> None:
    with clock.fixed(at):
        for entity_id in ids:
            async with database.write.begin() as session:
                await change(session, entity_id, f"{at}/{entity_id}")
    await publisher.publish_pending(database)


async def _compact_at(database: Database, at: datetime) -> int:
    with clock.fixed(at):
        return await publisher.compact(database)


async def _versions(database: Database) -> dict[str, list[int]]:
    return versions_by_entity(await whole_feed(database))


async def test_superseded_versions_leave_after_30_days_and_the_last_ones_stay(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    await _change_at(database, START, "a", "b", "c")
    await _change_at(database, START + 10 * DAY, "a", "b")
    await _change_at(database, START + 20 * DAY, "a")
    moment = timedelta(microseconds=1)

    # What counts is when a version was superseded: who reads as of a day before needs it until then.
    assert await _compact_at(database, START + 10 * DAY + SUPERSEDED_KEPT) == 0
    assert await _compact_at(database, START + 10 * DAY + SUPERSEDED_KEPT + moment) == 2
    assert await _versions(database) == {"a": [2, 3], "b": [2], "c": [1]}
    assert await _compact_at(database, START + 20 * DAY + SUPERSEDED_KEPT + moment) == 1
    assert await _versions(database) == {"a": [3], "b": [2], "c": [1]}
    assert await _compact_at(database, START + 9999 * DAY) == 0


async def test_a_new_follower_still_gets_every_entity_and_an_old_cursor_still_joins(
    database: Database, test_database: TestDatabase, consumer: ServiceClient
) -> None:
    entities.fill(test_database.owner_url, IDS)
    await _change_at(database, START, *IDS)
    cursor = (await consumer.get(FEED_PATH, "kabkota", {}, seconds=5)).json()["next"]
    await _change_at(database, START + DAY, "a", "b")
    await _change_at(database, START + 2 * DAY, "a")
    assert await _compact_at(database, START + 60 * DAY) == 3

    whole = (await consumer.get(FEED_PATH, "kabkota", {}, seconds=5)).json()
    assert [(item["id"], item["version"]) for item in whole["items"]] == [("c", 1), ("b", 2), ("a", 3)]
    since = (await consumer.get(FEED_PATH, "kabkota", {"after": cursor}, seconds=5)).json()
    assert [(item["id"], item["version"]) for item in since["items"]] == [("b", 2), ("a", 3)]


async def test_a_tombstone_replaces_all_before_it_and_stays(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    await _change_at(database, START, "a", "b")
    with clock.fixed(START + DAY):
        async with database.write.begin() as session:
            await outbox.record(session, Change(KIND, "a", 2, None))
    await publisher.publish_pending(database)
    assert await _compact_at(database, START + 60 * DAY) == 1


async def test_what_is_recorded_but_not_published_is_neither_dropped_nor_supersedes(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, IDS)
    await _change_at(database, START, "a")
    with clock.fixed(START + DAY):
        async with database.write.begin() as session:
            await change(session, "a", "pending")
    assert await _compact_at(database, START + 60 * DAY) == 0
    assert await publisher.publish_pending(database) == 1
    assert await _versions(database) == {"a": [1, 2]}
    assert await _compact_at(database, START + 60 * DAY) == 1


async def test_entities_of_another_kind_with_the_same_id_do_not_supersede_each_other(
    database: Database,
) -> None:
    with clock.fixed(START):
        async with database.write.begin() as session:
            await outbox.record(session, Change("river", "1", 1, {"note": "river"}))
            await outbox.record(session, Change("lake", "1", 2, {"note": "lake"}))
    await publisher.publish_pending(database)
    assert await _compact_at(database, START + 60 * DAY) == 0


async def test_compaction_goes_by_batches_until_nothing_is_left_to_drop(
    database: Database, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "BATCH", 4)
    entities.fill(test_database.owner_url, IDS)
    await _change_at(database, START, *["a"] * 11)
    dropped = []
    while count := await _compact_at(database, START + 60 * DAY):
        dropped.append(count)
    assert dropped == [4, 4, 2]
    assert await _versions(database) == {"a": [11]}
