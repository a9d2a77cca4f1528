"""The routes of what happens before publication: reviewers, reviews, comments."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
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
from services.knowledge.editing import policy, queries, service
from services.knowledge.editing.answers import answer_item
from services.knowledge.editing.dependencies import edits, held
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Comment, Item, Review
from services.knowledge.editing.problems import ActRefused, CommentNotFound, ItemNotFound, OwnReview
from services.knowledge.editing.schemas import (
    CommentIn,
    CommentOut,
    ReviewersIn,
    ReviewIn,
    ReviewOut,
    RowsQuery,
)

Rows = Annotated[RowsQuery, Depends(QueryOf(RowsQuery))]


def reviews_of(kind: Kind, *, one: str) -> APIRouter:
    """Routes of one of `/v1/{simpul}/<items>/{slug}` for those who keep it."""
    router = APIRouter(prefix=f"/v1/{{simpul}}/{kind.path}/{{slug}}", tags=["knowledge"], route_class=Route)
    kept = held(kind, policy.require_work)
    reviewed = held(kind, policy.require_review)
    edited = held(kind, edits)
    reading = problems(Unauthenticated, Forbidden, ItemNotFound, InvalidQuery, InvalidCursor)
    writing = (Unauthenticated, Forbidden, ItemNotFound, Invalid)

    async def page_of(
        request: Request,
        session: ReadSession,
        actor: CurrentActor,
        slug: str,
        model: type[Review] | type[Comment],
        query: RowsQuery,
    ) -> Response:
        item = await service.require(session, actor, kind, slug)
        policy.require_keep(actor, item)

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            key = UUID(after[0]) if after else None
            return await queries.rows_page(session, model, item.id, after=key, size=size)

        return await answer_page(request, query, query.sort, fetch, keys=1, audience=policy.KEEPER)

    @router.put(
        "/reviewers",
        name=f"ask_{one}_reviewers",
        response_model=kind.item_out,
        response_model_exclude_unset=True,
        responses=problems(*writing, PreconditionRequired, PreconditionFailed),
    )
    async def ask_reviewers(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(edited)],
        body: ReviewersIn,
        expected: IfMatch,
    ) -> Response:
        """Ask these to review, in place of those asked before. They see the working copy from now on."""
        expected.require(item.version)
        asked = await service.ask_reviewers(session, actor, kind, item, reviewers=body.reviewers)
        return answer_item(request, asked)

    @router.get("/reviews", name=f"list_{one}_reviews", response_model=Page[ReviewOut], responses=reading)
    async def list_reviews(
        request: Request, simpul: Simpul, slug: str, actor: CurrentActor, session: ReadSession, query: Rows
    ) -> Response:
        """Verdicts in the order in which they were given."""
        return await page_of(request, session, actor, slug, Review, query)

    @router.post(
        "/reviews",
        name=f"review_{one}",
        status_code=201,
        response_model=ReviewOut,
        responses=problems(*writing, ActRefused, OwnReview),
    )
    async def review(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(reviewed)],
        body: ReviewIn,
    ) -> Response:
        """Give a verdict on the revision in review. `perbaiki` returns it to its author."""
        given = await service.review(session, actor, kind, item, verdict=body.verdict, comment=body.comment)
        document = await queries.render_row(session, given)
        return answer_document(request, document, version=item.version, audience=policy.KEEPER, status=201)

    @router.get("/comments", name=f"list_{one}_comments", response_model=Page[CommentOut], responses=reading)
    async def list_comments(
        request: Request, simpul: Simpul, slug: str, actor: CurrentActor, session: ReadSession, query: Rows
    ) -> Response:
        """Remarks in the order in which they were made."""
        return await page_of(request, session, actor, slug, Comment, query)

    @router.post(
        "/comments",
        name=f"comment_on_{one}",
        status_code=201,
        response_model=CommentOut,
        responses=problems(*writing),
    )
    async def comment(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(kept)],
        body: CommentIn,
    ) -> Response:
        """Remark on the revision at hand: on the whole, or at a field."""
        made = await service.comment(session, actor, kind, item, text=body.text, pointer=body.pointer)
        document = await queries.render_row(session, made)
        return answer_document(request, document, version=item.version, audience=policy.KEEPER, status=201)

    @router.post(
        "/comments/{id}/resolution",
        name=f"resolve_{one}_comment",
        status_code=201,
        response_model=CommentOut,
        responses=problems(Unauthenticated, Forbidden, ItemNotFound, CommentNotFound),
    )
    async def resolve_comment(
        request: Request,
        simpul: Simpul,
        slug: str,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(kept)],
    ) -> Response:
        """Say that a remark was dealt with."""
        remark = await service.require_comment(session, item, id)
        resolved = await service.resolve_comment(session, actor, kind, item, remark)
        document = await queries.render_row(session, resolved)
        return answer_document(request, document, version=item.version, audience=policy.KEEPER, status=201)

    return router
