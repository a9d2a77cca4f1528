"""Every SELECT on who mediates a case, on positions and evaluations. Each starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.codes import CURRENT_ENGAGEMENTS
from services.mediation.cases.models import Engagement, Evaluation, MediatorAnswer, Resume


def visible_to(actor: Actor) -> Select[Engagement]:
    """Mediators of the cases that are there for an actor."""
    return select(Engagement).where(col(Engagement.case_id).in_(cases.seen_by(actor)))


def resumes_visible_to(actor: Actor) -> Select[Resume]:
    """Positions: for the office, for the appointed mediator, and for the party itself alone."""
    seen: list[ColumnElement[bool]] = [
        col(Resume.case_id).in_(cases.mediated_by(actor)),
        col(Resume.party_id).in_(cases.spoken_for(actor)),
    ]
    if roles.is_office(actor):
        seen.append(true())
    return select(Resume).where(col(Resume.case_id).in_(cases.seen_by(actor)), or_(*seen))


def evaluations_visible_to(actor: Actor) -> Select[Evaluation]:
    """Evaluations: for the office alone; the route asks that before."""
    return select(Evaluation).where(col(Evaluation.case_id).in_(cases.seen_by(actor)))


def everything() -> Select[Engagement]:
    """All mediators of a case that is locked already."""
    return select(Engagement)


async def current(session: AsyncSession, case_id: UUID) -> Engagement | None:
    """The mediator proposed or appointed in a locked case."""
    statement = everything().where(
        col(Engagement.case_id) == case_id, col(Engagement.state).in_(CURRENT_ENGAGEMENTS)
    )
    return (await session.scalars(statement)).one_or_none()


async def of_case(session: AsyncSession, case_id: UUID) -> list[Engagement]:
    """Everybody who was proposed or appointed in a case."""
    return list(await session.scalars(everything().where(col(Engagement.case_id) == case_id)))


async def answer(session: AsyncSession, engagement_id: UUID, party_id: UUID) -> MediatorAnswer | None:
    """What a party said of a proposed mediator."""
    return await session.get(MediatorAnswer, (engagement_id, party_id))


async def answers(session: AsyncSession, engagements: Collection[UUID]) -> dict[UUID, list[MediatorAnswer]]:
    """What parties said of these."""
    statement = select(MediatorAnswer).where(col(MediatorAnswer.engagement_id).in_(list(engagements)))
    found: dict[UUID, list[MediatorAnswer]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(MediatorAnswer.said_at))):
        found[one.engagement_id].append(one)
    return found


async def resume_of(session: AsyncSession, party_id: UUID) -> Resume | None:
    """The resume of a party of a locked case."""
    return (await session.scalars(select(Resume).where(col(Resume.party_id) == party_id))).one_or_none()
