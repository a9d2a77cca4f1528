"""A consumer: what it took once it never takes again, and nothing passes it by."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import epoch as epochs
from services.kit.feed import follow, publisher
from services.kit.feed.follow import FeedChange, Follower
from services.kit.tokens import InternalSigner
from tests.kit.sample import NAME
from tests.support import entities
from tests.support.databases import TestDatabase
from tests.support.entities import change
from tests.support.feed import until, whole_feed

IDS = ["a", "b", "c"]
SOURCE = "sample"
_ledger = Table("ledger", MetaData(), Column("pos", BigInteger), Column("epoch", Text))


class Ledger:
    """A projection that is not idempotent: it writes down every change as often as it is given it."""

    def __init__(self) -> None:
        self.pages: list[list[int]] = []

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        self.pages.append([change.pos for change in changes])
        if changes:
            rows = [{"pos": change.pos, "epoch": epoch} for change in changes]
            await session.execute(insert(_ledger), rows)

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        await session.execute(delete(_ledger).where(_ledger.c.epoch != epoch))


class CrashError(Exception):
    """The process ends here."""


@pytest.fixture
async def source(database: Database, test_database: TestDatabase) -> Database:
    """A feed of 12 changes; its follower keeps its books in the same database."""
    entities.fill(test_database.owner_url, IDS)
    await _publish(database, 12)
    return database


async def _publish(database: Database, count: int) -> None:
    for turn in range(count):
        async with database.write.begin() as session:
            await change(session, IDS[turn % 3], str(turn))
    await publisher.publish_pending(database)


async def _booked(database: Database) -> list[int]:
    async with database.read.begin() as session:
        return list(await session.scalars(select(_ledger.c.pos).order_by(_ledger.c.pos)))


async def _positions(database: Database) -> list[int]:
    return [seen.pos for seen in await whole_feed(database)]


async def test_a_follower_catches_up_page_by_page_and_then_has_nothing_to_do(
    source: Database, consumer: ServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "PAGE", 5)
    ledger = Ledger()
    follower = Follower(source, SOURCE, consumer, ledger)
    assert await follower.catch_up() == 12
    assert [len(page) for page in ledger.pages] == [5, 5, 2]
    assert await follower.catch_up() == 0
    await _publish(source, 2)
    assert await Follower(source, SOURCE, consumer, ledger).catch_up() == 2
    assert await _booked(source) == await _positions(source)


async def test_an_empty_feed_is_followed_from_its_first_change_on(
    database: Database, test_database: TestDatabase, consumer: ServiceClient
) -> None:
    follower = Follower(database, SOURCE, consumer, Ledger())
    assert await follower.catch_up() == 0
    entities.fill(test_database.owner_url, IDS)
    await _publish(database, 1)
    assert await follower.catch_up() == 1


async def test_a_crash_between_the_effect_and_the_cursor_repeats_nothing_and_loses_nothing(
    source: Database, consumer: ServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "PAGE", 5)
    move = Follower._move
    moves = 0

    async def crash_every_other_time(self: Follower, *arguments: Any, **named: Any) -> None:
        nonlocal moves
        moves += 1
        if moves % 2:
            raise CrashError
        await move(self, *arguments, **named)

    monkeypatch.setattr(Follower, "_move", crash_every_other_time)
    ledger = Ledger()
    crashes = 0
    while True:
        before = await _booked(source)
        try:
            # A new one each time, as after a restart of the process.
            await Follower(source, SOURCE, consumer, ledger).catch_up()
            break
        except CrashError:
            crashes += 1
            if crashes == 1:
                assert await _booked(source) == before == []
    assert crashes == 3
    assert len(ledger.pages) == 6, "each page was given twice, once in vain"
    assert await _booked(source) == await _positions(source)


async def test_an_effect_that_fails_leaves_the_cursor_where_it_was(
    source: Database, consumer: ServiceClient
) -> None:
    class Failing(Ledger):
        async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
            await super().apply(session, changes, epoch=epoch)
            raise CrashError

    with pytest.raises(CrashError):
        await Follower(source, SOURCE, consumer, Failing()).catch_up()
    assert await _booked(source) == []
    assert await Follower(source, SOURCE, consumer, Ledger()).catch_up() == 12


async def test_in_a_new_epoch_the_whole_feed_is_read_again_and_the_old_pruned_only_at_its_head(
    source: Database, consumer: ServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "PAGE", 5)
    await Follower(source, SOURCE, consumer, Ledger()).catch_up()
    async with source.write.begin() as session:
        await epochs.renew(session)

    class Watching(Ledger):
        def __init__(self) -> None:
            super().__init__()
            self.old: list[int] = []

        async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
            await super().apply(session, changes, epoch=epoch)
            stale = await session.scalars(select(_ledger.c.pos).where(_ledger.c.epoch != epoch))
            self.old.append(len(list(stale)))

    watching = Watching()
    assert await Follower(source, SOURCE, consumer, watching).catch_up() == 12
    assert watching.old == [12, 12, 12]
    assert await _booked(source) == await _positions(source)
    assert await Follower(source, SOURCE, consumer, Ledger()).catch_up() == 0


async def test_a_crash_in_the_first_pass_of_a_new_epoch_still_prunes_at_its_end(
    source: Database, consumer: ServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "PAGE", 5)
    await Follower(source, SOURCE, consumer, Ledger()).catch_up()
    async with source.write.begin() as session:
        await epochs.renew(session)

    class CrashingOnTheSecond(Ledger):
        async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
            await super().apply(session, changes, epoch=epoch)
            if len(self.pages) == 2:
                raise CrashError

    with pytest.raises(CrashError):
        await Follower(source, SOURCE, consumer, CrashingOnTheSecond()).catch_up()
    assert len(await _booked(source)) == 17
    assert await Follower(source, SOURCE, consumer, Ledger()).catch_up() == 7
    assert await _booked(source) == await _positions(source)


class Unreliable(httpx.AsyncBaseTransport):
    """A source that is down, then answers 503, then is itself."""

    def __init__(self, app: FastAPI) -> None:
        self.real = httpx.ASGITransport(app)
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.asked == 1:
            raise httpx.ConnectError("refused")
        if self.asked == 2:
            return httpx.Response(503, request=request)
        return await self.real.handle_async_request(request)


@pytest.fixture
async def unreliable(sample: FastAPI, keys: dict[str, ECKey]) -> AsyncIterator[ServiceClient]:
    async with httpx.AsyncClient(transport=Unreliable(sample), base_url="http://sample") as http:
        yield ServiceClient(
            http, InternalSigner("knowledge", keys["knowledge"]), name="knowledge", audience=NAME
        )


async def test_the_loop_of_the_worker_waits_out_a_source_that_is_down_and_follows_until_told_to_stop(
    source: Database,
    unreliable: ServiceClient,
    test_database: TestDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(follow, "RETRY_SECONDS", 0.01)
    stop = asyncio.Event()
    running = asyncio.create_task(Follower(source, SOURCE, unreliable, Ledger()).run(stop))
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        await until(owner, "SELECT 1 FROM ledger HAVING count(*) = 12")
        await _publish(source, 1)
        await until(owner, "SELECT 1 FROM ledger HAVING count(*) = 13")
    stop.set()
    async with asyncio.timeout(5):
        await running
    assert await _booked(source) == await _positions(source)
