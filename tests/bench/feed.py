"""The feed under load: `python -m tests.bench.feed [--rounds 5000] [--seconds 2] [--repeats 5]`.

First the order: so many rounds of two writers of one entity whose transactions began in the opposite
order of their commits, with a publisher and a reader beside. Then the cost: how many writes a second
with the outbox, the pending table and a worker that publishes, and how many without, in turns. Server and
worker are as in service, durable and a process each; they share the cores with the writers, so only the
ratios mean anything.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unittest.mock import patch

from services.kit import telemetry
from services.kit.db import Database
from services.kit.feed import outbox
from services.registry import app as registry_app
from services.registry.settings import RegistrySettings
from tests.bench.registry import running
from tests.support import entities
from tests.support.callers import SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase
from tests.support.feed import Seen, publishing, reading, versions_by_entity, whole_feed

LANES = 4
WRITERS = 8
# A write of one task, given its number and how many it made before.
Write = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True)
class Order:
    """What the feed held after all rounds."""

    rounds: int
    changes: int
    out_of_order: int
    missing: int
    unseen: int
    seconds: float


@dataclass(frozen=True)
class Cost:
    """Writes per second, medians of the repeats."""

    act: str
    without: float
    with_feed: float

    @property
    def percent(self) -> float:
        return 100 * (1 - self.with_feed / self.without)


async def measure_order(database: Database, at: TestDatabase, *, rounds: int) -> Order:
    """Write against the order, then look for what the feed promises not to happen."""
    lanes = [f"lane-{number}" for number in range(LANES)]
    entities.fill(at.owner_url, lanes)
    began = time.perf_counter()

    async def write(lane: str, turns: int) -> None:
        async with database.write() as first, database.write() as second:
            for turn in range(turns):
                await entities.write_against_the_order(first, second, lane, f"{lane}/{turn}")

    async with reading(database, size=100) as positions, publishing(database), asyncio.TaskGroup() as group:
        for number, lane in enumerate(lanes):
            group.create_task(write(lane, len(range(number, rounds, LANES))))
    seconds = time.perf_counter() - began

    feed = await whole_feed(database)
    return Order(
        rounds=rounds,
        changes=len(feed),
        out_of_order=_out_of_order(feed),
        missing=2 * rounds - len({seen.written for seen in feed}),
        unseen=len({seen.pos for seen in feed} - set(positions)),
        seconds=seconds,
    )


def _out_of_order(feed: list[Seen]) -> int:
    """How many changes stand before a lower version of their entity."""
    return sum(
        earlier >= later
        for versions in versions_by_entity(feed).values()
        for earlier, later in pairwise(versions)
    )


async def _per_second(write: Write, *, seconds: float) -> float:
    """Writes per second of `WRITERS` tasks that write as fast as they can."""
    made = [0] * WRITERS
    began = time.perf_counter()

    async def keep_writing(number: int) -> None:
        while time.perf_counter() - began < seconds:
            await write(number, made[number])
            made[number] += 1

    await asyncio.gather(*map(keep_writing, range(WRITERS)))
    return sum(made) / (time.perf_counter() - began)


async def measure_cost(act: str, write: Write, *, seconds: float, repeats: int) -> Cost:
    """The same write with the feed and without it, in turns."""
    without, with_feed = [], []
    for _ in range(repeats):
        with patch.object(outbox, "record_all", _record_nothing):
            without.append(await _per_second(write, seconds=seconds))
        with_feed.append(await _per_second(write, seconds=seconds))
    return Cost(act, median(without), median(with_feed))


async def _record_nothing(*_: object) -> None:
    return None


async def _bare_writes(database: Database, at: TestDatabase) -> Write:
    """The smallest write there can be: one row, its version."""
    ids = [f"bare-{number}" for number in range(WRITERS)]
    entities.fill(at.owner_url, ids)

    async def write(number: int, turn: int) -> None:
        async with database.write.begin() as session:
            await entities.change(session, ids[number], str(turn))

    return write


async def _amendments(caller: Caller) -> Write:
    """A PATCH of a real forum, with its history, its fact and its rendering."""
    page = (await caller.get("/v1/kabkota/forums", params={"page_size": WRITERS})).json()
    paths = [f"/v1/kabkota/forums/{forum['slug']}" for forum in page["items"]]
    tags = [f'"{forum["version"]}"' for forum in page["items"]]

    async def write(number: int, turn: int) -> None:
        notes = {"notes": f"{time.perf_counter_ns()}"}
        answer = await caller.patch(paths[number], notes, etag=tags[number])
        answer.raise_for_status()
        tags[number] = answer.headers["etag"]

    return write


@contextmanager
def _worker(settings: RegistrySettings) -> Iterator[None]:
    """The registry's worker, a process of its own."""
    environment = {
        "SIMPUL_REGISTRY_DATABASE_URL_PROVINSI": settings.database_url("provinsi"),
        "SIMPUL_REGISTRY_DATABASE_URL_KABKOTA": settings.database_url("kabkota"),
        "SIMPUL_REGISTRY_ISSUERS": json.dumps([issuer.model_dump() for issuer in settings.issuers]),
        "SIMPUL_REGISTRY_CURSOR_KEY": settings.cursor_key.get_secret_value(),
        "SIMPUL_REGISTRY_LOG_LEVEL": "error",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "services.registry.worker"], env=os.environ | environment
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


async def main(*, rounds: int, seconds: float, repeats: int) -> None:
    """Measure and print."""
    telemetry.configure("bench", level="error")
    async with AsyncExitStack() as stack:
        app, at, settings, signer = await stack.enter_async_context(running(writers=WRITERS))
        http = await stack.enter_async_context(http_for(app))
        database: Database = app.state.databases["kabkota"]
        entities.make_table(at.owner_url)
        order = await measure_order(database, at, rounds=rounds)
        caller = Caller(http, signer, registry_app.NAME, SECRETARIAT, "kabkota")
        acts = {
            "one row, its version": await _bare_writes(database, at),
            "PATCH of a forum": await _amendments(caller),
        }
        stack.enter_context(_worker(settings))
        costs = [
            await measure_cost(act, write, seconds=seconds, repeats=repeats) for act, write in acts.items()
        ]
    print("| rounds in opposite order | changes | out of order | missing | unseen | seconds |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {order.rounds:,} | {order.changes:,} | {order.out_of_order} | {order.missing} "
        f"| {order.unseen} | {order.seconds:.1f} |"
    )
    print(f"\n| act, {WRITERS} writers, medians of {repeats} | without the feed | with it | cost |")
    print("|---|---|---|---|")
    for cost in costs:
        print(f"| {cost.act} | {cost.without:,.0f}/s | {cost.with_feed:,.0f}/s | {cost.percent:.0f} % |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.feed")
    parser.add_argument("--rounds", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each measurement takes")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    asyncio.run(main(rounds=arguments.rounds, seconds=arguments.seconds, repeats=arguments.repeats))
