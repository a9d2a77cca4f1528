"""Limits that pass: each is noticed once, which reminds whoever works the case and never closes it."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, telemetry
from services.kit.actor import system_actor
from services.kit.db import DATABASE_IS_AWAY, Database
from services.mediation.cases import queries as cases
from services.mediation.cases import service
from services.mediation.cases.models import Case, Clock

PAUSE_SECONDS = 60.0
BATCH = 100
ACTOR = system_actor("clocks")

log = telemetry.get_logger(__name__)


async def notice(session: AsyncSession) -> int:
    """Note the limits that have passed since the last look; how many cases, at most a batch."""
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
    return len(found)


async def _notice(session: AsyncSession, case: Case) -> None:
    # Read under the case's lock: an act may have stopped or extended them.
    for one in await cases.running_clocks(session, case.id):
        if one.suspended_at is not None or one.passed_at is not None or one.due_at > clock.now():
            continue
        one.passed_at = one.reminded_at = clock.now()
        refs = {"clock": str(one.id), "rule": one.code, "edition": str(one.edition)}
        await service.record(session, ACTOR, case, act="clock-passed", refs=refs)


async def run(database: Database, stop: asyncio.Event) -> None:
    """Look each minute."""
    while not stop.is_set():
        try:
            async with database.write.begin() as session:
                more = await notice(session) == BATCH
            if more:
                continue
        except DATABASE_IS_AWAY as error:
            log.warning("limits_wait", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
        except TimeoutError:
            continue
