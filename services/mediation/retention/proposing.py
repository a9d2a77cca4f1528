"""Cases whose day has passed are proposed for destruction, once; only the secretariat destroys."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import system_actor
from services.mediation.cases.models import Case
from services.mediation.retention import queries, service

BATCH = 100
ACTOR = system_actor("retention")


async def propose(session: AsyncSession) -> bool:
    """Propose what is due, of a batch of cases; whether there may be more."""
    statement = queries.to_propose().order_by(col(Case.id)).limit(BATCH).with_for_update(skip_locked=True)
    found = list(await session.scalars(statement))
    for case in found:
        await service.propose(session, ACTOR, case)
    return len(found) == BATCH
