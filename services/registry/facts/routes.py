"""`/v1/{simpul}/forums/{slug}/facts`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.registry.facts import queries, service
from services.registry.facts.schemas import FactIn, FactOut, FactQuery
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound

router = APIRouter(prefix="/v1/{simpul}/forums/{slug}/facts", tags=["registry"], route_class=Route)


@router.get("", response_model=Page[FactOut], responses=problems(ForumNotFound, InvalidQuery, InvalidCursor))
async def list_facts(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[FactQuery, Depends(QueryOf(FactQuery))],
) -> Response:
    """Values beside the import's, newest first."""
    forum = await forums.require(session, actor, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        wanted = query.filters()
        read = queries.page(of_field="field" in wanted, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        return await reads.all(read, forum_id=forum.id, **wanted, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=FactOut,
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, Invalid),
)
async def add_fact(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: FactIn,
) -> Response:
    """Record a value with its time, source and certainty. The latest word becomes the present value."""
    source = body.source.model_dump() if body.source else None
    fact = await service.add(
        session,
        actor,
        forum,
        field=body.field,
        value=body.value,
        as_of=body.as_of,
        source=source,
        mark=body.mark,
        reason=query.reason,
    )
    made = FactOut.model_validate(fact.model_dump(exclude={"forum_id"}))
    return answer_model(request, made, version=forum.version, status=201)
