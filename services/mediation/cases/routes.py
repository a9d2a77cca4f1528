"""`/v1/{simpul}/cases`: read."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.paging import Page
from services.kit.problems import Forbidden, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases import policy, queries
from services.mediation.cases.dependencies import Seen
from services.mediation.cases.models import Case
from services.mediation.cases.problems import CaseNotFound
from services.mediation.cases.schemas import CaseOut, CaseQuery
from services.mediation.cases.views import audience_of, document, documents

router = APIRouter(prefix="/v1/{simpul}/cases", tags=["mediation"], route_class=Route)


async def _reader(actor: CurrentActor) -> None:
    policy.require_read(actor)


@router.get(
    "",
    response_model=Page[CaseOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_cases(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[CaseQuery, Depends(QueryOf(CaseQuery))],
) -> Response:
    """Cases that the caller may see, newest first; finished ones too."""
    wanted = [getattr(Case, name) == value for name, value in query.filters().items() if name != "q"]
    if query.q is not None:
        wanted.append(queries.has_words(actor, query.q))

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(session, actor, wanted=wanted, after=after, size=size)
        shown = await documents(session, actor, found)
        return [
            (one.model_dump_json().encode(), case.created_at.isoformat(), str(case.id))
            for case, one in zip(found, shown, strict=True)
        ]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.get(
    "/{id}",
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound),
)
async def read_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Seen,
) -> Response:
    """One case, by id or by number (`MED-KABKOTA-2026-0001`), as the caller may see it."""
    shown = await document(session, actor, held)
    return answer_document(
        request,
        shown.model_dump_json().encode(),
        version=held.case.version,
        audience=audience_of(actor, held, shown),
    )
