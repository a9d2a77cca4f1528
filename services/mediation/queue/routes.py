"""`/v1/{simpul}/queue`, and who works a case."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases import policy, queries
from services.mediation.cases.dependencies import ACTING, OfficeHeld, answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound, CaseTaken
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.queue import queries as queue
from services.mediation.queue import service
from services.mediation.queue.schemas import AssignmentIn, ClaimIn, HandoverIn, QueueItem, QueueQuery
from services.mediation.settings import MediationSettings
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)


async def _officer(actor: CurrentActor) -> None:
    policy.require_office(actor)


@router.get(
    "/queue",
    response_model=Page[QueueItem],
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_queue(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[QueueQuery, Depends(QueryOf(QueueQuery))],
) -> Response:
    """Cases as the office works them: by stored priority, by what is due, or by how long they wait."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await queue.page(reads, actor, query, now=clock.now(), after=after, size=size)

    return await answer_page(request, query, query.sort, fetch, audience="petugas")


@router.post(
    "/cases/{id}/claim",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, CaseTaken, ActRefused, Invalid),
)
async def claim_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: OfficeHeld,
    body: ClaimIn | None = None,
) -> Response:
    """Take a case that nobody holds. Of simultaneous claims one wins; the holder's own repetition is 200."""
    settings: MediationSettings = request.app.state.settings
    made = await service.claim(session, actor, held, claiming=settings.claiming)
    if made is not None:
        return await answer_case(request, session, actor, simpul, held, made)
    found = await queries.head(session, held.case.id)
    assert found is not None, "a case begins with a row of its trail"
    return await answer_case(request, session, actor, simpul, held, Head(*found), status=200)


@router.post("/cases/{id}/assignment", status_code=201, response_model=CaseOut, responses=ACTING)
async def assign_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("assignment"))],
    body: AssignmentIn,
) -> Response:
    """The coordinator's disposisi: who takes the case."""
    head = await service.assign(session, actor, held, assignee=body.assignee, disposition=body.disposition)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/cases/{id}/handover", status_code=201, response_model=CaseOut, responses=ACTING)
async def hand_over_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("handover"))],
    body: HandoverIn,
) -> Response:
    """Give a case to another officer: its holder, or the coordinator."""
    head = await service.hand_over(session, actor, held, assignee=body.assignee, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)
