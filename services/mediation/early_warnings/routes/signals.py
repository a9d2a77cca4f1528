"""`/v1/{simpul}/early-warnings`: signals, reported and read."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page, answer_reader
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.early_warnings import queries, service
from services.mediation.early_warnings.dependencies import reader, reporter
from services.mediation.early_warnings.problems import WarningNotFound
from services.mediation.early_warnings.routes.answers import answer_warning, shown_of, told_who
from services.mediation.early_warnings.schemas import (
    MonthOut,
    TrendOut,
    TrendQuery,
    WarningHistoryOut,
    WarningHistoryQuery,
    WarningIn,
    WarningOut,
    WarningQuery,
)

router = APIRouter(prefix="/v1/{simpul}/early-warnings", tags=["mediation"], route_class=Route)


@router.get(
    "",
    response_model=Page[WarningOut],
    dependencies=[Depends(reader)],
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
        shown = await shown_of(session, actor, found)
        return [
            (one.model_dump_json().encode(), row.created_at.isoformat(), str(row.id))
            for row, one in zip(found, shown, strict=True)
        ]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.post(
    "",
    status_code=201,
    response_model=WarningOut,
    dependencies=[Depends(reporter)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def report_early_warning(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: WarningIn
) -> Response:
    """Report a signal. What it says is alleged; who else may see it is named in it."""
    warning = await service.report(session, actor, values=body.model_dump(mode="json"))
    return await answer_warning(request, simpul, actor, session, warning)


@router.get(
    "/trend",
    response_model=TrendOut,
    dependencies=[Depends(reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery),
)
async def read_trend(
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[TrendQuery, Depends(QueryOf(TrendQuery))],
) -> Response:
    """The signals of one border by month, of those the caller may see."""
    names = tuple(MonthOut.model_fields)
    rows = await queries.trend(session, actor, query.border)
    months = [MonthOut(**dict(zip(names, row, strict=True))) for row in rows]
    return answer_reader(TrendOut(border=query.border, months=months))


@router.get(
    "/{id}",
    response_model=WarningOut,
    dependencies=[Depends(reader)],
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
    return await answer_warning(request, simpul, actor, session, found, status=200)


@router.get(
    "/{id}/history",
    response_model=Page[WarningHistoryOut],
    dependencies=[Depends(reader)],
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
    warning = await queries.find(session, actor, id)
    if warning is None:
        raise WarningNotFound()
    whole = told_who(actor, warning)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.history(session, id, after=after, size=size)
        return [
            (
                WarningHistoryOut.model_validate(
                    row.model_dump(exclude={"warning_id"})
                    | ({} if whole or row.who == actor.subject else {"who": None})
                )
                .model_dump_json()
                .encode(),
                row.version,
            )
            for row in found
        ]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="pembaca")
