"""Every SELECT on proposals. Each one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Proposal, ProposalAnswer, ProposalVersion


def visible_to(actor: Actor) -> Select[Proposal]:
    """Proposals: for the disputants, the appointed mediator and the office."""
    seen: list[ColumnElement[bool]] = [
        col(Proposal.case_id).in_(cases.mediated_by(actor)),
        col(Proposal.case_id).in_(cases.disputed_by(actor)),
    ]
    if roles.is_office(actor):
        seen.append(true())
    return select(Proposal).where(col(Proposal.case_id).in_(cases.seen_by(actor)), or_(*seen))


async def find(session: AsyncSession, actor: Actor, case_id: UUID, proposal_id: UUID) -> Proposal | None:
    """One proposal of a case; None where it is not there for this actor."""
    statement = visible_to(actor).where(col(Proposal.case_id) == case_id, col(Proposal.id) == proposal_id)
    return (await session.scalars(statement)).one_or_none()


async def next_number(session: AsyncSession, case_id: UUID) -> int:
    """The number of the next proposal of a locked case."""
    last = select(func.coalesce(func.max(col(Proposal.number)), 0)).where(col(Proposal.case_id) == case_id)
    return int((await session.execute(last)).scalar_one()) + 1


async def versions(session: AsyncSession, proposals: Collection[UUID]) -> dict[UUID, list[ProposalVersion]]:
    """What each of these said, the first first."""
    statement = select(ProposalVersion).where(col(ProposalVersion.proposal_id).in_(list(proposals)))
    found: dict[UUID, list[ProposalVersion]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(ProposalVersion.version))):
        found[one.proposal_id].append(one)
    return found


async def answers(session: AsyncSession, proposals: Collection[UUID]) -> dict[UUID, list[ProposalAnswer]]:
    """What was said of each of these."""
    statement = select(ProposalAnswer).where(col(ProposalAnswer.proposal_id).in_(list(proposals)))
    found: dict[UUID, list[ProposalAnswer]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(ProposalAnswer.said_at))):
        found[one.proposal_id].append(one)
    return found
