"""`/v1/{simpul}/forums/{slug}/instruments/{id}/files`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, ReadSession, Session
from services.kit.files.answers import answer_file
from services.kit.files.kinds import TAKEN
from services.kit.files.problems import BytesMissing, FileNotAsSaid, FileNotFound, StoreAway
from services.kit.files.receiving import LIMIT, judge
from services.kit.files.store import FileStore, key_of
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    NotFound,
    PayloadTooLarge,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
    UnsupportedMediaType,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.etag import IfMatch, etag
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.web.spool import Spool, Spooled
from services.kit.words import AmendQuery
from services.registry.files import queries, service
from services.registry.files.schemas import FileQuery, UploadQuery
from services.registry.forums import policy
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound
from services.registry.forums.schemas.instruments import FileOut
from services.registry.instruments import service as instruments
from services.registry.instruments.dependencies import AmendableInstrument
from services.registry.instruments.problems import InstrumentNotFound

router = APIRouter(
    prefix="/v1/{simpul}/forums/{slug}/instruments/{id}/files", tags=["registry"], route_class=Route
)
spool = Spool({media_type: media_type for media_type in TAKEN}, limit=lambda _: LIMIT)
_BYTES = spool.described()["requestBody"]["content"]


async def _store(request: Request) -> FileStore:
    store: FileStore = request.app.state.files
    return store


async def _keeper(request: Request, actor: CurrentActor, database: CurrentDatabase) -> None:
    """Asked before bytes are taken, in a transaction that ends before they come."""
    # Not declared: a parameter that cannot be read would skip this, and the bytes would come all the same.
    slug, instrument_id = request.path_params["slug"], request.path_params["id"]
    async with database.read.begin() as session:
        await service.require_keeper(session, actor, slug, _uuid(instrument_id))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None


Files = Annotated[FileStore, Depends(_store)]


@router.get(
    "",
    response_model=Page[FileOut],
    responses=problems(ForumNotFound, InstrumentNotFound, InvalidQuery, InvalidCursor),
)
async def list_files(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[FileQuery, Depends(QueryOf(FileQuery))],
) -> Response:
    """Public files of an instrument; those who keep the forum see all of them."""
    forum = await forums.require(session, actor, slug)
    instrument = await instruments.require_of(session, actor, forum, id)
    audience = policy.audience(actor, forum.slug)
    keeps = audience == policy.KEEPER

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after": UUID(after[0])} if after else {}
        read = queries.page(keeps=keeps, continued=after is not None)
        return await reads.all(read, instrument_id=instrument.id, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1, audience=audience)


@router.post(
    "",
    status_code=201,
    response_model=FileOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ForumNotFound,
        InstrumentNotFound,
        InvalidQuery,
        PayloadTooLarge,
        UnsupportedMediaType,
        FileNotAsSaid,
        Invalid,
        StoreAway,
    ),
    dependencies=[Depends(_keeper), Depends(spool)],
    openapi_extra=spool.described(),
)
async def add_file(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    files: Files,
    query: Annotated[UploadQuery, Depends(QueryOf(UploadQuery))],
    body: Annotated[Spooled, Depends(spool)],
) -> Response:
    """Upload a file: its bytes are the body, 25 MiB at most. The `ETag` is the SHA-256 of the bytes."""
    received = await judge(body)
    # Before the forum is locked: a slow store keeps no other writer of the forum waiting.
    await files.put(key_of(simpul, received.sha256, received.id), received.file)
    forum = await forums.require_amendable(session, actor, slug)
    instrument = await instruments.require_of(session, actor, forum, id)
    file = await service.add(
        session,
        actor,
        forum,
        instrument,
        received,
        name=query.name,
        is_public=query.is_public,
        reason=query.reason,
    )
    location = f"/v1/{simpul}/forums/{forum.slug}/instruments/{id}/files/{file.id}"
    document = await queries.render(session, file)
    headers = {"Location": location, "ETag": etag(file.sha256)}
    return Response(document, 201, headers=headers, media_type="application/json")


@router.get(
    "/{file_id}",
    response_class=Response,
    responses={
        200: {"description": "The bytes", "content": _BYTES},
        **problems(ForumNotFound, InstrumentNotFound, FileNotFound, BytesMissing, StoreAway),
    },
)
async def read_file(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    file_id: UUID,
    actor: CurrentActor,
    database: CurrentDatabase,
    files: Files,
) -> Response:
    """The bytes of a file. One that is not public is there only for those who keep the forum."""
    async with database.read.begin() as session:
        forum = await forums.require(session, actor, slug)
        file = await service.require(session, actor, forum, id, file_id)
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
    "/{file_id}",
    status_code=204,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ForumNotFound,
        InstrumentNotFound,
        FileNotFound,
        PreconditionRequired,
        PreconditionFailed,
    ),
)
async def remove_file(
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    file_id: UUID,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    instrument: AmendableInstrument,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
) -> None:
    """Take a file away. `If-Match` is the SHA-256 of its bytes, as its `ETag` has it."""
    file = await service.require(session, actor, forum, id, file_id)
    expected.require(file.sha256)
    await service.remove(session, actor, forum, instrument, file, reason=query.reason)
