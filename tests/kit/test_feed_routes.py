"""`GET /internal/{simpul}/feed`: pages, cursors, waiting, and who may ask."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from services.kit.actor import ANONYMOUS, service_actor
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import publisher, routes, wake
from services.kit.feed.wake import Wakeup
from services.kit.tokens import InternalSigner
from tests.kit.sample import NAME
from tests.support import entities
from tests.support.callers import MINISTRY, SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase
from tests.support.entities import change
from tests.support.feed import FEED_PATH, until

MANY = 12
LISTENING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'simpul-listen'"


@pytest.fixture
async def published(database: Database, test_database: TestDatabase) -> Database:
    """The sample's database with some changes in its feed."""
    entities.fill(test_database.owner_url, ["a", "b"])
    await _publish(database, MANY)
    return database


async def _publish(database: Database, count: int) -> None:
    for turn in range(count):
        async with database.write.begin() as session:
            await change(session, "ab"[turn % 2], str(turn))
    await publisher.publish_pending(database)


async def _read(client: ServiceClient, **parameters: str | float) -> httpx.Response:
    return await client.get(FEED_PATH, "kabkota", parameters, seconds=20)


async def _page(client: ServiceClient, **parameters: str | float) -> dict[str, Any]:
    answer = await _read(client, **parameters)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_pages_join_without_a_gap_and_the_last_says_there_is_no_more(
    published: Database, consumer: ServiceClient
) -> None:
    whole = await _page(consumer)
    assert [item["payload"]["note"] for item in whole["items"]] == [str(n) for n in range(MANY)]
    assert not whole["has_more"]
    collected: list[dict[str, Any]] = []
    cursor: dict[str, str | float] = {}
    while True:
        page = await _page(consumer, limit=5, **cursor)
        collected += page["items"]
        cursor = {"after": page["next"]}
        if not page["has_more"]:
            break
        assert len(page["items"]) == 5
    assert collected == whole["items"]
    assert page["next"] == whole["next"]


async def test_an_item_tells_entity_version_time_and_the_whole_payload(
    published: Database, consumer: ServiceClient
) -> None:
    first = (await _page(consumer, limit=1))["items"][0]
    payload = {"id": "a", "version": 1, "note": "0"}
    assert {k: first[k] for k in ("entity", "id", "version", "payload")} == {
        "entity": entities.KIND,
        "id": "a",
        "version": 1,
        "payload": payload,
    }
    assert first["recorded_at"].endswith("+00:00")


async def test_the_cursor_of_the_head_stays_the_head_while_nothing_happens(
    published: Database, consumer: ServiceClient
) -> None:
    head = (await _page(consumer))["next"]
    page = await _page(consumer, after=head)
    assert (page["items"], page["next"], page["has_more"]) == ([], head, False)
    assert page["epoch"] == head.partition(".")[0]


@pytest.mark.parametrize(
    "after",
    [
        "",
        "0",
        "12",
        "no cursor",
        ".5",
        "{epoch}",
        "{epoch}.",
        "{epoch}.-1",
        "{epoch}.+1",
        "{epoch}. 1",
        "{epoch}.1.5",
        "{epoch}.1e3",
        "{epoch}.٣",
        "{epoch}.0x1",
        "{epoch}.1000000000000000000",
        "{EPOCH}.1",
        "x{epoch}.1",
        "{epoch}.1\0",
    ],
)
async def test_a_malformed_cursor_is_400_and_names_after(
    database: Database, consumer: ServiceClient, after: str
) -> None:
    epoch = (await _page(consumer, limit=1))["epoch"]
    answer = await _read(consumer, after=after.replace("{epoch}", epoch).replace("{EPOCH}", epoch.upper()))
    assert answer.status_code == 400, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/query/after"]


