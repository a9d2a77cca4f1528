"""Every SELECT on sessions. Each one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import BookedSlot, Case, Invitee, MediationSession


def visible_to(actor: Actor) -> Select[MediationSession]:
    """Sessions: for the office, for the appointed mediator, and for the parties that were invited."""
    invited = select(col(Invitee.session_id)).where(col(Invitee.party_id).in_(cases.spoken_for(actor)))
    seen: list[ColumnElement[bool]] = [
        col(MediationSession.case_id).in_(cases.mediated_by(actor)),
        col(MediationSession.id).in_(invited),
    ]
    if roles.is_office(actor):
        seen.append(true())
    statement = select(MediationSession).where(col(MediationSession.case_id).in_(cases.seen_by(actor)))
    return statement.where(or_(*seen))


async def find(
    session: AsyncSession, actor: Actor, case_id: UUID, session_id: UUID
) -> MediationSession | None:
    """One session of a case; None where it is not there for this actor."""
    statement = visible_to(actor).where(
        col(MediationSession.case_id) == case_id, col(MediationSession.id) == session_id
    )
    return (await session.scalars(statement)).one_or_none()


async def invitees(session: AsyncSession, sessions: Collection[UUID]) -> dict[UUID, list[Invitee]]:
    """The parties invited to each of these."""
    statement = select(Invitee).where(col(Invitee.session_id).in_(list(sessions)))
    found: dict[UUID, list[Invitee]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(Invitee.party_id))):
        found[one.session_id].append(one)
    return found


async def release(session: AsyncSession, session_id: UUID) -> None:
    """Give back what a session took."""
    await session.execute(delete(BookedSlot).where(col(BookedSlot.session_id) == session_id))


async def release_finished(session: AsyncSession, resources: Collection[str]) -> None:
    """Give back what sessions of finished cases still hold of these."""
    over = (
        select(col(MediationSession.id))
        .join(Case, col(Case.id) == col(MediationSession.case_id))
        .where(col(Case.finished_at).is_not(None))
    )
    await session.execute(
        delete(BookedSlot).where(
            col(BookedSlot.resource).in_(list(resources)), col(BookedSlot.session_id).in_(over)
        )
    )


async def taken(
    session: AsyncSession, resources: Collection[str], at: Collection[datetime]
) -> list[tuple[str, datetime]]:
    """Those of these quarter-hours that somebody holds."""
    statement = (
        select(col(BookedSlot.resource), col(BookedSlot.starts_at))
        .where(col(BookedSlot.resource).in_(list(resources)), col(BookedSlot.starts_at).in_(list(at)))
        .order_by(col(BookedSlot.starts_at), col(BookedSlot.resource))
    )
    return [(resource, start) for resource, start in await session.execute(statement)]


async def book(
    session: AsyncSession, session_id: UUID, resources: Collection[str], at: Collection[datetime]
) -> None:
    """Take these quarter-hours; the primary key refuses what another transaction took meanwhile."""
    rows = [
        {"resource": resource, "starts_at": start, "session_id": session_id}
        for resource in resources
        for start in at
    ]
    await session.execute(insert(BookedSlot), rows)
