"""`/v1/{simpul}/region-changes`: recorded in each simpul by its own secretariat, for itself."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.forums import filters
from services.registry.region_changes import policy, queries, service
from services.registry.region_changes.problems import (
    DecreeRecordedOtherwise,
    RegionChangeConflict,
    RegionChangeNotFound,
)
from services.registry.region_changes.schemas import RegionChangeIn, RegionChangeOut, RegionChangeQuery

router = APIRouter(prefix="/v1/{simpul}/region-changes", tags=["registry"], route_class=Route)

# A recording never changes.
VERSION = 1


async def _recorder(actor: CurrentActor) -> None:
    """Asked before the body is judged."""
    policy.require_record(actor)


@router.get("", response_model=Page[RegionChangeOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_region_changes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[RegionChangeQuery, Depends(QueryOf(RegionChangeQuery))],
) -> Response:
    """Changes of region codes recorded in this simpul, newest first."""
    wanted = query.filters()

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(frozenset(wanted), continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        rows = await reads.all(read, **wanted, **keys, size=size)
        if not rows and after is None:
            await filters.require_known(reads, wanted)
        return rows

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=RegionChangeOut,
    dependencies=[Depends(_recorder)],
    responses=problems(Unauthenticated, Forbidden, RegionChangeConflict, DecreeRecordedOtherwise, Invalid),
)
async def record_region_change(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: RegionChangeIn
) -> Response:
    """Record what a decree changed: recoded, split, merged, renamed, new. The secretariat's, per simpul.

    Each simpul keeps the regions in a database of its own and one request touches one of them, so the
    secretariat of the other simpul records the same decree there.
    """
    change = await service.record(session, actor, values=body.model_dump(mode="json"))
    headers = {"Location": f"/v1/{simpul}/region-changes/{change['id']}"}
    document = json.dumps(change, ensure_ascii=False, separators=(",", ":")).encode()
    return answer_document(request, document, version=VERSION, status=201, headers=headers)


@router.get("/{id}", response_model=RegionChangeOut, responses=problems(RegionChangeNotFound))
async def read_region_change(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    reads: Reads,
) -> Response:
    """One recorded change."""
    row = await reads.one(queries.ONE, id=id)
    if row is None:
        raise RegionChangeNotFound()
    return answer_document(request, row[0], version=VERSION)
