"""Every SELECT on settlements. Each starts from `visible_to`, or says `papers` where the node itself asks."""

from collections.abc import Iterable
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
from services.mediation.cases.models import (
    Case,
    Initial,
    Obligation,
    Settlement,
    SettlementClause,
    SettlementPaper,
    Signature,
    SigningRefusal,
)


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


async def draft_of(session: AsyncSession, case_id: UUID) -> Settlement | None:
    """The text that is drafted in a case, whoever may see it; None once it was submitted."""
    statement = select(Settlement).where(
        col(Settlement.case_id) == case_id, col(Settlement.state).in_(("draf", "berparaf"))
    )
    return (await session.scalars(statement)).one_or_none()


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


async def refusals(session: AsyncSession, settlement_id: UUID) -> list[SigningRefusal]:
    """Who will not sign it."""
    statement = select(SigningRefusal).where(col(SigningRefusal.settlement_id) == settlement_id)
    return list(await session.scalars(statement.order_by(col(SigningRefusal.refused_at))))


def papers() -> Select[SettlementPaper]:
    """All papers of signed texts."""
    return select(SettlementPaper)


async def paper_of(session: AsyncSession, settlement: Settlement) -> SettlementPaper | None:
    """The paper of the present text of a settlement; None where not all have signed it."""
    statement = papers().where(
        col(SettlementPaper.settlement_id) == settlement.id, col(SettlementPaper.text) == settlement.version
    )
    return (await session.scalars(statement)).one_or_none()


async def read_paper(session: AsyncSession, paper_id: UUID) -> SettlementPaper | None:
    """A paper, whoever may see it."""
    return (await session.scalars(papers().where(col(SettlementPaper.id) == paper_id))).one_or_none()


async def lock_case_of(session: AsyncSession, paper_id: UUID) -> Case | None:
    """The case of a paper, locked until the transaction ends."""
    of_paper = (
        select(col(Settlement.case_id))
        .join(SettlementPaper, col(SettlementPaper.settlement_id) == col(Settlement.id))
        .where(col(SettlementPaper.id) == paper_id)
    )
    statement = cases.everything().where(col(Case.id).in_(of_paper)).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def existing(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are papers of settlements."""
    there = col(SettlementPaper.file_state) != "tidak_ada"
    statement = papers().with_only_columns(col(SettlementPaper.id)).where(there)
    return set(await session.scalars(statement.where(col(SettlementPaper.id).in_(list(file_ids)))))


async def clear_refusals(session: AsyncSession, settlement_id: UUID, party_id: UUID | None = None) -> None:
    """A refusal is over when its party signs, and when the text is drafted anew."""
    statement = delete(SigningRefusal).where(col(SigningRefusal.settlement_id) == settlement_id)
    if party_id is not None:
        statement = statement.where(col(SigningRefusal.party_id) == party_id)
    await session.execute(statement)


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
