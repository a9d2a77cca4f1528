"""`POST /v1/{simpul}/cases/{id}/{act}`: the acts of the transition table that have no room of their own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.problems import Forbidden, Invalid, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases.dependencies import ACTING, answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound, IssueNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.cases.states import BY_ACT
from services.mediation.clocks.problems import ClockNotFound
from services.mediation.proceedings import limits, service
from services.mediation.proceedings.schemas import (
    ExhaustionIn,
    ExtensionIn,
    IssueDecisionIn,
    NoteIn,
    ReasonIn,
    SuspensionIn,
    WillingnessIn,
)

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)

ACTING_ON_CLOCK = problems(Unauthenticated, Forbidden, CaseNotFound, ClockNotFound, ActRefused, Invalid)

# Acts that need nothing but their place in the table, and a reason or a note.
WITH_REASON = (
    "completion-request",
    "completion",
    "inadmissibility",
    "internal-clause",
    "unwillingness",
    "resumption",
    "reconvening",
    "failure",
    "withdrawal",
    "cancellation",
    "closing",
)
WITH_NOTE = ("examination", "acceptance", "opening", "monitoring")


def _add(act: str, body_model: type[BaseModel]) -> None:
    async def perform(
        request: Request,
        simpul: Simpul,
        actor: CurrentActor,
        session: Session,
        held: Annotated[Held, Depends(for_act(act))],
        body: BaseModel,
    ) -> Response:
        head = await service.perform(session, actor, held, act, reason=getattr(body, "reason", None))
        return await answer_case(request, session, actor, simpul, held, head)

    perform.__annotations__["body"] = body_model
    perform.__name__ = f"case_{act.replace('-', '_')}"
    label = BY_ACT[act].label
    router.add_api_route(
        f"/{act}",
        perform,
        methods=["POST"],
        status_code=201,
        response_model=CaseOut,
        responses=ACTING,
        summary=label.en,
        description=f"{label.id} / {label.en}.",
    )


for _act in WITH_REASON:
    _add(_act, ReasonIn)
for _act in WITH_NOTE:
    _add(_act, NoteIn)


@router.post("/suspension", status_code=201, response_model=CaseOut, responses=ACTING)
async def suspend_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("suspension"))],
    body: SuspensionIn,
) -> Response:
    """Suspend a case to which every party agrees: its clocks keep the days that are left."""
    head = await limits.suspend(session, actor, held, reason=body.reason, consents=body.consents)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/extension", status_code=201, response_model=CaseOut, responses=ACTING_ON_CLOCK)
async def extend_limit(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("extension"))],
    body: ExtensionIn,
) -> Response:
    """Extend one running limit; where its rule asks for it, every party agrees."""
    head = await limits.extend(
        session, actor, held, clock_id=body.clock, days=body.days, reason=body.reason, consents=body.consents
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/willingness", status_code=201, response_model=CaseOut, responses=ACTING)
async def state_willingness(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("willingness"))],
    body: WillingnessIn,
) -> Response:
    """A party says whether it is willing to mediate. All willing: a mediator is sought; one not: it ends."""
    head = await service.state_willingness(
        session,
        actor,
        held,
        party_id=None if body.party_id is None else str(body.party_id),
        willing=body.willing,
        house_rules_accepted=body.house_rules_accepted,
        note=body.note,
        letter=body.letter,
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/reminder", status_code=201, response_model=CaseOut, responses=ACTING)
async def remind_parties(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("reminder"))],
    body: NoteIn,
) -> Response:
    """Remind the parties that have not answered. Silence is never taken for a yes or a no by itself."""
    head = await service.remind(session, actor, held)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/renewed-invitation", status_code=201, response_model=CaseOut, responses=ACTING)
async def ask_again(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("renewed-invitation"))],
    body: ReasonIn,
) -> Response:
    """Ask the parties that were not willing once more."""
    head = await service.ask_again(session, actor, held, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/clause-exhaustion", status_code=201, response_model=CaseOut, responses=ACTING)
async def exhaust_clause(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("clause-exhaustion"))],
    body: ExhaustionIn,
) -> Response:
    """Record what became of the forum's own clause on disputes."""
    head = await service.exhaust_clause(session, actor, held, result=body.result, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/issues/{issue_id}/decision",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, IssueNotFound, ActRefused, Invalid),
)
async def decide_issue(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    issue_id: str,
    held: Annotated[Held, Depends(for_act("issue-decision"))],
    body: IssueDecisionIn,
) -> Response:
    """Decide the way of one issue: mediated here, or passed on to the authority it belongs to."""
    head = await service.decide_issue(session, actor, held, issue_id, route=body.route, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)
