"""`/v1/{simpul}/forums/{slug}/instruments/{id}/relations`: part of the instrument, under its `ETag`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

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
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound
from services.registry.forums.schemas.instruments import RelationOut
from services.registry.instruments.dependencies import AmendableInstrument
from services.registry.instruments.problems import InstrumentNotFound
from services.registry.instruments.service import require
from services.registry.relations import queries, service
from services.registry.relations.problems import RelationNotFound, RelationTaken
from services.registry.relations.schemas import RelationIn, RelationQuery

router = APIRouter(
    prefix="/v1/{simpul}/forums/{slug}/instruments/{id}/relations", tags=["registry"], route_class=Route
)
_WRITING = (Unauthenticated, Forbidden, ForumNotFound, InstrumentNotFound, Invalid)


@router.get(
    "",
    response_model=Page[RelationOut],
    responses=problems(ForumNotFound, InstrumentNotFound, InvalidQuery, InvalidCursor),
)
async def list_relations(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[RelationQuery, Depends(QueryOf(RelationQuery))],
) -> Response:
    """What this instrument does to others, and others to it."""
    instrument = await require(session, actor, slug, id)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after": UUID(after[0])} if after else {}
        read = queries.page(continued=after is not None)
        return await reads.all(read, instrument_id=instrument.id, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "",
    status_code=201,
    response_model=RelationOut,
    responses=problems(*_WRITING, RelationTaken),
)
async def add_relation(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    instrument: AmendableInstrument,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: RelationIn,
) -> Response:
    """Say what this instrument does to another. The `ETag` is this instrument's."""
    relation = await service.add(
        session,
        actor,
        forum,
        instrument,
        kind=body.kind,
        other_id=body.instrument_id,
        effective_on=body.effective_on,
        note=body.note,
        reason=query.reason,
    )
    document = await queries.render(session, relation, this=instrument.id)
    return answer_document(request, document, version=instrument.version, status=201)


@router.delete(
    "/{relation_id}",
    status_code=204,
    responses=problems(*_WRITING, RelationNotFound, PreconditionRequired, PreconditionFailed),
)
async def remove_relation(
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    relation_id: UUID,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    instrument: AmendableInstrument,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
) -> None:
    """Take away a relation that was written by mistake. `If-Match` is this instrument's version."""
    await service.remove(
        session,
        actor,
        forum,
        instrument,
        relation_id,
        require_version=expected.require,
        reason=query.reason,
    )
