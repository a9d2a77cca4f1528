"""The routes that every list of rows below a forum has: `/v1/{simpul}/forums/{slug}/<name>`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
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
from services.registry.forums import filters, policy
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound
from services.registry.rows import queries, service
from services.registry.rows.collection import Collection, R

Reason = Annotated[AmendQuery, Depends(QueryOf(AmendQuery))]


def resource(collection: Collection[R], *, one: str) -> APIRouter:
    """Routes to list, read, add, amend and, where that may be, remove rows. `one` names a single row."""
    router = APIRouter(
        prefix=f"/v1/{{simpul}}/forums/{{slug}}/{collection.name}", tags=["registry"], route_class=Route
    )
    writing = (Unauthenticated, Forbidden, ForumNotFound, *collection.problems, Invalid)
    changing = (*writing, collection.not_found, PreconditionRequired, PreconditionFailed)
    row_in, row_patch, row_out, query_model = (
        collection.row_in,
        collection.row_patch,
        collection.row_out,
        collection.query,
    )

    def audience(actor: Actor, slug: str) -> str | None:
        if collection.private_item is None:
            return None
        return policy.audience(actor, slug)

    async def amendable(actor: CurrentActor, session: Session, forum: AmendableForum, id: UUID) -> Any:  # noqa: A002
        return await service.require(session, actor, forum, collection, id)

    @router.get(
        "",
        name=f"list_{collection.name}",
        response_model=Page[row_out],  # type: ignore[valid-type]
        responses=problems(ForumNotFound, InvalidQuery, InvalidCursor),
    )
    async def list_rows(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: ReadSession,
        reads: Reads,
        query: Annotated[Any, Depends(QueryOf(query_model))],
    ) -> Response:
        """Rows of a forum in the order of their list."""
        forum = await forums.require(session, actor, slug)
        wanted = query.filters()
        seen_by = audience(actor, forum.slug)
        is_private = seen_by == policy.KEEPER

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            read = queries.page(
                collection, frozenset(wanted), is_private=is_private, continued=after is not None
            )
            keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
            rows = await reads.all(read, forum_id=forum.id, today=clock.today(), **wanted, **keys, size=size)
            if not rows and after is None:
                # Nothing found: either so, or a code that does not exist. Asked only then.
                await filters.require_known(reads, wanted, collection.vocabularies)
            return rows

        return await answer_page(request, query, query.sort, fetch, audience=seen_by)

    @router.post(
        "",
        name=f"add_{one}",
        status_code=201,
        response_model=row_out,
        responses=problems(*writing),
    )
    async def add_row(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        forum: AmendableForum,
        query: Reason,
        body: row_in,  # type: ignore[valid-type]
    ) -> Response:
        """Add a row. The forum's version rises; `?reason=` goes into its history."""
        values = body.model_dump(mode="json")  # type: ignore[attr-defined]
        row = await service.add(session, actor, forum, collection, values=values, reason=query.reason)
        document = await queries.render(session, collection, row, is_private=True)
        return answer_document(
            request,
            document,
            version=row.version,
            audience=audience(actor, forum.slug),
            status=201,
            headers={"Location": f"/v1/{simpul}/forums/{forum.slug}/{collection.name}/{row.id}"},
        )

    @router.get(
        "/{id}",
        name=f"read_{one}",
        response_model=row_out,
        responses=problems(ForumNotFound, collection.not_found),
    )
    async def read_row(
        request: Request,
        simpul: Simpul,
        slug: str,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: ReadSession,
        reads: Reads,
    ) -> Response:
        """One row."""
        forum = await forums.require(session, actor, slug)
        seen_by = audience(actor, forum.slug)
        read = queries.one(collection, is_private=seen_by == policy.KEEPER)
        found = await reads.one(read, forum_id=forum.id, id=id)
        if found is None:
            raise collection.not_found()
        return answer_document(request, found[0], version=found[1], audience=seen_by)

    @router.patch("/{id}", name=f"amend_{one}", response_model=row_out, responses=problems(*changing))
    async def amend_row(
        request: Request,
        simpul: Simpul,
        slug: str,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: Session,
        forum: AmendableForum,
        row: Annotated[Any, Depends(amendable)],
        expected: IfMatch,
        query: Reason,
        body: row_patch,  # type: ignore[valid-type]
    ) -> Response:
        """Change the fields sent; a nested object or list is replaced whole."""
        whole = body.model_dump(mode="json")  # type: ignore[attr-defined]
        row = await service.amend(
            session,
            actor,
            forum,
            collection,
            row,
            changes={field: whole[field] for field in body.model_fields_set},  # type: ignore[attr-defined]
            require_version=expected.require,
            reason=query.reason,
        )
        document = await queries.render(session, collection, row, is_private=True)
        return answer_document(request, document, version=row.version, audience=audience(actor, forum.slug))

    if collection.is_removable:

        @router.delete("/{id}", name=f"remove_{one}", status_code=204, responses=problems(*changing))
        async def remove_row(
            simpul: Simpul,
            slug: str,
            id: UUID,  # noqa: A002
            actor: CurrentActor,
            session: Session,
            forum: AmendableForum,
            row: Annotated[Any, Depends(amendable)],
            expected: IfMatch,
            query: Reason,
        ) -> None:
            """Take away a row that was written by mistake; the history keeps it."""
            await service.remove(
                session, actor, forum, collection, row,
                require_version=expected.require, reason=query.reason,
            )  # fmt: skip

    return router
