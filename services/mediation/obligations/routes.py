"""`/v1/{simpul}/cases/{id}/obligations`: compliance, and the acts on each promise."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page, PageQuery
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases.codes import ENDED_OBLIGATIONS
from services.mediation.cases.dependencies import Inside, for_act
from services.mediation.cases.models import Obligation
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.rows import answer_together
from services.mediation.cases.service import Held
from services.mediation.obligations import queries, service
from services.mediation.obligations.problems import (
    NotTheirObligation,
    ObligationNotFound,
    ObligationSettled,
)
from services.mediation.obligations.quarters import missing
from services.mediation.obligations.schemas import (
    BreachIn,
    FailureIn,
    ObligationOut,
    RepairIn,
    ReportIn,
    VerificationIn,
)
from services.mediation.settlements import queries as settlements
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/obligations", tags=["mediation"], route_class=Route)
READING = (Unauthenticated, Forbidden, CaseNotFound)
ACTING = problems(
    *READING,
    ObligationNotFound,
    ActRefused,
    ObligationSettled,
    Invalid,
    PreconditionRequired,
    PreconditionFailed,
)
Owed = tuple[Held, Obligation]


@router.get("", response_model=Page[ObligationOut], responses=problems(*READING, InvalidQuery, InvalidCursor))
async def list_obligations(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """The promises of a settlement that holds: what is owed, until when, reported, kept or broken."""
    statement = queries.visible_to(actor).where(col(Obligation.case_id) == held.case.id)
    return await answer_together(
        request, session, query, statement, Obligation, partial(_shown, session, held)
    )


def _for(act: str) -> Any:
    async def owed(
        actor: CurrentActor,
        session: Session,
        held: Annotated[Held, Depends(for_act(act))],
        obligation_id: UUID,
    ) -> Owed:
        return held, await service.require(session, actor, held, obligation_id)

    return Depends(owed)


@router.post(
    "/{obligation_id}/report",
    status_code=201,
    response_model=ObligationOut,
    responses=ACTING | problems(Unauthenticated, Forbidden, NotTheirObligation),
)
async def report_obligation(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    owed: Annotated[Owed, _for("obligation-report")],
    expected: IfMatch,
    body: ReportIn,
) -> Response:
    """Report on a quarter, with proof: by the party that owes it."""
    held, row = owed
    head = await service.report(session, actor, held, row, values=body.model_dump(), require=expected.require)
    return await _answer(request, session, held, row, head)


@router.post("/{obligation_id}/verification", status_code=201, response_model=ObligationOut, responses=ACTING)
async def verify_obligation(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    owed: Annotated[Owed, _for("obligation-verification")],
    expected: IfMatch,
    body: VerificationIn,
) -> Response:
    """Record whether the officer found it kept."""
    held, row = owed
    head = await service.verify(
        session, actor, held, row, fulfilled=body.fulfilled, note=body.note, require=expected.require
    )
    return await _answer(request, session, held, row, head)


@router.post("/{obligation_id}/breach", status_code=201, response_model=ObligationOut, responses=ACTING)
async def record_breach(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    owed: Annotated[Owed, _for("obligation-breach")],
    expected: IfMatch,
    body: BreachIn,
) -> Response:
    """Record that it was not kept by its day."""
    held, row = owed
    head = await service.breach(session, actor, held, row, reason=body.reason, require=expected.require)
    return await _answer(request, session, held, row, head)


@router.post("/{obligation_id}/repair", status_code=201, response_model=ObligationOut, responses=ACTING)
async def record_repair(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    owed: Annotated[Owed, _for("obligation-repair")],
    expected: IfMatch,
    body: RepairIn,
) -> Response:
    """Record how a breach is made good, and until when."""
    held, row = owed
    head = await service.repair(session, actor, held, row, values=body.model_dump(), require=expected.require)
    return await _answer(request, session, held, row, head)


@router.post("/{obligation_id}/failure", status_code=201, response_model=ObligationOut, responses=ACTING)
async def give_up_obligation(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    owed: Annotated[Owed, _for("obligation-failure")],
    expected: IfMatch,
    body: FailureIn,
) -> Response:
    """Record that a broken obligation will not be kept: it ends as not kept, and the case may be closed."""
    held, row = owed
    head = await service.give_up(
        session, actor, held, row, values=body.model_dump(), require=expected.require
    )
    return await _answer(request, session, held, row, head)


async def _shown(session: AsyncSession, held: Held, rows: Sequence[Obligation]) -> list[ObligationOut]:
    told = await queries.reports(session, [row.id for row in rows])
    names = {party.id: party.name for party in held.contents.parties}
    since = await settlements.effective_on(session, held.case.id)
    today = clock.today()
    shown = []
    for row in rows:
        reports = told.get(row.id, [])
        done = row.state in ENDED_OBLIGATIONS
        reported = {one.quarter for one in reports if one.kind == "laporan"}
        own = row.model_dump(exclude={"case_id", "settlement_id"})
        shown.append(
            ObligationOut.model_validate(
                own
                | {
                    "party": names[row.party_id],
                    "days_left": (row.due_on - today).days,
                    "overdue": not done and row.due_on < today,
                    "missing_quarters": [] if done or since is None else missing(since, today, reported),
                    "reports": [one.model_dump(exclude={"obligation_id"}) for one in reports],
                }
            )
        )
    return shown


async def _answer(
    request: Request, session: AsyncSession, held: Held, row: Obligation, head: Head
) -> Response:
    (out,) = await _shown(session, held, [row])
    return answer_document(
        request,
        out.model_dump_json().encode(),
        version=row.version,
        audience="pembaca",
        status=201,
        headers={"Trail-Head": str(head)},
    )
