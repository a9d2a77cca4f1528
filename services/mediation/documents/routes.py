"""`/v1/{simpul}/cases/{id}/documents`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, ReadSession, Session
from services.kit.files.answers import answer_file
from services.kit.files.problems import BytesMissing, FileNotAsSaid, StoreAway
from services.kit.files.store import key_of
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PayloadTooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.web.spool import Spooled
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import Seen, for_act
from services.mediation.cases.models import Document
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.service import Held
from services.mediation.cases.uploads import BYTES, Files, may, spool, stored
from services.mediation.documents import queries, service
from services.mediation.documents.problems import DocumentLocked, DocumentNotFound
from services.mediation.documents.schemas import (
    DocumentOut,
    DocumentQuery,
    DownloadQuery,
    LockIn,
    UnlockIn,
    UploadQuery,
    VersionOut,
)
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/documents", tags=["mediation"], route_class=Route)
_UPLOADING = problems(
    Unauthenticated,
    Forbidden,
    CaseNotFound,
    DocumentNotFound,
    ActRefused,
    DocumentLocked,
    InvalidQuery,
    PayloadTooLarge,
    UnsupportedMediaType,
    FileNotAsSaid,
    Invalid,
    StoreAway,
)
_LOCKING = problems(
    Unauthenticated, Forbidden, CaseNotFound, DocumentNotFound, ActRefused, DocumentLocked, Invalid
)


async def _shown(
    session: AsyncSession, actor: Actor, held: Held, documents: list[Document]
) -> list[DocumentOut]:
    versions = await queries.versions(session, actor, held, [document.id for document in documents])
    return [
        DocumentOut(
            **document.model_dump(exclude={"case_id", "latest"}),
            versions=[
                VersionOut(**version.model_dump(exclude={"document_id"})) for version in versions[document.id]
            ],
        )
        for document in documents
    ]


async def _answer(
    session: AsyncSession, simpul: Simpul, actor: Actor, held: Held, document: Document, head: Head
) -> Response:
    shown = (await _shown(session, actor, held, [document]))[0]
    headers = {
        "Location": f"/v1/{simpul}/cases/{held.case.id}/documents/{document.id}",
        "Trail-Head": str(head),
    }
    body = shown.model_dump_json().encode()
    return Response(body, 201, headers=headers | FOR_ONE_READER, media_type="application/json")


@router.get(
    "",
    response_model=Page[DocumentOut],
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, InvalidQuery, InvalidCursor),
)
async def list_documents(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Seen,
    query: Annotated[DocumentQuery, Depends(QueryOf(DocumentQuery))],
) -> Response:
    """Documents of a case that are for the caller, with their versions."""

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        last = None if after is None else UUID(after[0])
        found = await queries.page(
            session, actor, held, confidentiality=query.confidentiality, after=last, size=size
        )
        return [
            (one.model_dump_json().encode(), str(one.id)) for one in await _shown(session, actor, held, found)
        ]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="pembaca")


@router.post(
    "",
    status_code=201,
    response_model=DocumentOut,
    responses=_UPLOADING,
    dependencies=[Depends(may("document-upload")), Depends(spool)],
    openapi_extra=spool.described(),
)
async def add_document(
    simpul: Simpul,
    id: str,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    files: Files,
    query: Annotated[UploadQuery, Depends(QueryOf(UploadQuery))],
    body: Annotated[Spooled, Depends(spool)],
) -> Response:
    """Upload a document: its bytes are the body, 25 MiB at most, of the type that they are."""
    received = await stored(simpul, files, body)
    held = await cases.require_held(session, actor, id, "document-upload")
    document, head = await service.add(
        session,
        actor,
        held,
        received,
        name=query.name,
        confidentiality=query.confidentiality,
        party_id=query.party_id,
    )
    return await _answer(session, simpul, actor, held, document, head)


@router.get(
    "/{document_id}",
    response_model=DocumentOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, DocumentNotFound),
)
async def read_document(
    simpul: Simpul, document_id: UUID, actor: CurrentActor, session: ReadSession, held: Seen
) -> Response:
    """A document and its versions, without their bytes."""
    document = await service.require(session, actor, held, document_id)
    shown = (await _shown(session, actor, held, [document]))[0]
    return Response(shown.model_dump_json().encode(), headers=FOR_ONE_READER, media_type="application/json")


@router.post(
    "/{document_id}/versions",
    status_code=201,
    response_model=DocumentOut,
    responses=_UPLOADING,
    dependencies=[Depends(may("document-version")), Depends(spool)],
    openapi_extra=spool.described(),
)
async def add_document_version(
    simpul: Simpul,
    id: str,  # noqa: A002
    document_id: UUID,
    actor: CurrentActor,
    session: Session,
    files: Files,
    body: Annotated[Spooled, Depends(spool)],
) -> Response:
    """Upload a further version. 409 while another has the document locked."""
    received = await stored(simpul, files, body)
    held = await cases.require_held(session, actor, id, "document-version")
    document, head = await service.add_version(session, actor, held, document_id, received)
    return await _answer(session, simpul, actor, held, document, head)


@router.get(
    "/{document_id}/content",
    response_class=Response,
    responses={
        200: {"description": "The bytes", "content": BYTES},
        **problems(
            Unauthenticated, Forbidden, CaseNotFound, DocumentNotFound, InvalidQuery, BytesMissing, StoreAway
        ),
    },
)
async def download_document(
    request: Request,
    simpul: Simpul,
    id: str,  # noqa: A002
    document_id: UUID,
    actor: CurrentActor,
    database: CurrentDatabase,
    files: Files,
    query: Annotated[DownloadQuery, Depends(QueryOf(DownloadQuery))],
) -> Response:
    """The bytes of a version. That somebody read it is on the case's trail before the first byte leaves."""
    async with database.write.begin() as session:
        held = await cases.lock(session, actor, id)
        document, version = await service.download(session, actor, held, document_id, number=query.version)
    return await answer_file(
        request,
        files,
        key_of(simpul, version.sha256, version.id),
        name=document.name,
        content_type=version.content_type,
        size=version.size,
        sha256=version.sha256,
        is_public=False,
    )


@router.post("/{document_id}/lock", status_code=201, response_model=DocumentOut, responses=_LOCKING)
async def lock_document(
    simpul: Simpul,
    document_id: UUID,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("document-lock"))],
    body: LockIn,
) -> Response:
    """Lock a document to edit it, for some minutes; again to go on."""
    document, head = await service.lock(session, actor, held, document_id, minutes=body.minutes)
    return await _answer(session, simpul, actor, held, document, head)


@router.post("/{document_id}/unlock", status_code=201, response_model=DocumentOut, responses=_LOCKING)
async def unlock_document(
    simpul: Simpul,
    document_id: UUID,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("document-unlock"))],
    body: UnlockIn,
) -> Response:
    """Give up one's lock before its time."""
    document, head = await service.unlock(session, actor, held, document_id)
    return await _answer(session, simpul, actor, held, document, head)
