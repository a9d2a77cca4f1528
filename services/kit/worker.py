"""What every worker process does: run loops until it is told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import telemetry
from services.kit.db import DATABASE_IS_AWAY, Database, Databases, open_databases
from services.kit.feed import publisher
from services.kit.settings import ServiceSettings
from services.kit.web import idempotency

Loop = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
Away = tuple[type[Exception], ...]
# A piece of upkeep; it answers True where it left more to do.
Work = Callable[[], Awaitable[object]]
SWEEP_SECONDS = 3600.0

log = telemetry.get_logger(__name__)


def publishing(databases: Databases) -> list[Loop]:
    """The loops every service has: a publisher for each simpul, and a sweep."""
    publishers = [partial(publisher.run, database) for database in databases.values()]
    return [*publishers, *sweeping(databases)]


def sweeping(databases: Databases) -> list[Loop]:
    """The loops that forget, each hour, what is past its time."""
    return [
        every(SWEEP_SECONDS, partial(_sweep, database), waits="sweep_waits", simpul=database.simpul)
        for database in databases.values()
    ]


async def _sweep(database: Database) -> None:
    """Forget answers past their 24 hours, and what left the feed."""
    async with database.write.begin() as session:
        await idempotency.sweep(session)
    while await publisher.compact(database):
        pass


def every(seconds: float, work: Work, *, waits: str, away: Away = DATABASE_IS_AWAY, **told: str) -> Loop:
    """A loop that does a piece of upkeep at once, then each so many seconds; and again where more is left.

    While what it needs is `away` it waits, and says so by the event `waits` with what is `told`.
    """

    async def loop(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if await work() is True:
                    continue
            except away as error:
                log.warning(waits, error=type(error).__name__, **told)
            try:
                await asyncio.wait_for(stop.wait(), seconds)
            except TimeoutError:
                continue

    return loop


def in_transaction(database: Database, work: Callable[[AsyncSession], Awaitable[object]]) -> Work:
    """A piece of upkeep that is one transaction."""

    async def begun() -> object:
        async with database.write.begin() as session:
            return await work(session)

    return begun


async def run_until_stopped(loops: Sequence[Loop]) -> None:
    """Run the loops side by side; SIGTERM and SIGINT end them. A loop that fails ends the process."""
    stop = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as group:
        for loop in loops:
            group.create_task(loop(stop))
    log.info("worker_stopped")


async def publish_main(process: str, settings: ServiceSettings, *, once: bool) -> None:
    """A worker that only publishes: until told to stop, or once what is pending."""
    telemetry.configure(process, level=settings.log_level)
    async with open_databases(settings) as databases:
        if not once:
            await run_until_stopped(publishing(databases))
            return
        for database in databases.values():
            await publisher.publish_pending(database)
