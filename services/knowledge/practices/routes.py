"""`/v1/{simpul}/practices`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import negotiate
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
from services.knowledge.editing import policy
from services.knowledge.editing import queries as shelf
from services.knowledge.editing import service as editing
from services.knowledge.editing.models import Item
from services.knowledge.editing.problems import ItemNotFound, NotPublished
from services.knowledge.editing.resource import resource
from services.knowledge.editing.similars import SimilarQuery, SimilarsOut, similar_out
from services.knowledge.practices import queries, service
from services.knowledge.practices.kinds import PRACTICES
from services.knowledge.practices.problems import EndorsementNotFound, EndorsementTaken
from services.knowledge.practices.schemas import (
    EndorsementIn,
    EndorsementOut,
    EndorsementQuery,
)
from services.knowledge.similarity import asked_by, compare

_AT = "/v1/{simpul}/practices/{slug}"
router = APIRouter()
router.include_router(resource(PRACTICES, one="practice"))
own = APIRouter(prefix=_AT, tags=["knowledge"], route_class=Route)


async def _spoken_for(actor: CurrentActor, session: Session, slug: str) -> Item:
    item = await editing.require_locked(session, actor, PRACTICES, slug)
    policy.require_speaker(actor)
    return item


Endorsed = Annotated[Item, Depends(_spoken_for)]


@own.get("/similar", response_model=SimilarsOut, responses=problems(ItemNotFound, NotPublished, InvalidQuery))
async def list_similar_practices(
    request: Request,
    response: Response,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SimilarQuery, Depends(QueryOf(SimilarQuery))],
) -> Any:
    """Published practices like this one, most similar first, each with its reasons."""
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    item = await editing.require(session, actor, PRACTICES, slug)
    copy = await editing.require_published(session, item)
    asked = asked_by(copy.tags, service.WEIGHTS)
    others = await shelf.neighbours(session, PRACTICES.name, asked, apart_from=item.id)
    similar = compare(asked, others, service.WEIGHTS)[: query.limit]
    return {"items": [similar_out(found, language) for found in similar]}


@own.get(
    "/endorsements",
    response_model=Page[EndorsementOut],
    responses=problems(ItemNotFound, InvalidQuery, InvalidCursor),
)
async def list_endorsements(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[EndorsementQuery, Depends(QueryOf(EndorsementQuery))],
) -> Response:
    """Forums that said: useful to us."""
    item = await editing.require(session, actor, PRACTICES, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        key = UUID(after[0]) if after else None
        return await queries.page(session, actor, item.id, after=key, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@own.post(
    "/endorsements",
    status_code=201,
    response_model=EndorsementOut,
    responses=problems(Unauthenticated, Forbidden, ItemNotFound, NotPublished, EndorsementTaken, Invalid),
)
async def endorse_practice(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    item: Endorsed,
    body: EndorsementIn,
) -> Response:
    """Say that a practice is useful to a forum: the forum itself, or the secretariat on its behalf."""
    endorsement = await service.endorse(
        session, actor, PRACTICES, item, forum_slug=body.forum_slug, note=body.note
    )
    document = await queries.render(session, endorsement)
    return answer_document(request, document, version=endorsement.version, status=201)


@own.delete(
    "/endorsements/{id}",
    status_code=204,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ItemNotFound,
        EndorsementNotFound,
        PreconditionRequired,
        PreconditionFailed,
    ),
)
async def take_endorsement_back(
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    item: Endorsed,
    expected: IfMatch,
) -> None:
    """Say so no longer."""
    endorsement = await service.require_endorsement(session, actor, item, id)
    expected.require(endorsement.version)
    await service.take_back(session, actor, PRACTICES, item, endorsement)


router.include_router(own)
