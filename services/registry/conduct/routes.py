"""`/v1/{simpul}/code-of-conduct`, and what forums accepted of it."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.conduct import policy, queries, service
from services.registry.conduct.problems import AlreadyAccepted, ConductNotFound, ConductTaken
from services.registry.conduct.schemas import (
    AcceptanceIn,
    AcceptanceOut,
    ConductIn,
    ConductOut,
    ConductQuery,
)
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound

router = APIRouter(prefix="/v1/{simpul}", tags=["registry"], route_class=Route)


async def _publisher(actor: CurrentActor) -> None:
    policy.require_publish(actor)


@router.get(
    "/code-of-conduct", response_model=Page[ConductOut], responses=problems(InvalidQuery, InvalidCursor)
)
async def list_code_of_conduct(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[ConductQuery, Depends(QueryOf(ConductQuery))],
) -> Response:
    """Editions of this simpul's code of conduct, newest first."""

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after": after[0]} if after else {}
        return await reads.all(queries.page(continued=after is not None), **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "/code-of-conduct",
    status_code=201,
    response_model=ConductOut,
    dependencies=[Depends(_publisher)],
    responses=problems(Unauthenticated, Forbidden, ConductTaken, Invalid),
)
async def publish_code_of_conduct(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: ConductIn
) -> Response:
    """Publish an edition. The secretariat's; what is published is never changed."""
    document = await service.publish(session, actor, values=body.model_dump())
    return answer_document(
        request,
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        version=service.VERSION,
        status=201,
        headers={"Location": f"/v1/{simpul}/code-of-conduct/{body.edition}"},
    )


@router.get("/code-of-conduct/{edition}", response_model=ConductOut, responses=problems(ConductNotFound))
async def read_code_of_conduct(
    request: Request, simpul: Simpul, actor: CurrentActor, reads: Reads, edition: int
) -> Response:
    """One edition by its number."""
    # Beyond what a column of numbers holds there is no edition.
    found = await reads.one(queries.ONE, edition=edition) if 0 < edition < 2**31 else None
    if found is None:
        raise ConductNotFound()
    return answer_document(request, found[0], version=service.VERSION)


@router.get(
    "/forums/{slug}/code-of-conduct-acceptances",
    response_model=Page[AcceptanceOut],
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, InvalidQuery, InvalidCursor),
)
async def list_acceptances(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[ConductQuery, Depends(QueryOf(ConductQuery))],
) -> Response:
    """Which editions a forum accepted, newest first. For those who may read its history."""
    forum = await forums.require_history(session, actor, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.acceptances_page(continued=after is not None)
        keys = {"after": after[0]} if after else {}
        return await reads.all(read, forum_id=forum.id, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "/forums/{slug}/code-of-conduct-acceptances",
    status_code=201,
    response_model=AcceptanceOut,
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, AlreadyAccepted, Invalid),
)
async def accept_code_of_conduct(
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    body: AcceptanceIn,
) -> Response:
    """Record that a forum accepts an edition, once each. The forum itself, or the secretariat."""
    by = body.accepted_by
    acceptance = await service.accept(
        session, actor, forum, edition=body.edition, name=by.name, office=by.office, on=body.on
    )
    document = await queries.render_acceptance(session, acceptance)
    return Response(document, 201, media_type="application/json")
