"""Mediation says whether it is well, and which of its databases is not."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql

from deploy.local.embedded import EmbeddedPostgres
from services.kit.simpul import SIMPUL, Simpul
from tests.support.callers import http_for
from tests.support.databases import TestDatabase


@pytest.fixture
async def http(mediation_app_running: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with http_for(mediation_app_running) as client:
        yield client


@contextmanager
def down(server: EmbeddedPostgres, database: TestDatabase) -> Iterator[None]:
    """A database that lets nobody in, and has thrown out the service."""
    change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(database.name)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(change.format(name, sql.SQL("false")))
        try:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = %s AND usename = %s",
                [database.name, f"{database.name}_app"],
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
    mediation_databases: dict[Simpul, TestDatabase],
    simpul: Simpul,
) -> None:
    up = {"provinsi": "up", "kabkota": "up"}
    assert (await _health(http))[0] == 200  # connections are open
    with down(server, mediation_databases[simpul]):
        assert await _health(http) == (503, {"status": "down", "databases": up | {simpul: "down"}})
    assert await _health(http) == (200, {"status": "up", "databases": up})
