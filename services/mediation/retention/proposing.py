"""Cases whose day has passed are proposed for destruction, once; only the secretariat destroys."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import telemetry
from services.kit.actor import system_actor
from services.kit.db import DATABASE_IS_AWAY, Database
from services.mediation.cases.models import Case
from services.mediation.retention import queries, service

PAUSE_SECONDS = 3600.0
BATCH = 100
ACTOR = system_actor("retention")

log = telemetry.get_logger(__name__)


async def propose(session: AsyncSession) -> int:
    """Propose what is due; how many cases, at most a batch."""
    statement = queries.to_propose().order_by(col(Case.id)).limit(BATCH).with_for_update(skip_locked=True)
    found = list(await session.scalars(statement))
    for case in found:
        await service.propose(session, ACTOR, case)
    return len(found)


async def run(database: Database, stop: asyncio.Event) -> None:
    """Look each hour."""
    while not stop.is_set():
        try:
            async with database.write.begin() as session:
                found = await propose(session)
            if found:
                log.info("destruction_proposed", simpul=database.simpul, cases=found)
            if found == BATCH:
                continue
        except DATABASE_IS_AWAY as error:
            log.warning("retention_waits", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
        except TimeoutError:
            continue
