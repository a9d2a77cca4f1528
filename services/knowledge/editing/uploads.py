"""The routes of attachments: `/v1/{simpul}/<items>/{slug}/attachments`."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Session
from services.kit.files.answers import answer_file
from services.kit.files.kinds import TAKEN
from services.kit.files.problems import BytesMissing, FileNotAsSaid, FileNotFound, StoreAway
from services.kit.files.receiving import LIMIT, judge
from services.kit.files.store import FileStore, key_of
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidQuery,
    PayloadTooLarge,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
    UnsupportedMediaType,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.web.spool import Spool, Spooled
from services.knowledge.editing import attachments, policy, service
from services.knowledge.editing.dependencies import held
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item
from services.knowledge.editing.problems import FileRefused, ItemNotFound, ScannerAway, TooManyAttachments
from services.knowledge.editing.scanning import Scanner
from services.knowledge.editing.schemas import AttachmentOut, UploadQuery

spool = Spool({media_type: media_type for media_type in TAKEN}, limit=lambda _: LIMIT)
_BYTES = spool.described()["requestBody"]["content"]


async def _store(request: Request) -> FileStore:
    store: FileStore = request.app.state.files
    return store


async def _scanner(request: Request) -> Scanner:
    scanner: Scanner = request.app.state.scanner
    return scanner


Files = Annotated[FileStore, Depends(_store)]
Looking = Annotated[Scanner, Depends(_scanner)]


def attachments_of(kind: Kind, *, one: str) -> APIRouter:
    """Routes to upload, download and take away files beside an item; the item's document lists them."""
    router = APIRouter(
        prefix=f"/v1/{{simpul}}/{kind.path}/{{slug}}/attachments", tags=["knowledge"], route_class=Route
    )
    written = held(kind, policy.require_write)

    async def writes(request: Request, actor: CurrentActor, database: CurrentDatabase) -> None:
        """Asked before bytes are taken, in a transaction that ends before they come."""
        async with database.read.begin() as session:
            item = await service.require(session, actor, kind, request.path_params["slug"])
            policy.require_write(actor, item)

    @router.post(
        "",
        name=f"add_{one}_attachment",
        status_code=201,
        response_model=AttachmentOut,
        dependencies=[Depends(writes), Depends(spool)],
        openapi_extra=spool.described(),
        responses=problems(
            Unauthenticated,
            Forbidden,
            ItemNotFound,
            TooManyAttachments,
            InvalidQuery,
            PayloadTooLarge,
            UnsupportedMediaType,
            FileNotAsSaid,
            FileRefused,
            Invalid,
            StoreAway,
            ScannerAway,
        ),
    )
    async def add_attachment(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        files: Files,
        scanner: Looking,
        query: Annotated[UploadQuery, Depends(QueryOf(UploadQuery))],
        sent: Annotated[Spooled, Depends(spool)],
    ) -> Response:
        """Upload a file: its bytes are the body, 25 MiB at most. The scanner looks at it first.

        The `ETag` is the item's, whose version rises; it is a draft again until it is reviewed.
        """
        received = await judge(sent)
        await scanner.look_at(received.file)
        # Before the item is locked: a slow store keeps no other writer waiting.
        await files.put(key_of(simpul, received.sha256, received.id), received.file)
        item = await service.require_locked(session, actor, kind, slug)
        attachment = await attachments.add(
            session,
            actor,
            kind,
            item,
            received,
            name=query.name,
            is_public=query.is_public,
            is_scanned=scanner.is_there,
        )
        body = json.dumps(service.attachment_out(attachment), ensure_ascii=False, separators=(",", ":"))
        return answer_document(
            request, body.encode(), version=item.version, audience=policy.KEEPER, status=201
        )

    @router.get(
        "/{id}",
        name=f"read_{one}_attachment",
        response_class=Response,
        responses={
            200: {"description": "The bytes", "content": _BYTES},
            **problems(ItemNotFound, FileNotFound, BytesMissing, StoreAway),
        },
    )
    async def read_attachment(
        request: Request,
        simpul: Simpul,
        slug: str,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        database: CurrentDatabase,
        files: Files,
    ) -> Response:
        """The bytes of a file; one that is not public is there only for those who keep the item."""
        async with database.read.begin() as session:
            item = await service.require(session, actor, kind, slug)
            file = await attachments.require(session, actor, item, id)
        return await answer_file(
            request,
            files,
            key_of(simpul, file.sha256, file.id),
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            is_public=file.is_public,
        )

    @router.delete(
        "/{id}",
        name=f"remove_{one}_attachment",
        status_code=204,
        responses=problems(
            Unauthenticated, Forbidden, ItemNotFound, FileNotFound, PreconditionRequired, PreconditionFailed
        ),
    )
    async def remove_attachment(
        simpul: Simpul,
        slug: str,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(written)],
        expected: IfMatch,
    ) -> None:
        """Take a file away, also from what is published. `If-Match` is the SHA-256 of its bytes."""
        file = await attachments.require(session, actor, item, id)
        expected.require(file.sha256)
        await attachments.remove(session, actor, kind, item, file)

    return router
