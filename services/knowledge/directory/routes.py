"""`/v1/{simpul}/directory`."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.ids import as_id
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.accept import preferred
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.etag import is_unmodified
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.directory import analysis, filters, queries
from services.knowledge.directory.problems import EntryNotFound
from services.knowledge.directory.schemas import (
    BorderPairOut,
    BorderPairQuery,
    Count,
    DirectoryFilters,
    DirectoryQuery,
    EntryOut,
    FacetOut,
    FacetsOut,
)
from services.knowledge.linked_data.entries import linked
from services.knowledge.linked_data.words import MEDIA_TYPE as LINKED
from services.knowledge.linked_data.words import document

router = APIRouter(prefix="/v1/{simpul}/directory", tags=["directory"], route_class=Route)


@router.get("", response_model=Page[EntryOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_directory(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[DirectoryQuery, Depends(QueryOf(DirectoryQuery))],
) -> Response:
    """Forums of this simpul as the directory shows them."""
    wanted, values = query.filters(), query.values() | analysis.days(clock.today())
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


@router.get("/facets", responses=problems(InvalidQuery))
async def count_entries(
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[DirectoryFilters, Depends(QueryOf(DirectoryFilters))],
) -> FacetsOut:
    """How many entries there are, and with which values; entity kinds apart. Most frequent first."""
    wanted, values = query.filters(), query.values() | analysis.days(clock.today())
    await filters.require_known(reads, {k: v for k, v in wanted.items() if k in filters.ALWAYS_ASKED})
    rows = await reads.all(queries.facets(frozenset(wanted)), **values)
    if wanted and all(count == 0 for _, _, count in rows):
        await filters.require_known(reads, wanted)
    found: dict[str, list[FacetOut]] = {name: [] for name in (*queries.FACETS, *queries.FACETS_OF_LISTS)}
    total: Count = 0
    for facet, value, count in sorted(rows, key=lambda row: (-row[2], row[1] or "")):
        shown: Count = "10000+" if count > queries.MOST_COUNTED else count
        if facet == "total":
            total = shown
        else:
            found[facet].append(FacetOut(value=value, count=shown))
    return FacetsOut.model_validate({"total": total, **found})


@router.get(
    "/border-pairs", response_model=Page[BorderPairOut], responses=problems(InvalidQuery, InvalidCursor)
)
async def list_border_pairs(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[BorderPairQuery, Depends(QueryOf(BorderPairQuery))],
) -> Response:
    """Pairs of regions on record as bordering each other. What is not listed is unknown, not denied."""
    wanted = query.filters()

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.border_pairs(
            without_forum=query.without_forum, of_region="region" in wanted, continued=after is not None
        )
        keys = {"after_lower": after[0], "after_higher": after[1]} if after else {}
        rows = await reads.all(read, **wanted, **keys, size=size)
        if not rows and after is None:
            await filters.require_known(reads, wanted)
        return rows

    return await answer_page(request, query, query.sort, fetch)


# The parameter is named as in the path of the contract.
@router.get(
    "/{id}",
    response_model=EntryOut,
    responses={
        **problems(EntryNotFound),
        200: {"content": {LINKED: {"schema": {"type": "object"}}}},
    },
)
async def read_entry(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    id: str,  # noqa: A002
) -> Response:
    """One entry, by the forum's id or slug; with `Accept: application/ld+json` as linked data (W3C ORG)."""
    forum_id = as_id(id)
    if forum_id is not None:
        row = await reads.one(queries.ONE_BY_ID, id=forum_id)
    else:
        row = await reads.one(queries.ONE_BY_SLUG, slug=id)
    if row is None:
        raise EntryNotFound(id)
    vary = {"Vary": "Accept"}
    if preferred(request, ("application/json", LINKED)) != LINKED:
        return answer_document(request, row[0], version=row[1], headers=vary)
    entry, publisher = json.loads(row[0]), request.app.state.publisher
    headers = vary | {"ETag": f'"{row[1]}.ld-{entry["content_sha256"][:12]}"'}
    if is_unmodified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(document(linked(entry, publisher.public_url)), headers=headers, media_type=LINKED)
