"""How far cases have come in mediation, read in one statement: what the transition table asks of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.mediation.cases.codes import CURRENT_ENGAGEMENTS, ENDED_OBLIGATIONS
from services.mediation.cases.models import (
    Case,
    Engagement,
    MediationSession,
    MediatorAnswer,
    Obligation,
    Resume,
    Settlement,
    SettlementClause,
    Signature,
    SigningRefusal,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is there of a case beyond its parties, issues and clocks."""

    mediator: str | None = None
    mediator_name: str | None = None
    mediator_impartial: bool = False
    mediator_conflicted: bool = False
    accepted_mediator: Collection[UUID] = ()
    gave_resume: Collection[UUID] = ()
    sessions_held: int = 0
    # Scheduled, and not over yet.
    sessions_open: int = 0
    next_session: datetime | None = None
    settlement_state: str | None = None
    settlement_clauses: int = 0
    obliged: Collection[UUID] = ()
    dprd_needed: bool = False
    dprd_approved: bool = False
    signed: Collection[UUID] = ()
    refused_to_sign: Collection[UUID] = ()
    # Of a settlement that holds: a draft obliges nobody.
    obligations: int = 0
    obligations_open: int = 0


async def progress_of(session: AsyncSession, case_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    """The progress of each of these cases, as the rows below it are now."""
    parts = _of_mediators() | _of_sessions() | _of_settlements()
    named = [_one(statement).label(name) for name, statement in parts.items()]
    lists = [func.array(_one(statement)).label(name) for name, statement in _lists().items()]
    statement = select(col(Case.id).label("id"), *named, *lists).where(col(Case.id).in_(case_ids))
    return {row.id: _progress(row) for row in await session.execute(statement)}


def _progress(row: Any) -> Progress:
    return Progress(
        mediator=None if row.mediator is None else str(row.mediator),
        mediator_name=row.mediator_name,
        mediator_impartial=row.impartial is True,
        mediator_conflicted=row.impartial is False or bool(row.conflicts),
        accepted_mediator=frozenset(row.accepted),
        gave_resume=frozenset(row.resumes),
        sessions_held=row.sessions_held,
        sessions_open=row.sessions_open,
        next_session=row.next_session,
        settlement_state=row.settlement_state,
        settlement_clauses=row.clauses,
        obliged=frozenset(row.obliged),
        dprd_needed=row.dprd_needed > 0,
        dprd_approved=row.dprd_approved is True,
        signed=frozenset(row.signed),
        refused_to_sign=frozenset(row.refused),
        obligations=row.obligations,
        obligations_open=row.obligations_open,
    )


def _of_mediators() -> dict[str, Select[Any]]:
    return {
        "mediator": select(col(Engagement.mediator_id)).where(*_engaged()),
        "mediator_name": select(col(Engagement.name)).where(*_engaged()),
        "impartial": select(col(Engagement.impartial)).where(*_engaged()),
        "conflicts": select(func.jsonb_array_length(col(Engagement.conflicts))).where(*_engaged()),
    }


def _of_sessions() -> dict[str, Select[Any]]:
    count = select(func.count()).select_from(MediationSession)
    of_case = col(MediationSession.case_id) == col(Case.id)
    # A caucus alone is no session of the parties.
    held = (col(MediationSession.state) == "dilaksanakan") & (col(MediationSession.kind) != "kaukus")
    ahead = (col(MediationSession.state) == "terjadwal") & (col(MediationSession.ends_at) > clock.now())
    return {
        "sessions_held": count.where(of_case, held),
        "sessions_open": count.where(of_case, ahead),
        "next_session": select(func.min(col(MediationSession.starts_at))).where(of_case, ahead),
    }


def _of_settlements() -> dict[str, Select[Any]]:
    of_case = col(Settlement.case_id) == col(Case.id)
    clauses = (
        select(func.count())
        .select_from(SettlementClause)
        .join(Settlement, col(Settlement.id) == col(SettlementClause.settlement_id))
        .where(of_case)
    )
    obligations = (
        select(func.count())
        .select_from(Obligation)
        .join(Settlement, col(Settlement.id) == col(Obligation.settlement_id))
        .where(of_case, col(Settlement.state) == "berlaku")
    )
    return {
        "settlement_state": select(col(Settlement.state)).where(of_case),
        "dprd_approved": select(col(Settlement.dprd_approved)).where(of_case),
        "clauses": clauses,
        "dprd_needed": clauses.where(
            col(SettlementClause.burdens_public) | col(SettlementClause.not_in_apbd)
        ),
        "obligations": obligations,
        "obligations_open": obligations.where(col(Obligation.state).not_in(ENDED_OBLIGATIONS)),
    }


def _lists() -> dict[str, Select[Any]]:
    return {
        "accepted": select(col(MediatorAnswer.party_id))
        .join(Engagement, col(Engagement.id) == col(MediatorAnswer.engagement_id))
        .where(*_engaged(), col(MediatorAnswer.accepted)),
        "resumes": select(col(Resume.party_id)).where(col(Resume.case_id) == col(Case.id)),
        "obliged": select(col(Obligation.party_id)).where(col(Obligation.case_id) == col(Case.id)),
        "signed": select(col(Signature.party_id))
        .join(Settlement, col(Settlement.id) == col(Signature.settlement_id))
        .where(col(Settlement.case_id) == col(Case.id)),
        "refused": select(col(SigningRefusal.party_id))
        .join(Settlement, col(Settlement.id) == col(SigningRefusal.settlement_id))
        .where(col(Settlement.case_id) == col(Case.id)),
    }


def _engaged() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Engagement.case_id) == col(Case.id), col(Engagement.state).in_(CURRENT_ENGAGEMENTS)


def _one(statement: Select[Any]) -> Any:
    return statement.correlate(Case).scalar_subquery()
