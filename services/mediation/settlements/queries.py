"""Every SELECT on settlements. Each one starts from `visible_to`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Initial, Obligation, Settlement, SettlementClause, Signature


def visible_to(actor: Actor) -> Select[Settlement]:
    """Settlements: for the disputants, the appointed mediator and the office."""
    seen: list[ColumnElement[bool]] = [
        col(Settlement.case_id).in_(cases.mediated_by(actor)),
        col(Settlement.case_id).in_(cases.disputed_by(actor)),
    ]
    if roles.is_office(actor):
        seen.append(true())
    return select(Settlement).where(col(Settlement.case_id).in_(cases.seen_by(actor)), or_(*seen))


async def find(session: AsyncSession, actor: Actor, case_id: UUID) -> Settlement | None:
    """The settlement of a case; None where there is none for this actor."""
    return (await session.scalars(visible_to(actor).where(col(Settlement.case_id) == case_id))).one_or_none()


async def clauses(session: AsyncSession, settlement_id: UUID) -> list[SettlementClause]:
    """Its clauses, in order."""
    statement = select(SettlementClause).where(col(SettlementClause.settlement_id) == settlement_id)
    return list(await session.scalars(statement.order_by(col(SettlementClause.position))))


async def obligations(session: AsyncSession, settlement_id: UUID) -> list[Obligation]:
    """Its obligations, in the order they were named."""
    statement = select(Obligation).where(col(Obligation.settlement_id) == settlement_id)
    return list(await session.scalars(statement.order_by(col(Obligation.id))))


async def initials(session: AsyncSession, settlement_id: UUID) -> list[Initial]:
    """Who initialled the present text."""
    statement = select(Initial).where(col(Initial.settlement_id) == settlement_id)
    return list(await session.scalars(statement.order_by(col(Initial.made_at))))


async def signatures(session: AsyncSession, settlement_id: UUID) -> list[Signature]:
    """Who signed it."""
    statement = select(Signature).where(col(Signature.settlement_id) == settlement_id)
    return list(await session.scalars(statement.order_by(col(Signature.signed_at))))


async def clear_initials(session: AsyncSession, settlement_id: UUID) -> None:
    """Initials hold for the text that was read, not for another."""
    await session.execute(delete(Initial).where(col(Initial.settlement_id) == settlement_id))


async def clear_signatures(session: AsyncSession, settlement_id: UUID) -> None:
    """Signatures under what a DPRD refused bind nobody."""
    await session.execute(delete(Signature).where(col(Signature.settlement_id) == settlement_id))


async def effective_on(session: AsyncSession, case_id: UUID) -> date | None:
    """The day since which the settlement of a case holds; None where it does not."""
    statement = select(col(Settlement.effective_at)).where(col(Settlement.case_id) == case_id)
    since: datetime | None = (await session.execute(statement)).scalar_one_or_none()
    return None if since is None else clock.legal_day(since)
