"""Mediation as yet only says whether it is well, and hands out its feed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql

from deploy.local.embedded import EmbeddedPostgres
from services.kit.simpul import SIMPUL, Simpul
from services.kit.tokens import Issuer
from services.mediation import app as mediation_app
from services.mediation.settings import MediationSettings
from tests.conftest import CURSOR_KEY
from tests.support.callers import http_for
from tests.support.databases import TestDatabase, make_service_databases


@pytest.fixture(scope="module")
def databases(server: EmbeddedPostgres) -> dict[Simpul, TestDatabase]:
    return make_service_databases(server, "mediation")


@pytest.fixture(scope="module")
async def app(databases: dict[Simpul, TestDatabase], issuers: list[Issuer]) -> AsyncIterator[FastAPI]:
    settings = MediationSettings.model_validate(
        {f"database_url_{simpul}": database.login_url for simpul, database in databases.items()}
        | {"issuers": issuers, "cursor_key": CURSOR_KEY}
    )
    running = mediation_app.create(settings)
    async with running.router.lifespan_context(running):
        yield running


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with http_for(app) as client:
        yield client


@contextmanager
def down(server: EmbeddedPostgres, database: TestDatabase) -> Iterator[None]:
    """A database that lets nobody in, and has thrown out who was there."""
    change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(database.name)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(change.format(name, sql.SQL("false")))
        try:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [database.name],
            )
            yield
        finally:
            admin.execute(change.format(name, sql.SQL("true")))


async def _health(http: httpx.AsyncClient) -> tuple[int, object]:
    answer = await http.get("/healthz")
    return answer.status_code, answer.json()


async def test_it_is_well_while_both_databases_answer(http: httpx.AsyncClient) -> None:
    assert await _health(http) == (
        200,
        {"status": "up", "databases": {"provinsi": "up", "kabkota": "up"}},
    )


@pytest.mark.parametrize("simpul", SIMPUL)
async def test_it_names_the_database_that_is_down_and_is_well_again_afterwards(
    http: httpx.AsyncClient,
    server: EmbeddedPostgres,
    databases: dict[Simpul, TestDatabase],
    simpul: Simpul,
) -> None:
    up = {"provinsi": "up", "kabkota": "up"}
    assert (await _health(http))[0] == 200  # connections are open
    with down(server, databases[simpul]):
        assert await _health(http) == (503, {"status": "down", "databases": up | {simpul: "down"}})
    assert await _health(http) == (200, {"status": "up", "databases": up})


async def test_its_description_has_the_feed_and_nothing_else(http: httpx.AsyncClient) -> None:
    answer = await http.get("/openapi.json")
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    assert {path: list(operations) for path, operations in paths.items()} == {
        "/internal/{simpul}/feed": ["get"],
        "/internal/{simpul}/feed/lag": ["get"],
    }
