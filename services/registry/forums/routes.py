"""`/v1/{simpul}/forums`."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, ReadSession, Session
from services.kit.ids import as_id
from services.kit.language import negotiate
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
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.registry.forums import analysis, filters, matching, queries, service
from services.registry.forums.dependencies import AmendableForum, Registrar
from services.registry.forums.problems import ForumNotFound, SlugTaken
from services.registry.forums.schemas.forum import (
    Count,
    FacetOut,
    FacetsOut,
    ForumFilters,
    ForumIn,
    ForumOut,
    ForumPatch,
    ForumQuery,
    ReadQuery,
)
from services.registry.forums.schemas.history import HistoryOut, HistoryQuery
from services.registry.forums.schemas.matching import ForumCandidatesOut, ForumMatchQuery, candidates_out

router = APIRouter(prefix="/v1/{simpul}/forums", tags=["registry"], route_class=Route)


@router.get("", response_model=Page[ForumOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_forums(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[ForumQuery, Depends(QueryOf(ForumQuery))],
) -> Response:
    """Forums of this simpul, each whole, filtered by codes of the vocabularies and by members."""
    wanted, values = query.filters(), _values(query)
    # Of several subjects one may be found and another unknown; a decree is known or not.
    await filters.require_known(reads, {k: v for k, v in wanted.items() if k in filters.ALWAYS_ASKED})

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(frozenset(wanted), query.sort, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        rows = await reads.all(read, **values, **keys, size=size)
        if not rows and after is None and wanted:
            # Nothing found: either so, or a code that does not exist. Asked only then.
            await filters.require_known(reads, wanted)
        return rows

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=ForumOut,
    dependencies=[Registrar],
    responses=problems(Unauthenticated, Forbidden, SlugTaken, Invalid),
)
async def register_forum(
    simpul: Simpul, actor: CurrentActor, session: Session, request: Request, body: ForumIn
) -> Response:
    """Register a forum as a proposal. The secretariat's."""
    document = await service.register(session, actor, values=body.model_dump())
    headers = {"Location": f"/v1/{simpul}/forums/{body.slug}"}
    return _answer(request, document, status=201, headers=headers)


@router.get("/facets", responses=problems(InvalidQuery))
async def count_forums(
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[ForumFilters, Depends(QueryOf(ForumFilters))],
) -> FacetsOut:
    """How many forums there are, and with which values; entity kinds apart. Most frequent first."""
    wanted = query.filters()
    await filters.require_known(reads, {k: v for k, v in wanted.items() if k in filters.ALWAYS_ASKED})
    rows = await reads.all(queries.facets(frozenset(wanted)), **_values(query))
    if wanted and all(count == 0 for _, _, count in rows):
        await filters.require_known(reads, wanted)
    return _facets(rows)


@router.get("/match", response_model=ForumCandidatesOut, responses=problems(InvalidQuery))
async def match_forum(
    request: Request,
    response: Response,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[ForumMatchQuery, Depends(QueryOf(ForumMatchQuery))],
) -> ForumCandidatesOut:
    """Which forum a written name means, best first; `chosen` only where one is clearly meant."""
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    candidates = matching.match(query.name, await queries.named(session, actor), limit=query.limit)
    return candidates_out(candidates, language)


@router.get("/{slug}", response_model=ForumOut, responses=problems(ForumNotFound, InvalidQuery))
async def read_forum(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    slug: str,
    query: Annotated[ReadQuery, Depends(QueryOf(ReadQuery))],
) -> Response:
    """One forum, whole, by slug or id; with `as_of` as it was known then (and then without `ETag`)."""
    if query.as_of is not None:
        async with database.read.begin() as session:
            known = await service.known_on(session, actor, slug, when=query.as_of)
        return Response(_encode(known), media_type="application/json")
    reads = database.hot
    forum_id = as_id(slug)
    if forum_id is not None:
        row = await reads.one(queries.ONE_BY_ID, id=forum_id)
    else:
        row = await reads.one(queries.ONE_BY_SLUG, slug=slug)
    if row is None:
        raise ForumNotFound(slug)
    return answer_document(request, row[0], version=row[1])


@router.patch(
    "/{slug}",
    response_model=ForumOut,
    responses=problems(
        Unauthenticated, Forbidden, ForumNotFound, PreconditionRequired, Invalid, PreconditionFailed
    ),
)
async def amend_forum(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: ForumPatch,
) -> Response:
    """Change fields of a forum. Its own client's, and the secretariat's of its simpul."""
    whole = body.model_dump()
    changes = {field: whole[field] for field in body.model_fields_set}
    document = await service.amend(
        session, actor, forum, changes=changes, require_version=expected.require, reason=query.reason
    )
    return _answer(request, document)


@router.get(
    "/{slug}/history",
    response_model=Page[HistoryOut],
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, InvalidQuery, InvalidCursor),
)
async def list_history(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[HistoryQuery, Depends(QueryOf(HistoryQuery))],
) -> Response:
    """Who changed what, when and why, newest first. Not public."""
    forum = await service.require_history(session, actor, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        wanted = query.filters()
        read = queries.history_page(of_field="field" in wanted, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        return await reads.all(read, forum_id=forum.id, **wanted, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch)


def _values(query: ForumFilters) -> dict[str, object]:
    """The values of the filters as the queries take them, and the day as the law counts it."""
    values = query.filters() | analysis.days(clock.today())
    if query.not_verified_since is not None:
        values["not_verified_since"] = clock.start_of(query.not_verified_since)
    return values


def _facets(rows: list[tuple[Any, ...]]) -> FacetsOut:
    found: dict[str, list[FacetOut]] = {name: [] for name in (*queries.FACETS, "sector")}
    total: Count = 0
    for facet, value, count in sorted(rows, key=lambda row: (-row[2], row[1] or "")):
        shown: Count = "10000+" if count > queries.MOST_COUNTED else count
        if facet == "total":
            total = shown
        else:
            found[facet].append(FacetOut(value=value, count=shown))
    return FacetsOut.model_validate({"total": total, **found})


def _answer(
    request: Request, document: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return answer_document(
        request, _encode(document), version=document["version"], status=status, headers=headers
    )


def _encode(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
