"""How far a case has come in mediation, read in one statement: what the transition table asks of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.mediation.cases.codes import CURRENT_ENGAGEMENTS
from services.mediation.cases.models import Engagement, MediationSession, MediatorAnswer, Resume


@dataclass(frozen=True, slots=True)
class Progress:
    """What is there of a case beyond its parties and issues."""

    mediator: str | None
    mediator_impartial: bool
    mediator_conflicted: bool
    accepted_mediator: Collection[UUID]
    gave_resume: Collection[UUID]
    sessions_held: int
    # Scheduled, and not over yet.
    sessions_open: int
    next_session: datetime | None


async def progress_of(session: AsyncSession, case_id: UUID) -> Progress:
    """The progress of a case, as the rows below it are now."""
    engaged = (col(Engagement.case_id) == case_id) & col(Engagement.state).in_(CURRENT_ENGAGEMENTS)
    accepted = (
        select(col(MediatorAnswer.party_id))
        .join(Engagement, col(Engagement.id) == col(MediatorAnswer.engagement_id))
        .where(engaged, col(MediatorAnswer.accepted))
    )
    of_case = col(MediationSession.case_id) == case_id
    # A caucus alone is no session of the parties.
    held = (
        of_case & (col(MediationSession.state) == "dilaksanakan") & (col(MediationSession.kind) != "kaukus")
    )
    ahead = (
        of_case & (col(MediationSession.state) == "terjadwal") & (col(MediationSession.ends_at) > clock.now())
    )
    resumes = select(col(Resume.party_id)).where(col(Resume.case_id) == case_id)
    row = (
        await session.execute(
            select(
                _one(select(col(Engagement.mediator_id)).where(engaged)).label("mediator"),
                _one(select(col(Engagement.impartial)).where(engaged)).label("impartial"),
                _one(select(func.jsonb_array_length(col(Engagement.conflicts))).where(engaged)).label(
                    "conflicts"
                ),
                _all(accepted).label("accepted"),
                _all(resumes).label("resumes"),
                _one(_count().where(held)).label("sessions_held"),
                _one(_count().where(ahead)).label("sessions_open"),
                _one(select(func.min(col(MediationSession.starts_at))).where(ahead)).label("next_session"),
            )
        )
    ).one()
    return Progress(
        mediator=None if row.mediator is None else str(row.mediator),
        mediator_impartial=row.impartial is True,
        mediator_conflicted=row.impartial is False or bool(row.conflicts),
        accepted_mediator=frozenset(row.accepted),
        gave_resume=frozenset(row.resumes),
        sessions_held=row.sessions_held,
        sessions_open=row.sessions_open,
        next_session=row.next_session,
    )


def _count() -> Select[Any]:
    return select(func.count()).select_from(MediationSession)


def _one(statement: Select[Any]) -> ColumnElement[Any]:
    return statement.scalar_subquery()


def _all(statement: Select[Any]) -> ColumnElement[Any]:
    return func.array(statement.scalar_subquery())
