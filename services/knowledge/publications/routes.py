"""`/v1/{simpul}/publications`, and its Atom feed."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.problems import InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.etag import is_unmodified
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.editing import queries
from services.knowledge.editing.resource import resource
from services.knowledge.linked_data.publisher import Publisher
from services.knowledge.publications import atom
from services.knowledge.publications.kinds import PUBLICATIONS
from services.knowledge.publications.schemas import FeedQuery
from services.knowledge.reference.judging import require_known

# The moment of a feed in which nothing is: older than any node.
_BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
router = APIRouter()
own = APIRouter(prefix="/v1/{simpul}/publications", tags=["knowledge"], route_class=Route)


@own.get(
    "/feed",
    response_class=Response,
    responses={
        **problems(InvalidQuery),
        200: {"description": "Atom", "content": {atom.MEDIA_TYPE: {"schema": {"type": "string"}}}},
    },
)
async def read_publications_feed(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[FeedQuery, Depends(QueryOf(FeedQuery))],
) -> Response:
    """What was published last, as Atom (RFC 4287), whole; with `sector`, of that sector."""
    tags = [f"sector:{query.sector}"] if query.sector else []
    given: dict[str, object] = {"tags": tags} if tags else {}
    read = queries.page("-published_at", filtered=bool(tags), continued=False)
    rows = await reads.all(read, kind=PUBLICATIONS.name, size=atom.MOST, **given)
    if not rows and query.sector:
        await require_known(reads, {"sector": query.sector}, {"sector": "sector"})
    publisher: Publisher = request.app.state.publisher
    body = atom.feed(
        simpul,
        [json.loads(row[0]) for row in rows],
        public_url=publisher.public_url,
        publisher=publisher.name,
        began=_BEGAN,
        sector=query.sector,
    )
    headers = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    if is_unmodified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=atom.MEDIA_TYPE)


# Before the items: `feed` stands where a slug stands.
router.include_router(own)
router.include_router(resource(PUBLICATIONS, one="publication"))
