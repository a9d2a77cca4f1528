"""What the worker does for search: after a release with another analyser, the index is made anew; what was
counted long ago is forgotten.
"""

import asyncio
from datetime import timedelta

from services.kit import clock, telemetry
from services.kit.db import DATABASE_IS_AWAY, Database
from services.kit.worker import Loop, every
from services.knowledge.search import counting, service

BATCH = 100
RETRY_SECONDS = 5.0
FORGET_SECONDS = 3600.0

log = telemetry.get_logger(__name__)


async def analyse_stale(database: Database, stop: asyncio.Event, *, batch: int = BATCH) -> None:
    """Analyse again what another release did, some at a time; until there is nothing left."""
    total = 0
    while not stop.is_set():
        try:
            async with database.write.begin() as session:
                number = await service.analyse_again(session, limit=batch)
        except DATABASE_IS_AWAY as error:
            log.warning("search_upkeep_waits", simpul=database.simpul, error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
            continue
        total += number
        if number < batch:
            break
    if total:
        log.info("search_analysed_again", simpul=database.simpul, documents=total)


def forgetting(database: Database, *, days: int) -> Loop:
    """The loop that forgets, each hour, searches and clicks of more than `days` days ago."""

    async def forget() -> None:
        async with database.write.begin() as session:
            if gone := await counting.forget(session, clock.today() - timedelta(days=days)):
                log.info("search_log_forgotten", simpul=database.simpul, rows=gone)

    return every(FORGET_SECONDS, forget, waits="search_upkeep_waits", simpul=database.simpul)
