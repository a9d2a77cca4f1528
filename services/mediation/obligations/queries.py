"""Every SELECT on obligations. Each one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases.models import Obligation, ObligationReport, Settlement, SettlementClause
from services.mediation.settlements import queries as settlements


def visible_to(actor: Actor) -> Select[Obligation]:
    """Obligations of settlements that hold and that are there for this actor."""
    holding = settlements.visible_to(actor).where(col(Settlement.state) == "berlaku")
    ids = holding.with_only_columns(col(Settlement.id)).correlate(None)
    return select(Obligation).where(col(Obligation.settlement_id).in_(ids))


async def find(session: AsyncSession, actor: Actor, case_id: UUID, obligation_id: UUID) -> Obligation | None:
    """One obligation of a case; None where it is not there for this actor."""
    statement = visible_to(actor).where(
        col(Obligation.case_id) == case_id, col(Obligation.id) == obligation_id
    )
    return (await session.scalars(statement)).one_or_none()


async def issues_of(session: AsyncSession, clause_id: UUID) -> list[str]:
    """The ids of the issues that a clause settles."""
    statement = select(col(SettlementClause.issues)).where(col(SettlementClause.id) == clause_id)
    return list((await session.execute(statement)).scalar_one())


async def reports(session: AsyncSession, obligations: Collection[UUID]) -> dict[UUID, list[ObligationReport]]:
    """What was told of each of these, in order."""
    statement = select(ObligationReport).where(col(ObligationReport.obligation_id).in_(list(obligations)))
    found: dict[UUID, list[ObligationReport]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(ObligationReport.id))):
        found[one.obligation_id].append(one)
    return found
