"""What every worker process does: run loops until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from services.kit import telemetry
from services.kit.db import DATABASE_IS_AWAY, Databases, open_databases
from services.kit.feed import publisher
from services.kit.settings import ServiceSettings
from services.kit.web import idempotency

Loop = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
SWEEP_SECONDS = 3600.0

log = telemetry.get_logger(__name__)


def publishing(databases: Databases) -> list[Loop]:
    """The loops every service has: a publisher for each simpul, and a sweep."""
    publishers = [partial(publisher.run, database) for database in databases.values()]
    return [*publishers, partial(_sweep, databases)]


async def _sweep(databases: Databases, stop: asyncio.Event) -> None:
    """Each hour: forget answers past their 24 hours, and what left the feed."""
    while not stop.is_set():
        for database in databases.values():
            try:
                async with database.write.begin() as session:
                    await idempotency.sweep(session)
                while await publisher.compact(database):
                    pass
            except DATABASE_IS_AWAY as error:
                log.warning("sweep_waits", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)
        except TimeoutError:
            continue


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