async def test_a_cursor_of_another_epoch_is_410(published: Database, consumer: ServiceClient) -> None:
    answer = await _read(consumer, after=f"{'0' * 64}.1")
    assert (answer.status_code, answer.json()["code"]) == (410, "stale-epoch")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1001"),
        ("limit", "ten"),
        ("limit", "9" * 30),
        ("limit", "1.5"),
        ("wait", "-0.1"),
        ("wait", "30.1"),
        ("wait", "nan"),
        ("wait", "inf"),
        ("wait", "soon"),
        ("size", "5"),
    ],
)
async def test_a_parameter_out_of_bounds_is_400_and_named(
    database: Database, consumer: ServiceClient, name: str, value: str
) -> None:
    answer = await _read(consumer, **{name: value})
    assert answer.status_code == 400, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/query/{name}"]


async def test_the_bounds_themselves_are_served(published: Database, consumer: ServiceClient) -> None:
    assert len((await _page(consumer, limit=1))["items"]) == 1
    assert len((await _page(consumer, limit=1000, wait=30))["items"]) == MANY


async def test_a_waiting_reader_is_answered_by_the_notification_of_what_is_published(
    published: Database, consumer: ServiceClient, sample: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LOOK_SECONDS", 3600.0)
    await _expect_an_answer(published, consumer, sample.state.feed_wakeups["kabkota"], monkeypatch)


async def test_a_waiting_reader_is_answered_though_every_notification_is_lost(
    published: Database, consumer: ServiceClient, sample: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LOOK_SECONDS", 0.05)
    deaf = Wakeup(published.direct_url, publisher.FEED_CHANNEL)
    monkeypatch.setitem(sample.state.feed_wakeups, "kabkota", deaf)
    await _expect_an_answer(published, consumer, deaf, monkeypatch)


async def test_a_waiting_reader_is_answered_though_the_listening_connection_was_cut(
    published: Database,
    consumer: ServiceClient,
    sample: FastAPI,
    admin: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routes, "LOOK_SECONDS", 3600.0)
    monkeypatch.setattr(wake, "RECONNECT_SECONDS", 0.01)
    await until(admin, LISTENING)
    assert admin.execute(LISTENING.replace("pid", "pg_terminate_backend(pid)").encode()).fetchall()
    await _expect_an_answer(published, consumer, sample.state.feed_wakeups["kabkota"], monkeypatch)


async def _expect_an_answer(
    database: Database, consumer: ServiceClient, wakeup: Wakeup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wait at the head, publish one change only then, get it long before the wait is over."""
    has_looked = asyncio.Event()
    wait = wakeup.wait

    async def wait_and_tell(*arguments: Any) -> None:
        has_looked.set()
        await wait(*arguments)

    monkeypatch.setattr(wakeup, "wait", wait_and_tell)
    head = (await _page(consumer))["next"]
    waiting = asyncio.create_task(_page(consumer, after=head, wait=30))
    async with asyncio.timeout(15):
        await has_looked.wait()
        await _publish(database, 1)
        page = await waiting
    assert len(page["items"]) == 1
    assert page["next"] != head


async def test_a_wait_in_which_nothing_happens_ends_with_an_empty_page(
    published: Database, consumer: ServiceClient
) -> None:
    head = (await _page(consumer))["next"]
    page = await _page(consumer, after=head, wait=0.05)
    assert (page["items"], page["next"]) == ([], head)


async def test_the_feed_is_refused_to_people_systems_and_the_public(
    published: Database, sample: FastAPI, signer: InternalSigner
) -> None:
    async with http_for(sample) as http:
        for actor in (ANONYMOUS, SECRETARIAT, MINISTRY):
            answer = await Caller(http, signer, NAME, actor, "kabkota").get(FEED_PATH)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        gateway = Caller(http, signer, NAME, service_actor("gateway"), "kabkota")
        assert (await gateway.get(FEED_PATH)).status_code == 200


async def test_the_feed_of_the_other_simpul_is_refused_and_holds_nothing_of_this_one(
    published: Database, sample: FastAPI, keys: dict[str, ECKey], consumer: ServiceClient
) -> None:
    refused = await consumer.get(FEED_PATH, "provinsi", {}, seconds=5)
    assert (refused.status_code, refused.json()["code"]) == (403, "simpul-mismatch")
    other = await consumer.get("/internal/provinsi/feed", "provinsi", {}, seconds=5)
    assert other.json()["items"] == []
    assert other.json()["epoch"] != (await _page(consumer))["epoch"]
