"""Bytes that come below a case: asked for before they are taken, stored before the case is locked."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase
from services.kit.files.kinds import TAKEN
from services.kit.files.receiving import LIMIT, Received, judge
from services.kit.files.store import FileStore, key_of
from services.kit.simpul import Simpul
from services.kit.web.spool import Spool, Spooled
from services.mediation.cases import service

# Takes a body of up to 25 MiB, of a type that is taken.
spool: Final = Spool({media_type: media_type for media_type in TAKEN}, limit=lambda _: LIMIT)
# How a description of the API tells those bytes.
BYTES: Final[dict[str, Any]] = spool.described()["requestBody"]["content"]


async def _store(request: Request) -> FileStore:
    store: FileStore = request.app.state.files
    return store


Files = Annotated[FileStore, Depends(_store)]


def may(act: str) -> Callable[..., Awaitable[None]]:
    """A dependency: the caller may do an act. Asked in a transaction that ends before the bytes come."""

    async def asked(request: Request, actor: CurrentActor, database: CurrentDatabase) -> None:
        async with database.read.begin() as session:
            held = await service.see(session, actor, request.path_params["id"])
            service.require_part(held, act)

    return asked


async def stored(simpul: Simpul, files: FileStore, body: Spooled) -> Received:
    """What was sent, judged and stored. A slow store keeps no act on the case waiting."""
    received = await judge(body)
    await files.put(key_of(simpul, received.sha256, received.id), received.file)
    return received
