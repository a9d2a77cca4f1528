"""What every worker does beside its own work, and what it does while its database is away."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from fastapi import FastAPI

from services.kit import clock, worker
from services.kit.app import create_app
from services.kit.db import Database, Databases, open_databases
from services.kit.feed import publisher
from services.kit.settings import ServiceSettings
from services.kit.tokens import Issuer
from tests.conftest import CURSOR_KEY
from tests.kit.sample import NAME
from tests.support import entities
from tests.support.callers import http_for
from tests.support.databases import TestDatabase
from tests.support.entities import change
from tests.support.feed import whole_feed
from tests.support.loops import one_round

START = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY_LISTENS = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"


@pytest.fixture
def half_away(test_database: TestDatabase, issuers: list[Issuer]) -> ServiceSettings:
    """A service whose database of provinsi does not answer, and whose other one does."""
    return ServiceSettings(
        database_url_provinsi=NOBODY_LISTENS,
        database_url_kabkota=test_database.login_url,
        issuers=issuers,
        cursor_key=CURSOR_KEY,
    )


@pytest.fixture
async def databases(half_away: ServiceSettings) -> AsyncIterator[Databases]:
    async with open_databases(half_away) as databases:
        yield databases


async def test_the_sweep_forgets_old_answers_and_old_versions(
    sample: FastAPI, database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, ["a"])
    with clock.fixed(START):
        for turn in range(3):
            async with database.write.begin() as session:
                await change(session, "a", str(turn))
        await publisher.publish_pending(database)
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO idempotency_records VALUES ('a', 'POST', '/', 'k', '', 201, '{}', '', %s)", [START]
        )
        with clock.fixed(START + timedelta(days=31)):
            await one_round(worker.sweeping(sample.state.databases))
        assert owner.execute("SELECT count(*) FROM idempotency_records").fetchone() == (0,)
    assert [seen.written.version for seen in await whole_feed(database)] == [3]


async def test_a_sweep_goes_on_with_the_other_database_where_one_is_away(
    databases: Databases, test_database: TestDatabase
) -> None:
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO idempotency_records VALUES ('a', 'POST', '/', 'k', '', 201, '{}', '', %s)", [START]
        )
        await one_round(worker.sweeping(databases))
        assert owner.execute("SELECT count(*) FROM idempotency_records").fetchone() == (0,)


async def test_a_publisher_outlives_a_database_that_is_away(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "RETRY_SECONDS", 0.01)
    publish, tried_again, tries = publisher.publish_pending, asyncio.Event(), 0

    async def try_and_count(database: Database) -> int:
        nonlocal tries
        tries += 1
        if tries == 3:
            tried_again.set()
        return await publish(database)

    monkeypatch.setattr(publisher, "publish_pending", try_and_count)
    stop = asyncio.Event()
    running = asyncio.create_task(publisher.run(databases["provinsi"], stop))
    async with asyncio.timeout(10):
        await tried_again.wait()
        stop.set()
        await running


async def test_a_service_says_which_of_its_databases_is_away_and_serves_the_other(
    half_away: ServiceSettings,
) -> None:
    app = create_app(NAME, half_away, version="1", routers=[], constraints={})
    async with app.router.lifespan_context(app), http_for(app) as http:
        answer = await http.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "down", "databases": {"provinsi": "down", "kabkota": "up"}},
    )
