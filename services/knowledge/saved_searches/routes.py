"""`/v1/{simpul}/saved-searches`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, ReadSession, Session
from services.kit.paging import Page, PageQuery
from services.kit.problems import (
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.saved_searches import policy, queries, service
from services.knowledge.saved_searches.models import SavedSearch
from services.knowledge.saved_searches.problems import NameTaken, SavedSearchNotFound, TooManySavedSearches
from services.knowledge.saved_searches.schemas import (
    SavedSearchIn,
    SavedSearchOut,
    SavedSearchPatch,
    SavedSearchQuery,
)
from services.knowledge.search import results
from services.knowledge.search.schemas import Filters, ResultsOut, SearchQuery

router = APIRouter(prefix="/v1/{simpul}/saved-searches", tags=["search"], route_class=Route)


async def _known(actor: CurrentActor) -> None:
    """Asked before the body is judged."""
    policy.require_identity(actor)


async def _own(actor: CurrentActor, session: Session, id: UUID) -> SavedSearch:  # noqa: A002
    return await service.require(session, actor, id)


Own = Annotated[SavedSearch, Depends(_own)]


@router.get(
    "",
    response_model=Page[SavedSearchOut],
    responses=problems(Unauthenticated, InvalidQuery, InvalidCursor),
)
async def list_saved_searches(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[SavedSearchQuery, Depends(QueryOf(SavedSearchQuery))],
) -> Response:
    """The searches that the caller keeps, by name."""
    policy.require_identity(actor)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        read = queries.NEXT_PAGE if after else queries.FIRST_PAGE
        return await reads.all(read, subject=actor.subject, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, audience="self")


@router.post(
    "",
    status_code=201,
    response_model=SavedSearchOut,
    dependencies=[Depends(_known)],
    responses=problems(Unauthenticated, NameTaken, TooManySavedSearches, Invalid),
)
async def keep_search(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: SavedSearchIn
) -> Response:
    """Keep a search under a name."""
    saved = await service.keep(
        session, actor, name=body.name, query=body.query, filters=_stored(body.filters)
    )
    return _answer(request, saved, status=201, headers={"Location": f"{request.scope['path']}/{saved.id}"})


@router.get("/{id}", response_model=SavedSearchOut, responses=problems(Unauthenticated, SavedSearchNotFound))
async def read_saved_search(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    id: UUID,  # noqa: A002
) -> Response:
    """One of the caller's saved searches."""
    policy.require_identity(actor)
    row = await reads.one(queries.ONE, subject=actor.subject, id=id)
    if row is None:
        raise SavedSearchNotFound()
    return answer_document(request, row[0], version=row[1], audience="self")


@router.patch(
    "/{id}",
    response_model=SavedSearchOut,
    responses=problems(
        Unauthenticated, SavedSearchNotFound, NameTaken, Invalid, PreconditionRequired, PreconditionFailed
    ),
)
async def amend_saved_search(
    request: Request,
    simpul: Simpul,
    session: Session,
    saved: Own,
    expected: IfMatch,
    body: SavedSearchPatch,
) -> Response:
    """Change the fields sent; filters are replaced whole."""
    changes: dict[str, Any] = {field: getattr(body, field) for field in body.model_fields_set}
    if body.filters is not None:
        changes["filters"] = _stored(body.filters)
    await service.amend(session, saved, changes=changes, require_version=expected.require)
    return _answer(request, saved)


@router.delete(
    "/{id}",
    status_code=204,
    responses=problems(Unauthenticated, SavedSearchNotFound, PreconditionRequired, PreconditionFailed),
)
async def forget_saved_search(simpul: Simpul, session: Session, saved: Own, expected: IfMatch) -> Response:
    """Remove a saved search."""
    await service.forget(session, saved, require_version=expected.require)
    return Response(status_code=204)


@router.get(
    "/{id}/results",
    response_model=ResultsOut,
    responses=problems(Unauthenticated, SavedSearchNotFound, InvalidQuery, InvalidCursor),
)
async def read_new_results(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    session: ReadSession,
    id: UUID,  # noqa: A002
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """What the search finds that came or changed since its owner last looked, newest first; all of it
    where they never did. Of the last minute before that some may be shown twice, nothing is left out.
    """
    policy.require_identity(actor)
    saved = await queries.find(session, actor, id)
    if saved is None:
        raise SavedSearchNotFound()
    asked = SearchQuery(
        q=saved.query, sort="newest", page_size=query.page_size, cursor=query.cursor, **saved.filters
    )
    since = saved.seen_at - service.OVERLAP if saved.seen_at is not None else None
    return await results.answer(request, database, asked, since=since, is_logged=False)


@router.post(
    "/{id}/seen",
    response_model=SavedSearchOut,
    responses=problems(Unauthenticated, SavedSearchNotFound),
)
async def note_seen(request: Request, simpul: Simpul, session: Session, saved: Own) -> Response:
    """Note that the caller has looked: what comes from now on is new."""
    await service.look(session, saved)
    return _answer(request, saved)


def _stored(filters: Filters) -> dict[str, Any]:
    return filters.model_dump(mode="json")


def _answer(
    request: Request, saved: SavedSearch, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    out = SavedSearchOut.model_validate(saved, from_attributes=True)
    return answer_model(request, out, version=saved.version, status=status, headers=headers)
