"""`/v1/{simpul}/cases/{id}/settlement`: the draft, its clauses, obligations and initials."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.problems import (
    Forbidden,
    Invalid,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases.dependencies import ACTING, Inside, answer_case, for_act
from services.mediation.cases.models import Obligation, Settlement, SettlementClause
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.settlements import service
from services.mediation.settlements.problems import ClauseInUse, ClauseNotFound, SettlementNotFound
from services.mediation.settlements.routes.answers import answer_settlement
from services.mediation.settlements.schemas import (
    ClauseIn,
    ClausePatch,
    DraftingIn,
    InitialIn,
    ObligationIn,
    SettlementOut,
)

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)
READING = (Unauthenticated, Forbidden, CaseNotFound, SettlementNotFound)
DRAFTING = (*READING, ActRefused, Invalid)
CHANGING = (*DRAFTING, ClauseNotFound, PreconditionRequired, PreconditionFailed)
Drafted = tuple[Held, Settlement]
OneClause = tuple[Held, Settlement, SettlementClause]
OneObligation = tuple[Held, Settlement, Obligation]


def _draft_for(act: str) -> Any:
    async def drafted(
        actor: CurrentActor, session: Session, held: Annotated[Held, Depends(for_act(act))]
    ) -> Drafted:
        return held, await service.require(session, actor, held)

    return Depends(drafted)


async def _clause(
    session: Session, drafted: Annotated[Drafted, _draft_for("draft-change")], clause_id: UUID
) -> OneClause:
    held, draft = drafted
    return held, draft, await service.clause_of(session, draft, clause_id)


async def _obligation(
    session: Session, drafted: Annotated[Drafted, _draft_for("draft-change")], obligation_id: UUID
) -> OneObligation:
    held, draft = drafted
    return held, draft, await service.obligation_of(session, draft, obligation_id)


@router.post("/drafting", status_code=201, response_model=CaseOut, responses=ACTING)
async def start_drafting(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("drafting"))],
    body: DraftingIn,
) -> Response:
    """Start drafting after a session was held; the draft of an earlier round is gone on with."""
    head = await service.open_draft(session, actor, held, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.get("/settlement", response_model=SettlementOut, responses=problems(*READING))
async def read_settlement(
    request: Request, simpul: Simpul, actor: CurrentActor, session: ReadSession, held: Inside
) -> Response:
    """The settlement: for the disputants, the mediator and the office. Once it holds, proposed addenda."""
    return await answer_settlement(request, session, held, await service.require(session, actor, held))


@router.post(
    "/settlement/clauses", status_code=201, response_model=SettlementOut, responses=problems(*DRAFTING)
)
async def add_clause(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    drafted: Annotated[Drafted, _draft_for("draft-change")],
    body: ClauseIn,
) -> Response:
    """Add a clause; initials are void."""
    held, draft = drafted
    head = await service.add_clause(session, actor, held, draft, values=body.model_dump())
    return await answer_settlement(request, session, held, draft, head, status=201)


@router.patch("/settlement/clauses/{clause_id}", response_model=SettlementOut, responses=problems(*CHANGING))
async def amend_clause(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    found: Annotated[OneClause, Depends(_clause)],
    expected: IfMatch,
    body: ClausePatch,
) -> Response:
    """Change a clause by its own version (`If-Match`); initials are void."""
    held, draft, clause = found
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    head = await service.amend_clause(
        session, actor, held, draft, clause, changes=changes, require_version=expected.require
    )
    return await answer_settlement(request, session, held, draft, head)


@router.delete(
    "/settlement/clauses/{clause_id}",
    response_model=SettlementOut,
    responses=problems(*CHANGING, ClauseInUse),
)
async def remove_clause(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    found: Annotated[OneClause, Depends(_clause)],
    expected: IfMatch,
) -> Response:
    """Take a clause out by its own version; initials are void."""
    held, draft, clause = found
    head = await service.remove_clause(session, actor, held, draft, clause, require_version=expected.require)
    return await answer_settlement(request, session, held, draft, head)


@router.post(
    "/settlement/obligations", status_code=201, response_model=SettlementOut, responses=problems(*DRAFTING)
)
async def add_obligation(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    drafted: Annotated[Drafted, _draft_for("draft-change")],
    body: ObligationIn,
) -> Response:
    """Name what a party will owe by a clause; initials are void."""
    held, draft = drafted
    head = await service.add_obligation(session, actor, held, draft, values=body.model_dump())
    return await answer_settlement(request, session, held, draft, head, status=201)


@router.delete(
    "/settlement/obligations/{obligation_id}",
    response_model=SettlementOut,
    responses=problems(*CHANGING),
)
async def remove_obligation(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    found: Annotated[OneObligation, Depends(_obligation)],
    expected: IfMatch,
) -> Response:
    """Take an obligation out of the draft by its own version; initials are void."""
    held, draft, obligation = found
    head = await service.remove_obligation(
        session, actor, held, draft, obligation, require_version=expected.require
    )
    return await answer_settlement(request, session, held, draft, head)


@router.post(
    "/settlement/initials",
    status_code=201,
    response_model=SettlementOut,
    responses=problems(*DRAFTING, PreconditionRequired, PreconditionFailed),
)
async def initial_draft(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    drafted: Annotated[Drafted, _draft_for("initialling")],
    expected: IfMatch,
    body: InitialIn,
) -> Response:
    """A party initials the very text that `If-Match` names; any later edit voids it."""
    held, draft = drafted
    party_id = None if body.party_id is None else str(body.party_id)
    head = await service.initial(
        session, actor, held, draft, party_id=party_id, letter=body.letter, require_version=expected.require
    )
    return await answer_settlement(request, session, held, draft, head, status=201)
