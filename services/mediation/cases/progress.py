"""How far a case has come in mediation, read in one statement: what the transition table asks of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.mediation.cases.codes import CURRENT_ENGAGEMENTS
from services.mediation.cases.models import Engagement, MediatorAnswer, Resume


@dataclass(frozen=True, slots=True)
class Progress:
    """What is there of a case beyond its parties and issues."""

    mediator: str | None
    mediator_impartial: bool
    mediator_conflicted: bool
    accepted_mediator: Collection[UUID]
    gave_resume: Collection[UUID]


async def progress_of(session: AsyncSession, case_id: UUID) -> Progress:
    """The progress of a case, as the rows below it are now."""
    engaged = (col(Engagement.case_id) == case_id) & col(Engagement.state).in_(CURRENT_ENGAGEMENTS)
    accepted = (
        select(col(MediatorAnswer.party_id))
        .join(Engagement, col(Engagement.id) == col(MediatorAnswer.engagement_id))
        .where(engaged, col(MediatorAnswer.accepted))
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
            )
        )
    ).one()
    return Progress(
        mediator=None if row.mediator is None else str(row.mediator),
        mediator_impartial=row.impartial is True,
        mediator_conflicted=row.impartial is False or bool(row.conflicts),
        accepted_mediator=frozenset(row.accepted),
        gave_resume=frozenset(row.resumes),
    )


def _one(statement: Select[Any]) -> ColumnElement[Any]:
    return statement.scalar_subquery()


def _all(statement: Select[Any]) -> ColumnElement[Any]:
    return func.array(statement.scalar_subquery())
