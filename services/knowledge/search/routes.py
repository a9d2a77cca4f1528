"""`/v1/{simpul}/search`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.search import asking, filters, queries, results
from services.knowledge.search.schemas import (
    Count,
    FacetOut,
    FacetsQuery,
    ResultsOut,
    SearchFacetsOut,
    SearchQuery,
)

router = APIRouter(prefix="/v1/{simpul}/search", tags=["search"], route_class=Route)


@router.get("", response_model=ResultsOut, responses=problems(InvalidQuery, InvalidCursor))
async def search(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[SearchQuery, Depends(QueryOf(SearchQuery))],
) -> Response:
    """What is published, by the words of its field, best first.

    Roots are compared, so `mengelola sampah` finds `pengelolaan sampah`; abbreviations are known (`tkksd`,
    `apbd`). A region's code, a citation (`UU 23/2014`, `18 Tahun 2001`) or a slug finds what it names. A
    result need not have every word of a long query; of what very many documents have, the newest count.
    """
    return await results.answer(request, reads, query)


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
