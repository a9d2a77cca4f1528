"""`/v1/{simpul}/search`."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, Session
from services.kit.language import Text
from services.kit.paging import Page
from services.kit.problems import FieldError, Forbidden, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.search import (
    asking,
    counting,
    filters,
    policy,
    queries,
    results,
    service,
    suggestions,
)
from services.knowledge.search.problems import NotInIndex
from services.knowledge.search.schemas import (
    ClickIn,
    Count,
    FacetOut,
    FacetsQuery,
    LoggedOut,
    LogQuery,
    ResultsOut,
    SearchFacetsOut,
    SearchQuery,
)

LOG_DAYS = 30
LONGEST_PERIOD = timedelta(days=400)

router = APIRouter(prefix="/v1/{simpul}/search", tags=["search"], route_class=Route)


@router.get("", response_model=ResultsOut, responses=problems(InvalidQuery, InvalidCursor))
async def search(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[SearchQuery, Depends(QueryOf(SearchQuery))],
) -> Response:
    """What is published, by the words of its field, best first.

    Roots are compared, so `mengelola sampah` finds `pengelolaan sampah`; abbreviations are known (`tkksd`,
    `apbd`). The code of a region or urusan, a province's name (`Jatim`), a citation (`UU 23/2014`, `18 Tahun
    2001`), an article (`Pasal 9`) or a slug finds what it names. A result need not have every word of a long
    query; of what very many documents have, the newest count.
    """
    return await results.answer(request, database, query)


@router.get("/facets", responses=problems(InvalidQuery))
async def count_results(
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[FacetsQuery, Depends(QueryOf(FacetsQuery))],
) -> SearchFacetsOut:
    """How many results a search has, and with which values."""
    demanded = filters.demanded(query)
    asked = await asking.prepare(reads, query.q, demanded, most=queries.MOST_COUNTED + 1)
    rows = await reads.all(queries.facets(asked.walk), **asked.for_counting)
    if demanded and not any(count for _, _, count in rows):
        await filters.require_known(reads, query)
    found: dict[str, list[FacetOut]] = {name: [] for name in (*queries.FACETS, *queries.LISTED)}
    total: Count = 0
    for facet, value, count in sorted(rows, key=lambda row: (-row[2], row[1] or "")):
        shown: Count = "10000+" if count > queries.MOST_COUNTED else count
        if facet == "total":
            total = shown
        else:
            found[facet].append(FacetOut(value=value, count=shown))
    return SearchFacetsOut.model_validate({"total": total, **found})


@router.post("/clicks", status_code=204, responses=problems(NotInIndex))
async def choose_result(
    simpul: Simpul, actor: CurrentActor, session: Session, reads: Reads, body: ClickIn
) -> Response:
    """Tell that a result was chosen, so that search can be mended. Nothing is kept of who chose it."""
    known = await suggestions.known_words(reads, body.query)
    query = counting.anonymous(body.query, known)
    await service.choose(session, query=query, kind=body.kind, slug=body.slug, position=body.position)
    return Response(status_code=204)


@router.get(
    "/log",
    response_model=Page[LoggedOut],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def read_log(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[LogQuery, Depends(QueryOf(LogQuery))],
) -> Response:
    """What was searched in a period, the most frequent first. The secretariat's and the auditor's.

    Counts arrive some seconds late.
    """
    policy.require_log(actor)
    until = query.until or clock.today()
    since = query.since or until - timedelta(days=LOG_DAYS - 1)
    if since > until or until - since > LONGEST_PERIOD:
        detail = Text(
            f"Masa paling lama {LONGEST_PERIOD.days} hari, dan tidak berakhir sebelum dimulai.",
            f"A period has at most {LONGEST_PERIOD.days} days, and does not end before it begins.",
        )
        raise InvalidQuery(detail, errors=[FieldError("/query/since", "period", detail)])

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        names = ("after_searches", "after_query", "after_found")
        keys = dict(zip(names, after, strict=True)) if after else {}
        read = queries.logged(of_found=query.found is not None, continued=after is not None)
        given = {"found": query.found} if query.found is not None else {}
        return await reads.all(read, since=since, until=until, **given, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=3)
