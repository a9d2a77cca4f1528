"""`/v1/{simpul}/early-warnings`."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
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
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.early_warnings import policy, queries, service
from services.mediation.early_warnings.models import Bulletin, EarlyWarning
from services.mediation.early_warnings.problems import (
    AlreadyEscalated,
    BulletinNotFound,
    BulletinStands,
    CorroborationGiven,
    OwnSignal,
    StatementNotFound,
    WarningClosed,
    WarningNotFound,
)
from services.mediation.early_warnings.schemas import (
    AssessmentIn,
    BulletinIn,
    BulletinOut,
    BulletinQuery,
    ClosingIn,
    CorroborationIn,
    EscalationIn,
    MonthOut,
    StatementIn,
    TrendOut,
    TrendQuery,
    WarningHistoryOut,
    WarningHistoryQuery,
    WarningIn,
    WarningOut,
    WarningPatch,
    WarningQuery,
)
from services.mediation.settings import MediationSettings

router = APIRouter(prefix="/v1/{simpul}/early-warnings", tags=["mediation"], route_class=Route)
_ACTING = problems(Unauthenticated, Forbidden, WarningNotFound, WarningClosed, Invalid)
_STATUS = {"dugaan": "alleged", "terkonfirmasi": "established", "dibantah": "refuted"}


async def _reader(actor: CurrentActor) -> None:
    policy.require_read(actor)


async def _reporter(actor: CurrentActor) -> None:
    policy.require_report(actor)


async def _office(actor: CurrentActor) -> None:
    policy.require_office(actor)


async def _held(actor: CurrentActor, session: Session, id: UUID) -> EarlyWarning:  # noqa: A002
    warning = await service.require(session, actor, id)
    policy.require_report(actor)
    return warning


async def _worked(actor: CurrentActor, session: Session, id: UUID) -> EarlyWarning:  # noqa: A002
    warning = await service.require(session, actor, id)
    policy.require_office(actor)
    return warning


Held = Annotated[EarlyWarning, Depends(_held)]
Worked = Annotated[EarlyWarning, Depends(_worked)]


@router.get(
    "",
    response_model=Page[WarningOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_early_warnings(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[WarningQuery, Depends(QueryOf(WarningQuery))],
) -> Response:
    """Signals that the caller may see, newest first."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(
            session, actor, conditions=queries.wanted(query.filters()), after=after, size=size
        )
        shown = await _documents(session, found)
        return [
            (one.model_dump_json().encode(), row.created_at.isoformat(), str(row.id))
            for row, one in zip(found, shown, strict=True)
        ]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.post(
    "",
    status_code=201,
    response_model=WarningOut,
    dependencies=[Depends(_reporter)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def report_early_warning(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: WarningIn
) -> Response:
    """Report a signal. What it says is alleged; who else may see it is named in it."""
    warning = await service.report(session, actor, values=body.model_dump(mode="json"))
    return await _answer(request, simpul, session, warning)


@router.get(
    "/trend",
    response_model=TrendOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery),
)
async def read_trend(
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[TrendQuery, Depends(QueryOf(TrendQuery))],
) -> TrendOut:
    """The signals of one border by month, of those the caller may see."""
    names = tuple(MonthOut.model_fields)
    rows = await queries.trend(session, actor, query.border)
    return TrendOut(
        border=query.border, months=[MonthOut(**dict(zip(names, row, strict=True))) for row in rows]
    )


@router.get(
    "/bulletins",
    response_model=Page[BulletinOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_bulletins(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[BulletinQuery, Depends(QueryOf(BulletinQuery))],
) -> Response:
    """Bulletins for the caller, newest first."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.bulletins(session, actor, border=query.border, after=after, size=size)
        return [
            (_bulletin(one).model_dump_json().encode(), one.published_at.isoformat(), str(one.id))
            for one in found
        ]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.post(
    "/bulletins",
    status_code=201,
    response_model=BulletinOut,
    dependencies=[Depends(_office)],
    responses=problems(Unauthenticated, Forbidden, BulletinStands, Invalid),
)
async def publish_bulletin(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: BulletinIn
) -> Response:
    """Compose and publish the exchange of a border for a period: what is established, nothing alleged."""
    bulletin = await service.publish_bulletin(
        session,
        actor,
        regions=body.regions,
        period=(body.period_from, body.period_to),
        forums=body.forums,
        note=body.note,
    )
    at = {"Location": f"/v1/{simpul}/early-warnings/bulletins/{bulletin.id}"}
    return answer_model(request, _bulletin(bulletin), version=1, status=201, headers=at)


@router.get(
    "/bulletins/{id}",
    response_model=BulletinOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, BulletinNotFound),
)
async def read_bulletin(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One bulletin."""
    found = await queries.bulletin(session, actor, id)
    if found is None:
        raise BulletinNotFound()
    return answer_model(request, _bulletin(found), version=1)


@router.get(
    "/{id}",
    response_model=WarningOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, WarningNotFound),
)
async def read_early_warning(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One signal."""
    found = await queries.find(session, actor, id)
    if found is None:
        raise WarningNotFound()
    [shown] = await _documents(session, [found])
    return answer_model(request, shown, version=found.version)


@router.get(
    "/{id}/history",
    response_model=Page[WarningHistoryOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, WarningNotFound, InvalidQuery, InvalidCursor),
)
async def list_early_warning_history(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
    query: Annotated[WarningHistoryQuery, Depends(QueryOf(WarningHistoryQuery))],
) -> Response:
    """Who did what to a signal, newest first."""
    if await queries.find(session, actor, id) is None:
        raise WarningNotFound()

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.history(session, id, after=after, size=size)
        return [
            (
                WarningHistoryOut.model_validate(row.model_dump(exclude={"warning_id"}))
                .model_dump_json()
                .encode(),
                row.version,
            )
            for row in found
        ]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="pembaca")


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
    return await _answer(request, simpul, session, warning, status=200)


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
    return await _answer(request, simpul, session, warning)


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
    return await _answer(request, simpul, session, warning)


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
    return await _answer(request, simpul, session, warning)


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
    return await _answer(request, simpul, session, warning)


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
    return await _answer(request, simpul, session, warning)


async def _documents(session: AsyncSession, warnings: Sequence[EarlyWarning]) -> list[WarningOut]:
    ids = [one.id for one in warnings]
    said = await queries.statements(session, ids)
    given = await queries.corroborations(session, ids)
    shown = []
    for one in warnings:
        statements: dict[str, list[dict[str, Any]]] = {name: [] for name in _STATUS.values()}
        for statement in said[one.id]:
            statements[_STATUS[statement.status]].append(
                statement.model_dump(exclude={"warning_id", "assessed_by"})
            )
        shown.append(
            WarningOut.model_validate(
                one.model_dump(exclude={"provinces"})
                | statements
                | {"corroborations": [row.model_dump(exclude={"warning_id"}) for row in given[one.id]]}
            )
        )
    return shown


def _bulletin(bulletin: Bulletin) -> BulletinOut:
    days = {
        "period_from": bulletin.period_from.isoformat(),
        "period_to": bulletin.period_to.isoformat(),
    }
    return BulletinOut.model_validate(bulletin.model_dump(exclude={"provinces"}) | days)


async def _answer(
    request: Request, simpul: Simpul, session: AsyncSession, warning: EarlyWarning, *, status: int = 201
) -> Response:
    [shown] = await _documents(session, [warning])
    at = {"Location": f"/v1/{simpul}/early-warnings/{warning.id}"}
    return answer_model(request, shown, version=warning.version, status=status, headers=at)
