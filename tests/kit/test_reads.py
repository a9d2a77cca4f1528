"""Hot reads: asked again where the server went away, and only then; documents are bytes."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import errors as pg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import Integer, Text, bindparam, column, func, literal_column, select, table

from services.kit.db import Database
from services.kit.reads import (
    HotReads,
    compile_read,
    json_bytes,
    json_list,
    json_object,
    open_read_pool,
)
from tests.support import entities
from tests.support.callers import Caller
from tests.support.databases import TestDatabase

_entities = table("entities", column("id", Text), column("version", Integer))
NEXT = compile_read(select(func.nextval(literal_column("'feed_pos_seq'"))))
SLOW = compile_read(
    select(func.nextval(literal_column("'feed_pos_seq'")), func.pg_sleep(literal_column("60")))
)
CUT_THE_READERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'simpul-read'"
)


def _drawn(owner_url: str) -> int:
    """How many numbers were drawn: each execution of a read above draws one, whatever became of it."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        row = owner.execute("SELECT nextval('feed_pos_seq')").fetchone()
    assert row is not None
    return int(row[0])


async def test_reads_go_on_after_every_connection_was_cut(
    database: Database, admin: psycopg.Connection
) -> None:
    one = compile_read(select(literal_column("1")))
    for _ in range(3):
        assert await asyncio.gather(*(database.hot.one(one) for _ in range(16))) == [(1,)] * 16
        assert admin.execute(CUT_THE_READERS).fetchall(), "there was a connection to cut"


async def test_the_real_services_reads_and_writes_go_on_after_every_connection_was_cut(
    registry: Caller, admin: psycopg.Connection
) -> None:
    assert (await registry.get("/v1/regions/34")).status_code == 200
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'registry_kabkota_app'"
    assert admin.execute(cut).fetchall()
    answers = await asyncio.gather(*(registry.get("/v1/regions/34") for _ in range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert admin.execute(cut).fetchall()
    assert (await registry.get("/v1/regions/match?name=DIY")).status_code == 200


@pytest.fixture
async def impatient(test_database: TestDatabase) -> AsyncIterator[HotReads]:
    """Hot reads whose statements may take 50 ms."""
    url = f"{test_database.login_url}?options=-c%20statement_timeout%3D50ms"
    async with open_read_pool(url, size=1) as pool:
        yield HotReads(pool)


async def test_a_read_that_took_too_long_is_not_asked_again(
    impatient: HotReads, test_database: TestDatabase
) -> None:
    before = _drawn(test_database.owner_url)
    with pytest.raises(pg.QueryCanceled):
        await impatient.all(SLOW)
    assert _drawn(test_database.owner_url) - before == 2, "one by the read, one by looking"


async def test_a_read_that_found_no_free_connection_in_time_does_not_wait_for_one_again(
    test_database: TestDatabase,
) -> None:
    pool: AsyncConnectionPool = AsyncConnectionPool(
        test_database.login_url, min_size=1, max_size=1, open=False, timeout=0.05
    )
    async with pool, pool.connection():
        before = pool.get_stats()["requests_num"]
        with pytest.raises(PoolTimeout):
            await HotReads(pool).all(NEXT)
        assert pool.get_stats()["requests_num"] - before == 1


async def test_a_server_that_is_not_there_is_an_error_in_time_not_a_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool: AsyncConnectionPool = AsyncConnectionPool(
        "postgresql://x:y@127.0.0.1:1/z", min_size=0, max_size=1, open=False, timeout=0.1
    )
    async with pool, asyncio.timeout(5):
        with pytest.raises(psycopg.OperationalError):
            await HotReads(pool).all(NEXT)


async def test_a_document_comes_as_bytes_with_its_keys_in_order(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, ["b", "a", 'ë"\\'])
    item = json_object(z=_entities.c.id, a=_entities.c.version)
    read = compile_read(
        select(json_bytes(json_list(item, order_by=_entities.c.id)))
        .select_from(_entities)
        .where(_entities.c.id != bindparam("but", type_=Text))
    )
    row = await database.hot.one(read, but="b")
    assert row is not None
    document = row[0]
    assert isinstance(document, bytes)
    assert document.decode() == '[{"z" : "a", "a" : 0}, {"z" : "ë\\"\\\\", "a" : 0}]'


async def test_a_list_over_no_rows_is_an_empty_one_and_no_row_is_none(database: Database) -> None:
    read = compile_read(
        select(json_bytes(json_list(json_object(id=_entities.c.id), order_by=_entities.c.id)))
    )
    assert await database.hot.one(read) == (b"[]",)
    assert await database.hot.one(compile_read(select(_entities.c.id))) is None


async def test_a_value_is_data_whatever_it_looks_like(
    database: Database, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, ["a"])
    read = compile_read(select(_entities.c.id).where(_entities.c.id == bindparam("id", type_=Text)))
    for hostile in ("' OR true --", "%s", "%(id)s", "{id}", "a\\'", "$1", ""):
        assert await database.hot.all(read, id=hostile) == []
    assert await database.hot.all(read, id="a") == [("a",)]
