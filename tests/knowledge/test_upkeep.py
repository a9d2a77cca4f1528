"""The directory compared with the registry, repaired, and rendered again while it serves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, get_args

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, generate_latest

from deploy.local.ports import pick
from services.kit import clock, metrics
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import publisher
from services.kit.feed.lag import LagGauges
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner
from services.knowledge.directory import documents
from services.knowledge.directory.reconciliation import (
    Act,
    Findings,
    NotFollowed,
    is_outdated,
    reconcile,
)
from services.knowledge.upkeep import SOURCE, Upkeep
from tests.registry.factories import make_forum
from tests.support.callers import MINISTRY, SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase
from tests.support.node import eventually

AT = "/v1/kabkota/directory"
CatchUp = Callable[[], Any]
DIFFERENT = 'UPDATE directory_entries SET document = (document::jsonb || \'{"name": "Palsu"}\')::json'


def _client(http: httpx.AsyncClient, keys: dict[str, Any]) -> ServiceClient:
    signer = InternalSigner("knowledge", keys["knowledge"])
    return ServiceClient(http, signer, name="knowledge", audience=SOURCE)


@pytest.fixture
async def client(registry_app_running: FastAPI, keys: dict[str, Any]) -> AsyncIterator[ServiceClient]:
    async with http_for(registry_app_running) as http:
        yield _client(http, keys)


@pytest.fixture
def database(knowledge_app_running: FastAPI) -> Database:
    found: Database = knowledge_app_running.state.databases["kabkota"]
    return found


@pytest.fixture
def sql(knowledge_databases: dict[Simpul, TestDatabase]) -> Callable[[str], None]:
    """Does to the directory behind its back what no release would."""

    def run(statement: str) -> None:
        with psycopg.connect(knowledge_databases["kabkota"].owner_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    return run


async def _entries(knowledge: Caller) -> dict[str, dict[str, Any]]:
    page = (await knowledge.get(f"{AT}?page_size=1000")).json()
    return {entry["id"]: entry for entry in page["items"]}


async def _changes(knowledge: Caller, cursor: str) -> list[dict[str, Any]]:
    answer = await knowledge.as_(MINISTRY).get(f"{AT}/changes?after={cursor}")
    changes: list[dict[str, Any]] = answer.json()["changes"]
    return changes


async def _head(knowledge: Caller) -> str:
    cursor: str = (await knowledge.as_(MINISTRY).get(f"{AT}/digest")).json()["at"]
    return cursor


async def test_an_equal_directory_has_no_faults(
    directory: Caller, database: Database, client: ServiceClient
) -> None:
    for act in get_args(Act):
        assert await reconcile(database, client, SOURCE, act=act) == Findings(forums=15)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (f"{DIFFERENT} WHERE slug = 'kartamantul'", "different"),
        ("UPDATE directory_entries SET members = '{}' WHERE slug = 'kartamantul'", "different"),
        (
            "DELETE FROM directory_instruments WHERE entry_id IN "
            "(SELECT id FROM directory_entries WHERE slug = 'kartamantul')",
            "different",
        ),
        ("UPDATE directory_entries SET version = 0, pos = 0 WHERE slug = 'kartamantul'", "different"),
        ("DELETE FROM directory_entries WHERE slug = 'kartamantul'", "missing"),
    ],
)
async def test_what_was_damaged_is_reported_and_then_repaired(
    directory: Caller,
    database: Database,
    client: ServiceClient,
    sql: Callable[[str], None],
    catch_up: CatchUp,
    damage: str,
    found: str,
) -> None:
    before = await _entries(directory)
    kartamantul = next(i for i, entry in before.items() if entry["slug"] == "kartamantul")
    digest = (await directory.as_(MINISTRY).get(f"{AT}/digest")).json()["digest"]
    sql(damage)
    expected = Findings(forums=15)
    setattr(expected, found, [kartamantul])
    assert await reconcile(database, client, SOURCE, act="report") == expected
    assert await reconcile(database, client, SOURCE, act="report") == expected
    assert await reconcile(database, client, SOURCE, act="repair") == expected
    assert await reconcile(database, client, SOURCE, act="report") == Findings(forums=15)
    await catch_up()
    assert await _entries(directory) == before
    assert (await directory.as_(MINISTRY).get(f"{AT}/digest")).json()["digest"] == digest


async def test_an_entry_without_a_forum_is_removed_and_mirrors_hear_of_it(
    directory: Caller,
    database: Database,
    client: ServiceClient,
    sql: Callable[[str], None],
    catch_up: CatchUp,
) -> None:
    sql(
        "INSERT INTO directory_entries (id, slug, version, epoch, pos, name, entity_kind, scope, status, "
        "updated_at, document) SELECT '018f0000-0000-7000-8000-000000000000', 'hantu', 1, epoch, pos, name, "
        "entity_kind, scope, status, updated_at, document FROM directory_entries WHERE slug = 'kartamantul'"
    )
    cursor = await _head(directory)
    findings = await reconcile(database, client, SOURCE, act="repair")
    assert findings == Findings(forums=15, extra=["018f0000-0000-7000-8000-000000000000"])
    await catch_up()
    (change,) = await _changes(directory, cursor)
    assert (change["op"], change["id"]) == ("delete", findings.extra[0])


async def test_an_empty_directory_is_filled_again(
    directory: Caller, database: Database, client: ServiceClient, sql: Callable[[str], None]
) -> None:
    before = await _entries(directory)
    sql("DELETE FROM directory_entries")
    findings = await reconcile(database, client, SOURCE, act="repair")
    assert (findings.forums, sorted(findings.missing)) == (15, sorted(before))
    assert await _entries(directory) == before


async def test_a_rebuild_is_no_change_to_a_mirror(
    directory: Caller,
    database: Database,
    client: ServiceClient,
    registry: Caller,
    catch_up: CatchUp,
) -> None:
    await registry.as_(SECRETARIAT).patch("/v1/kabkota/forums/kartamantul", {"notes": "DEMO"}, etag='"1"')
    await catch_up()
    cursor, before = await _head(directory), await _entries(directory)
    assert await reconcile(database, client, SOURCE, act="rebuild") == Findings(forums=15)
    await catch_up()
    assert await _changes(directory, cursor) == []
    assert await _entries(directory) == before


async def test_another_shape_is_rendered_again_and_only_what_is_not_alike_is_told(
    directory: Caller,
    database: Database,
    client: ServiceClient,
    catch_up: CatchUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cursor = await _head(directory)
    rendered = documents.entry

    def otherwise(forum: dict[str, Any]) -> dict[str, Any]:
        shown = rendered(forum)
        return shown | {"content_sha256": "0" * 64} if forum["slug"] == "kartamantul" else shown

    assert not await is_outdated(database)
    monkeypatch.setattr("services.knowledge.directory.documents.shape", lambda: "lain")
    monkeypatch.setattr("services.knowledge.directory.reconciliation.shape", lambda: "lain")
    for module in ("projection", "reconciliation"):
        monkeypatch.setattr(f"services.knowledge.directory.{module}.entry", otherwise)
    assert await is_outdated(database)
    assert await reconcile(database, client, SOURCE, act="repair") == Findings(forums=15, outdated=15)
    assert not await is_outdated(database)
    await catch_up()
    (change,) = await _changes(directory, cursor)
    assert (change["entry"]["slug"], change["version"]) == ("kartamantul", 1)


async def test_readers_see_every_entry_while_it_is_rebuilt(
    directory: Caller, database: Database, client: ServiceClient
) -> None:
    rebuilding = asyncio.create_task(reconcile(database, client, SOURCE, act="rebuild"))
    seen = []
    while not rebuilding.done():
        seen.append(len(await _entries(directory)))
    await rebuilding
    assert set(seen) == {15}


async def test_what_comes_meanwhile_is_the_followers(
    directory: Caller,
    database: Database,
    client: ServiceClient,
    registry: Caller,
    catch_up: CatchUp,
) -> None:
    await make_forum(registry, "forum-baru")
    source = directory  # not followed yet
    assert (await source.get(f"{AT}/forum-baru")).status_code == 404
    await publisher.publish_pending(_of_registry(registry))
    findings = await reconcile(database, client, SOURCE, act="repair")
    assert (findings.faults, findings.forums) == (0, 16)
    assert (await directory.get(f"{AT}/forum-baru")).status_code == 404
    await catch_up()
    assert (await directory.get(f"{AT}/forum-baru")).status_code == 200


def _of_registry(registry: Caller) -> Database:
    transport = registry.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    database: Database = transport.app.state.databases["kabkota"]  # type: ignore[attr-defined]
    return database


async def test_before_the_first_pass_there_is_nothing_to_compare(
    knowledge: Caller, database: Database, client: ServiceClient
) -> None:
    with pytest.raises(NotFollowed):
        await reconcile(database, client, SOURCE, act="report")


async def test_the_worker_puts_right_and_counts(
    directory: Caller, database: Database, client: ServiceClient, sql: Callable[[str], None]
) -> None:
    sql("DELETE FROM directory_entries WHERE slug = 'kartamantul'")
    measured = CollectorRegistry()
    upkeep = Upkeep(client, measured, pause=0.01)
    stop = asyncio.Event()
    running = asyncio.create_task(upkeep.run(database, stop))
    found = "simpul_directory_faults_total", {"simpul": "kabkota"}
    await eventually(lambda: measured.get_sample_value(*found), seconds=20)
    stop.set()
    await running
    assert (await directory.get(f"{AT}/kartamantul")).status_code == 200


async def test_what_cannot_be_compared_ends_no_worker(
    directory: Caller, database: Database, client: ServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("not as any release writes it")

    monkeypatch.setattr("services.knowledge.directory.reconciliation.columns", fail)
    measured = CollectorRegistry()
    assert await Upkeep(client, measured, pause=1).compare(database)
    name = "simpul_directory_compared_timestamp_seconds"
    assert not measured.get_sample_value(name, {"simpul": "kabkota"})


async def test_lag_tells_positions_and_age(
    directory: Caller, database: Database, client: ServiceClient, registry: Caller, catch_up: CatchUp
) -> None:
    measured = CollectorRegistry()
    gauges = LagGauges(measured)

    async def lag() -> tuple[float | None, ...]:
        await gauges.look(database, SOURCE, client)
        names = ("positions", "seconds")
        labels = {"source": SOURCE, "simpul": "kabkota"}
        return tuple(measured.get_sample_value(f"simpul_feed_lag_{name}", labels) for name in names)

    await make_forum(registry, "forum-lama")
    await catch_up()
    assert await lag() == (0, 0)
    with clock.fixed(clock.now() - timedelta(seconds=100)):
        await make_forum(registry, "forum-baru")
    # Not published yet: no position, but it waits all the same.
    behind, age = await lag()
    assert (behind, age is not None and 100 <= age < 130) == (0, True)
    await publisher.publish_pending(_of_registry(registry))
    behind, age = await lag()
    assert (behind, age is not None and 100 <= age < 130) == (1, True)
    await catch_up()
    assert await lag() == (0, 0)
    assert b"simpul_feed_lag_seconds{" in generate_latest(measured)


async def test_a_source_that_is_away_is_told_as_such(database: Database, keys: dict[str, Any]) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    measured = CollectorRegistry()
    async with httpx.AsyncClient(transport=httpx.MockTransport(away), base_url="http://registry") as http:
        client = ServiceClient(
            http, InternalSigner("knowledge", keys["knowledge"]), name="knowledge", audience=SOURCE
        )
        await LagGauges(measured).look(database, SOURCE, client)
    labels = {"source": SOURCE, "simpul": "kabkota"}
    assert measured.get_sample_value("simpul_feed_source_up", labels) == 0


async def test_metrics_are_served_on_a_port_of_their_own() -> None:
    measured, port = CollectorRegistry(), pick()
    LagGauges(measured)
    with metrics.serving(measured, host="127.0.0.1", port=port):
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 200
    assert "simpul_feed_lag_positions" in answer.text
