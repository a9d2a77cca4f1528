"""`/v1/{simpul}/catalog`: what this node publishes, as a DCAT catalogue."""

from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.problems import InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.etag import is_unmodified
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.knowledge.catalog.catalogue import catalogue
from services.knowledge.catalog.changes import LAST_CHANGE
from services.knowledge.catalog.datasets import DATASETS
from services.knowledge.linked_data.publisher import Publisher
from services.knowledge.linked_data.words import MEDIA_TYPE, document

router = APIRouter(prefix="/v1/{simpul}/catalog", tags=["catalog"], route_class=Route)


@router.get(
    "",
    response_class=Response,
    responses={
        **problems(InvalidQuery),
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}, "description": "The catalogue."},
    },
)
async def read_catalog(request: Request, simpul: Simpul, actor: CurrentActor, reads: Reads) -> Response:
    """The catalogue of this simpul: its datasets and the forms in which they are had (DCAT 3, JSON-LD)."""
    publisher: Publisher = request.app.state.publisher
    changed = {}
    for dataset in DATASETS:
        row = await reads.one(LAST_CHANGE[dataset.name])
        if row is not None:
            changed[dataset.name] = row[0]
    body = document(catalogue(simpul, publisher, changed))
    headers = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    if is_unmodified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)
