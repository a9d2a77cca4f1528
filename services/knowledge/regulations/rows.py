"""What stands below a regulation: `/articles` and `/relations`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
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
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.regulations import queries, relating, service
from services.knowledge.regulations.dependencies import KeptRegulation, Reason
from services.knowledge.regulations.documents import relation_from
from services.knowledge.regulations.models import Regulation
from services.knowledge.regulations.problems import (
    ArticleNotFound,
    RegulationNotFound,
    RelationCircle,
    RelationNotFound,
    RelationTaken,
)
from services.knowledge.regulations.schemas import (
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    ArticlesOut,
    RelationIn,
    RelationOut,
    RelationsQuery,
)

_WRITING = (Unauthenticated, Forbidden, RegulationNotFound)
_ON_ONE = (PreconditionRequired, PreconditionFailed)
router = APIRouter(prefix="/v1/{simpul}/regulations/{slug}", tags=["knowledge"], route_class=Route)


@router.get("/articles", responses=problems(RegulationNotFound))
async def list_articles(simpul: Simpul, slug: str, actor: CurrentActor, session: ReadSession) -> ArticlesOut:
    """The articles on record, in the order in which they were added."""
    found = await service.require(session, actor, slug)
    return ArticlesOut.model_validate({"items": found.articles})


@router.post("/articles", status_code=201, response_model=ArticleOut, responses=problems(*_WRITING, Invalid))
async def add_article(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    query: Reason,
    body: ArticleIn,
) -> Response:
    """Add an article. The secretariat's; the `ETag` is the regulation's."""
    article = await service.put_article(
        session,
        actor,
        regulation,
        article_id=None,
        values=body.model_dump(),
        require_version=None,
        reason=query.reason,
    )
    at = f"{regulation.document['uri']}/articles/{article['id']}"
    return _answer(request, ArticleOut.model_validate(article), regulation, at=at)


@router.patch(
    "/articles/{id}",
    response_model=ArticleOut,
    responses=problems(*_WRITING, ArticleNotFound, *_ON_ONE, Invalid),
)
async def amend_article(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    expected: IfMatch,
    query: Reason,
    body: ArticlePatch,
) -> Response:
    """Change an article. The secretariat's; `If-Match` names the regulation's version."""
    article = await service.put_article(
        session,
        actor,
        regulation,
        article_id=str(id),
        values=body.model_dump(exclude_unset=True),
        require_version=expected.require,
        reason=query.reason,
    )
    return _answer(request, ArticleOut.model_validate(article), regulation)


@router.delete("/articles/{id}", status_code=204, responses=problems(*_WRITING, ArticleNotFound, *_ON_ONE))
async def remove_article(
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    expected: IfMatch,
    query: Reason,
) -> Response:
    """Take an article off the record; versions keep it. `If-Match` names the regulation's version."""
    await service.remove_article(
        session,
        actor,
        regulation,
        article_id=str(id),
        require_version=expected.require,
        reason=query.reason,
    )
    return Response(status_code=204)


@router.get(
    "/relations",
    response_model=Page[RelationOut],
    responses=problems(RegulationNotFound, InvalidQuery, InvalidCursor),
)
async def list_relations(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RelationsQuery, Depends(QueryOf(RelationsQuery))],
) -> Response:
    """What the work did to others and others to it."""
    found = await service.require(session, actor, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        start = UUID(str(after[0])) if after else None
        rows = await queries.page_of_relations(session, actor, found.slug, after=start, size=size)
        shown = (RelationOut.model_validate(relation_from(found.slug, row)) for row in rows)
        return [(one.model_dump_json().encode(), one.id) for one in shown]

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "/relations",
    status_code=201,
    response_model=RelationOut,
    responses=problems(*_WRITING, RelationTaken, RelationCircle, Invalid),
)
async def relate_regulations(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    query: Reason,
    body: RelationIn,
) -> Response:
    """Record a relation, from either end; it shows at both. The `ETag` is this regulation's."""
    relation = await relating.relate(
        session, actor, regulation, values=body.model_dump(), reason=query.reason
    )
    at = f"{regulation.document['uri']}/relations"
    return _answer(request, RelationOut.model_validate(relation), regulation, at=at)


@router.delete("/relations/{id}", status_code=204, responses=problems(*_WRITING, RelationNotFound, *_ON_ONE))
async def unrelate_regulations(
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    expected: IfMatch,
    query: Reason,
) -> Response:
    """Take a relation off the record, at both ends. `If-Match` names this regulation's version."""
    await relating.unrelate(
        session, actor, regulation, relation_id=id, require_version=expected.require, reason=query.reason
    )
    return Response(status_code=204)


def _answer(request: Request, row: BaseModel, regulation: Regulation, *, at: str | None = None) -> Response:
    headers = {"Location": at} if at else None
    return answer_model(request, row, version=regulation.version, status=201 if at else 200, headers=headers)
