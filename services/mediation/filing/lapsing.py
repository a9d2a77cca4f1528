"""Reservations that nobody filed in time lapse to `batal`, with the reason: the number is not given again."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import system_actor
from services.mediation.cases import queries
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case
from services.mediation.proceedings import service as proceedings

BATCH = 100
REASON = "Permohonan tidak diajukan sampai batas pemesanan nomor."
ACTOR = system_actor("clocks")


async def lapse(session: AsyncSession) -> bool:
    """Cancel reservations whose time is over, at most a batch; whether there may be more."""
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
    return len(found) == BATCH
