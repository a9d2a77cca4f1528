"""Limits that pass: each is noticed once, which reminds whoever works the case and never closes it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import system_actor
from services.mediation.cases import queries as cases
from services.mediation.cases import service
from services.mediation.cases.models import Case, Clock

BATCH = 100
ACTOR = system_actor("clocks")


async def notice(session: AsyncSession) -> bool:
    """Note the limits that have passed, of a batch of cases; whether there may be more."""
    due = select(col(Clock.case_id)).where(
        col(Clock.stopped_at).is_(None),
        col(Clock.suspended_at).is_(None),
        col(Clock.passed_at).is_(None),
        col(Clock.due_at) <= clock.now(),
    )
    statement = cases.everything().where(col(Case.id).in_(due)).order_by(col(Case.id)).limit(BATCH)
    found = list(await session.scalars(statement.with_for_update(skip_locked=True)))
    for case in found:
        await _notice(session, case)
    return len(found) == BATCH


async def _notice(session: AsyncSession, case: Case) -> None:
    # Read under the case's lock: an act may have stopped or extended them.
    for one in await cases.running_clocks(session, case.id):
        if one.suspended_at is not None or one.passed_at is not None or one.due_at > clock.now():
            continue
        one.passed_at = one.reminded_at = clock.now()
        refs = {"clock": str(one.id), "rule": one.code, "edition": str(one.edition)}
        await service.record(session, ACTOR, case, act="clock-passed", refs=refs)
