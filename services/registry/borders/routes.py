"""`/v1/{simpul}/border-pairs`: of provinces in simpul provinsi, of kabupaten and kota in kabkota."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
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
from services.registry.borders import policy, queries, service
from services.registry.borders.models import BorderPair
from services.registry.borders.problems import BorderPairNotFound, BorderPairTaken
from services.registry.borders.schemas import (
    BorderPairHistoryOut,
    BorderPairHistoryQuery,
    BorderPairIn,
    BorderPairOut,
    BorderPairPatch,
    BorderPairQuery,
)
from services.registry.forums import filters
from services.registry.forums.schemas.words import AmendQuery

router = APIRouter(prefix="/v1/{simpul}/border-pairs", tags=["registry"], route_class=Route)


async def _keeper(actor: CurrentActor) -> None:
    """Asked before the body is judged."""
    policy.require_keep(actor)


async def _kept(actor: CurrentActor, session: Session, id: UUID) -> BorderPair:  # noqa: A002
    return await service.require(session, actor, id)


KeptPair = Annotated[BorderPair, Depends(_kept)]


@router.get("", response_model=Page[BorderPairOut], responses=problems(InvalidQuery, InvalidCursor))
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
        shape = frozenset(wanted) - {"without_forum"}
        read = queries.page(shape, without_forum=query.without_forum, continued=after is not None)
        keys = {"after_lower": after[0], "after_higher": after[1]} if after else {}
        rows = await reads.all(read, **wanted, **keys, size=size)
        if not rows and after is None:
            await filters.require_known(reads, wanted)
        return rows

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=BorderPairOut,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, BorderPairTaken, Invalid),
)
async def add_border_pair(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: BorderPairIn
) -> Response:
    """Record that two regions border each other, in either order. The secretariat's."""
    values = body.model_dump(mode="json")
    pair = await service.add(session, actor, codes=values.pop("region_codes"), values=values)
    headers = {"Location": f"/v1/{simpul}/border-pairs/{pair['id']}"}
    return _answer(request, pair, status=201, headers=headers)


@router.get("/{id}", response_model=BorderPairOut, responses=problems(BorderPairNotFound))
async def read_border_pair(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    reads: Reads,
) -> Response:
    """One pair."""
    row = await reads.one(queries.ONE, id=id)
    if row is None:
        raise BorderPairNotFound()
    return answer_document(request, row[0], version=row[1])


@router.patch(
    "/{id}",
    response_model=BorderPairOut,
    responses=problems(
        Unauthenticated, Forbidden, BorderPairNotFound, PreconditionRequired, Invalid, PreconditionFailed
    ),
)
async def amend_border_pair(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    pair: KeptPair,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: BorderPairPatch,
) -> Response:
    """Change source, mark or note of a pair. The secretariat's."""
    changed = await service.amend(
        session,
        actor,
        pair,
        changes=body.model_dump(mode="json", exclude_unset=True),
        require_version=expected.require,
        reason=query.reason,
    )
    return _answer(request, changed)


@router.delete(
    "/{id}",
    status_code=204,
    responses=problems(
        Unauthenticated, Forbidden, BorderPairNotFound, PreconditionRequired, PreconditionFailed
    ),
)
async def remove_border_pair(
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    pair: KeptPair,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
) -> Response:
    """Remove a pair recorded by mistake: whether the two border each other is unknown again."""
    await service.remove(session, actor, pair, require_version=expected.require, reason=query.reason)
    return Response(status_code=204)


@router.get(
    "/{id}/history",
    response_model=Page[BorderPairHistoryOut],
    responses=problems(Unauthenticated, Forbidden, BorderPairNotFound, InvalidQuery, InvalidCursor),
)
async def list_border_pair_history(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[BorderPairHistoryQuery, Depends(QueryOf(BorderPairHistoryQuery))],
) -> Response:
    """Who changed what, when and why, newest first; of a removed pair too. Not public."""
    policy.require_history(actor)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        read = queries.history_page(continued=after is not None)
        rows = await reads.all(read, pair_id=id, **keys, size=size)
        if not rows and after is None:
            raise BorderPairNotFound()
        return rows

    return await answer_page(request, query, query.sort, fetch)


def _answer(
    request: Request, pair: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    document = json.dumps(pair, ensure_ascii=False, separators=(",", ":")).encode()
    return answer_document(request, document, version=pair["version"], status=status, headers=headers)
