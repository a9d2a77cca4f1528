"""`/v1/{simpul}/early-warnings/{id}`: what is done with a signal."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
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
from services.mediation.early_warnings import service
from services.mediation.early_warnings.dependencies import Held, Worked
from services.mediation.early_warnings.problems import (
    AlreadyEscalated,
    CorroborationGiven,
    OwnSignal,
    StatementNotFound,
    WarningClosed,
    WarningNotFound,
)
from services.mediation.early_warnings.routes.answers import answer_warning
from services.mediation.early_warnings.schemas import (
    AssessmentIn,
    ClosingIn,
    CorroborationIn,
    EscalationIn,
    StatementIn,
    WarningOut,
    WarningPatch,
)
from services.mediation.settings import MediationSettings

router = APIRouter(prefix="/v1/{simpul}/early-warnings", tags=["mediation"], route_class=Route)
_ACTING = problems(Unauthenticated, Forbidden, WarningNotFound, WarningClosed, Invalid)


@router.patch(
    "/{id}",
    response_model=WarningOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        WarningNotFound,
        WarningClosed,
        PreconditionRequired,
        PreconditionFailed,
        Invalid,
    ),
)
async def amend_early_warning(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Worked,
    expected: IfMatch,
    body: WarningPatch,
) -> Response:
    """Classify and weigh a signal, or let another forum see it. The office's."""
    changes = body.model_dump(mode="json", exclude_unset=True)
    await service.amend(session, actor, warning, changes=changes, require_version=expected.require)
    return await answer_warning(request, simpul, actor, session, warning, status=200)


@router.post("/{id}/statements", status_code=201, response_model=WarningOut, responses=_ACTING)
async def add_statement(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Held,
    body: StatementIn,
) -> Response:
    """Say something more of a signal; it is alleged, whoever says it."""
    await service.state(session, actor, warning, said=body.model_dump())
    return await answer_warning(request, simpul, actor, session, warning)


@router.post(
    "/{id}/statements/{statement_id}/assessment",
    status_code=201,
    response_model=WarningOut,
    responses=problems(
        Unauthenticated, Forbidden, WarningNotFound, StatementNotFound, WarningClosed, Invalid
    ),
)
async def assess_statement(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Worked,
    statement_id: UUID,
    body: AssessmentIn,
) -> Response:
    """Confirm or refute one statement, with the basis. The office's."""
    await service.assess(session, actor, warning, statement_id, status=body.status, basis=body.basis)
    return await answer_warning(request, simpul, actor, session, warning)


@router.post(
    "/{id}/corroborations",
    status_code=201,
    response_model=WarningOut,
    responses=problems(
        Unauthenticated, Forbidden, WarningNotFound, CorroborationGiven, OwnSignal, WarningClosed, Invalid
    ),
)
async def corroborate_early_warning(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Held,
    body: CorroborationIn,
) -> Response:
    """Add what another source saw, or did not see: each once, and never the reporter."""
    await service.corroborate(session, actor, warning, supports=body.supports, text=body.text)
    return await answer_warning(request, simpul, actor, session, warning)


@router.post(
    "/{id}/escalation",
    status_code=201,
    response_model=WarningOut,
    responses=problems(Unauthenticated, Forbidden, WarningNotFound, AlreadyEscalated, WarningClosed, Invalid),
)
async def escalate_early_warning(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Worked,
    body: EscalationIn,
) -> Response:
    """Make a signal a case, with a number reserved for its request, or a joint meeting. The office's."""
    settings: MediationSettings = request.app.state.settings
    await service.escalate(
        session,
        actor,
        warning,
        to=body.to,
        reason=body.reason,
        meeting=None if body.meeting is None else body.meeting.model_dump(mode="json"),
        days=settings.reservation_days,
    )
    return await answer_warning(request, simpul, actor, session, warning)


@router.post("/{id}/closing", status_code=201, response_model=WarningOut, responses=_ACTING)
async def close_early_warning(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    warning: Worked,
    body: ClosingIn,
) -> Response:
    """Close a signal, as done or as unfounded. The office's."""
    await service.close(session, actor, warning, unfounded=body.unfounded, outcome=body.outcome)
    return await answer_warning(request, simpul, actor, session, warning)
