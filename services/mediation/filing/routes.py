"""`POST /v1/{simpul}/cases`, and numbers reserved for requests that follow."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.files.problems import StoreAway
from services.kit.files.store import FileStore
from services.kit.problems import Forbidden, Invalid, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases import policy
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import ACTING, answer_case, for_act
from services.mediation.cases.schemas import CaseIn, CaseOut, ReservationIn
from services.mediation.cases.service import Held
from services.mediation.filing import service
from services.mediation.settings import MediationSettings

router = APIRouter(prefix="/v1/{simpul}/cases", tags=["mediation"], route_class=Route)


async def _filer(actor: CurrentActor) -> None:
    policy.require_file(actor)


@router.post(
    "",
    status_code=201,
    response_model=CaseOut,
    dependencies=[Depends(_filer)],
    responses=problems(Unauthenticated, Forbidden, Invalid, StoreAway),
)
async def file_case(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: CaseIn
) -> Response:
    """Ask for mediation: case, parties, issues and documents in one call, numbered without a gap."""
    files: FileStore = request.app.state.files
    case, head = await service.file(session, actor, values=body.model_dump(), files=files)
    held = await cases.held(session, actor, case)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/reservations",
    status_code=201,
    response_model=CaseOut,
    dependencies=[Depends(_filer)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def reserve_case(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: ReservationIn
) -> Response:
    """Reserve a number. Without a filing in time the reservation lapses to `batal`, with its reason."""
    settings: MediationSettings = request.app.state.settings
    case, head = await service.reserve(
        session, actor, values=body.model_dump(), days=settings.reservation_days
    )
    held = await cases.held(session, actor, case)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/{id}/filing", status_code=201, response_model=CaseOut, responses=ACTING | problems(StoreAway))
async def file_reserved_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("filing"))],
    body: CaseIn,
) -> Response:
    """File the request whose number was reserved."""
    files: FileStore = request.app.state.files
    head = await service.complete_reservation(session, actor, held, values=body.model_dump(), files=files)
    return await answer_case(request, session, actor, simpul, held, head)
