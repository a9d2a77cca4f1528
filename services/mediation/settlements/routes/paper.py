"""`GET /v1/{simpul}/cases/{id}/settlement/file`: the settlement on paper."""

import asyncio
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase
from services.kit.files.answers import answer_file
from services.kit.files.problems import BytesMissing, StoreAway
from services.kit.files.store import FileStore, key_of
from services.kit.problems import Forbidden, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER
from services.kit.web.etag import etag
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import require_inside
from services.mediation.cases.problems import CaseNotFound
from services.mediation.settlements import concluding, queries, service
from services.mediation.settlements.problems import (
    PaperErased,
    PaperNotMade,
    PaperNotReady,
    SettlementNotFound,
)
from services.mediation.settlements.rendering import TEMPLATE
from services.mediation.typesetting import typeset

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)
_PDF = "application/pdf"


@router.get(
    "/settlement/file",
    responses=problems(
        Unauthenticated,
        Forbidden,
        CaseNotFound,
        SettlementNotFound,
        PaperNotReady,
        PaperNotMade,
        PaperErased,
        BytesMissing,
        StoreAway,
    )
    | {200: {"content": {_PDF: {"schema": {"type": "string", "format": "binary"}}}}},
    response_class=Response,
)
async def download_settlement(
    request: Request,
    simpul: Simpul,
    id: str,  # noqa: A002
    actor: CurrentActor,
    database: CurrentDatabase,
) -> Response:
    """The settlement as PDF/A, for who may read it. Signed by all, always the same bytes, whose SHA-256 the
    settlement and the trail tell; before that a draft, marked RANCANGAN. A download is an act on the trail.
    """
    async with database.read.begin() as session:
        held = await cases.see(session, actor, id)
        require_inside(actor, held)
        row = await service.require(session, actor, held)
        paper = await queries.paper_of(session, row)
        told = None if paper is not None else await concluding.compose(session, held, row)
    name, text = held.case.number.replace("/", "-"), row.version
    if paper is None:
        # No transaction waits while it is typeset.
        made = await asyncio.to_thread(typeset, TEMPLATE, told or {}, at=row.updated_at)
        digest = sha256(made).hexdigest()
        saved_as = f'attachment; filename="rancangan-kesepakatan-{name}-v{text}.pdf"'
        headers = {"ETag": etag(digest), "X-Content-Type-Options": "nosniff", **FOR_ONE_READER}
        answer = Response(made, headers=headers | {"Content-Disposition": saved_as}, media_type=_PDF)
    else:
        if paper.file_state == "gagal":
            raise PaperNotMade()
        if paper.file_state == "tidak_ada":
            raise PaperErased()
        if paper.file_sha256 is None or paper.file_size is None:
            raise PaperNotReady()
        digest = paper.file_sha256
        files: FileStore = request.app.state.files
        answer = await answer_file(
            request,
            files,
            key_of(simpul, digest, paper.id),
            name=f"kesepakatan-{name}.pdf",
            content_type=_PDF,
            size=paper.file_size,
            sha256=digest,
            is_public=False,
        )
    if answer.status_code == 200:
        async with database.write.begin() as session:
            held = await cases.lock(session, actor, id)
            require_inside(actor, held)
            row = await service.require(session, actor, held)
            head = await concluding.note_download(session, actor, held, row, text=text, sha256=digest)
        answer.headers["Trail-Head"] = str(head)
    return answer
