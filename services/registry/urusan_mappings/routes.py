"""`/v1/{simpul}/urusan-mappings`, and which regions have reported any: `.../coverage`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.forums import filters
from services.registry.region_records.kind import Kind
from services.registry.region_records.resource import resource
from services.registry.regions.validity import span_of
from services.registry.urusan_mappings import documents, queries, service
from services.registry.urusan_mappings.models import UrusanMapping
from services.registry.urusan_mappings.problems import UrusanMappingNotFound, UrusanMappingTaken
from services.registry.urusan_mappings.schemas import (
    CountsOut,
    CountsQuery,
    CoverageOut,
    CoverageQuery,
    UrusanMappingIn,
    UrusanMappingOut,
    UrusanMappingPatch,
    UrusanMappingQuery,
)

MAPPINGS = Kind(
    one="urusan_mapping",
    many="urusan_mappings",
    whole="mapping",
    meaning="Subjects for cooperation that regions reported, by region and affair of government (urusan). "
    "`coverage` tells which regions have reported none.",
    model=UrusanMapping,
    fields=tuple(UrusanMappingPatch.model_fields),
    keys=documents.KEYS,
    item=documents.ITEM,
    filters=documents.FILTERS,
    vocabularies=service.VOCABULARY_OF,
    row_in=UrusanMappingIn,
    row_patch=UrusanMappingPatch,
    row_out=UrusanMappingOut,
    query=UrusanMappingQuery,
    not_found=UrusanMappingNotFound,
    problems=(UrusanMappingTaken,),
    judge=service.judge,
    tally=service.count,
)
_coverage = APIRouter(prefix="/v1/{simpul}/urusan-mappings/coverage", tags=["registry"], route_class=Route)


def _today(simpul: Simpul) -> dict[str, object]:
    return {"of_provinces": simpul == "provinsi", **span_of(clock.today().isoformat())._asdict()}


@_coverage.get("", response_model=Page[CoverageOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_urusan_mapping_coverage(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[CoverageQuery, Depends(QueryOf(CoverageQuery))],
) -> Response:
    """Regions of this simpul's level that are valid today, and how much each has reported."""
    wanted = query.filters()

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.coverage(frozenset(wanted), continued=after is not None)
        keys = {"after": after[0]} if after else {}
        rows = await reads.all(read, **_today(simpul), **wanted, **keys, size=size)
        if not rows and after is None:
            await filters.require_known(reads, wanted, {})
        return rows

    return await answer_page(request, query, query.sort, fetch, keys=1)


@_coverage.get("/counts", response_model=CountsOut, responses=problems(InvalidQuery))
async def count_urusan_mapping_coverage(
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[CountsQuery, Depends(QueryOf(CountsQuery))],
) -> Response:
    """How many of these regions have reported, in all or of one province."""
    wanted = query.model_dump(exclude_none=True)
    await filters.require_known(reads, wanted, {})
    row = await reads.one(queries.counts(frozenset(wanted)), **_today(simpul), **wanted)
    assert row is not None, "an aggregate always has a row"
    return Response(row[0], media_type="application/json")


# The coverage before the records: its name stands where an id stands.
router = APIRouter()
router.include_router(_coverage)
router.include_router(resource(MAPPINGS))
