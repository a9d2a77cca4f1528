"""What the worker does for search: after a release with another analyser, the index is made anew."""

import asyncio

from services.kit import telemetry
from services.kit.db import DATABASE_IS_AWAY, Database
from services.knowledge.search import service

BATCH = 100
RETRY_SECONDS = 5.0

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
