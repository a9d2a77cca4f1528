"""Reservations that nobody filed in time lapse to `batal`, with the reason: the number is not given again."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, telemetry
from services.kit.actor import system_actor
from services.kit.db import DATABASE_IS_AWAY, Database
from services.mediation.cases import queries
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case
from services.mediation.proceedings import service as proceedings

PAUSE_SECONDS = 60.0
BATCH = 100
REASON = "Permohonan tidak diajukan sampai batas pemesanan nomor."
ACTOR = system_actor("clocks")

log = telemetry.get_logger(__name__)


async def lapse(session: AsyncSession) -> int:
    """Cancel reservations whose time is over; how many, at most a batch."""
    due = (
        queries.everything()
        .where(col(Case.state) == "dipesan", col(Case.reserved_until) <= clock.now())
        .order_by(col(Case.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(due))
    for case in found:
        held = cases.Held(case, await queries.contents(session, case.id), "sistem", [])
        await proceedings.perform(session, ACTOR, held, "cancellation", reason=REASON)
    return len(found)


async def run(database: Database, stop: asyncio.Event) -> None:
    """Look each minute."""
    while not stop.is_set():
        try:
            async with database.write.begin() as session:
                more = await lapse(session) == BATCH
            if more:
                continue
        except DATABASE_IS_AWAY as error:
            log.warning("lapsing_waits", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
        except TimeoutError:
            continue
