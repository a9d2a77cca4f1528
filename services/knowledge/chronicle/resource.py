"""The routes of an item's versions: `/v1/{simpul}/<items>/{slug}/versions` and `/comparison`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery, NotFound
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.chronicle import queries, service
from services.knowledge.chronicle.comparison import differences
from services.knowledge.chronicle.models import ItemVersion
from services.knowledge.chronicle.problems import VersionNotFound
from services.knowledge.chronicle.schemas import (
    ComparisonOut,
    ComparisonQuery,
    VersionNumber,
    VersionOut,
    VersionsQuery,
)


class Seen(NamedTuple):
    """An item as an actor sees it: whether it keeps it, and up to which version the public sees none."""

    item_id: UUID
    keeps: bool
    hidden_through: int = 0


# Given an id or slug; raises where there is nothing for the actor.
Find = Callable[[AsyncSession, Actor, str], Awaitable[Seen]]
_KEEPER, _READER = "keeper", "reader"


def versions_of(
    name: str, *, one: str, find: Find, item_out: type[BaseModel], not_found: type[NotFound]
) -> APIRouter:
    """Routes to list, read and compare the versions of one of `/v1/{simpul}/<name>`."""
    router = APIRouter(prefix=f"/v1/{{simpul}}/{name}/{{slug}}", tags=["knowledge"], route_class=Route)

    @router.get(
        "/versions",
        name=f"list_{one}_versions",
        response_model=Page[VersionOut],
        response_model_exclude_unset=True,
        responses=problems(not_found, InvalidQuery, InvalidCursor),
    )
    async def list_versions(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: ReadSession,
        query: Annotated[VersionsQuery, Depends(QueryOf(VersionsQuery))],
    ) -> Response:
        """Versions, newest first: those that were published; all of them for who keeps the item."""
        seen = await find(session, actor, slug)

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            below = int(after[0]) if after else None
            return await queries.page(
                session,
                actor,
                seen.item_id,
                keeps=seen.keeps,
                hidden_through=seen.hidden_through,
                after=below,
                size=size,
            )

        audience = _KEEPER if seen.keeps else _READER
        return await answer_page(request, query, query.sort, fetch, keys=1, audience=audience)

    @router.get(
        "/versions/{version}",
        name=f"read_{one}_version",
        response_model=item_out,
        responses=problems(not_found, VersionNotFound),
    )
    async def read_version(
        simpul: Simpul, slug: str, version: VersionNumber, actor: CurrentActor, session: ReadSession
    ) -> Any:
        """The item as it stood at a version."""
        return (await _version(session, actor, await find(session, actor, slug), version)).document

    @router.get(
        "/comparison",
        name=f"compare_{one}_versions",
        response_model=ComparisonOut,
        responses=problems(not_found, VersionNotFound, InvalidQuery),
    )
    async def compare_versions(
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: ReadSession,
        query: Annotated[ComparisonQuery, Depends(QueryOf(ComparisonQuery))],
    ) -> Any:
        """What differs between two versions, place by place."""
        seen = await find(session, actor, slug)
        before, after = [await _version(session, actor, seen, version) for version in (query.from_, query.to)]
        found = differences(before.document, after.document)
        return {"from": query.from_, "to": query.to, "differences": found}

    return router


async def _version(session: AsyncSession, actor: Actor, seen: Seen, version: int) -> ItemVersion:
    return await service.require(
        session, actor, seen.item_id, version, keeps=seen.keeps, hidden_through=seen.hidden_through
    )
