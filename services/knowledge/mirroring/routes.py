"""`/v1/{simpul}/directory/snapshot`, `.../changes`, `.../digest`: what a mirror pulls."""

import json
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, JSONResponse, Response

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase
from services.kit.feed.wake import Wakeup
from services.kit.problems import Forbidden, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.etag import is_unmodified
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.mirroring import cursors, policy, queries
from services.knowledge.mirroring.problems import CursorGone, SnapshotNotReady
from services.knowledge.mirroring.schemas import (
    ChangesOut,
    ChangesQuery,
    DigestOut,
    DigestQuery,
    ManifestOut,
    ManifestQuery,
    SnapshotQuery,
)
from services.knowledge.mirroring.snapshots import MEDIA, Kind, Snapshot, Snapshots

router = APIRouter(prefix="/v1/{simpul}/directory", tags=["directory"], route_class=Route)
# How long a request waits for a file, and how soon to ask again.
WAIT_SECONDS, RETRY_SECONDS = 20.0, 2
# A waiter looks by itself this often, should a notification be lost.
LOOK_SECONDS = 1.0
MODULUS = 1 << 256


async def _puller(actor: CurrentActor) -> None:
    policy.require_pull(actor)


Puller = Depends(_puller)
READING = (Unauthenticated, Forbidden, InvalidQuery)


@router.get(
    "/changes",
    response_model=ChangesOut,
    dependencies=[Puller],
    responses=problems(*READING, CursorGone),
)
async def list_changes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[ChangesQuery, Depends(QueryOf(ChangesQuery))],
) -> Response:
    """Changes of entries after a cursor, oldest first; `wait` holds the answer until there is one."""
    if query.after is None:
        epoch, position = (await cursors.head(database))[0], 0
    else:
        epoch, position = await cursors.position_of(database, query.after, parameter="after")
    wakeup: Wakeup = request.app.state.feed_wakeups[simpul]
    deadline = time.monotonic() + query.wait
    while True:
        ticket = wakeup.ticket()
        rows = await database.hot.all(queries.CHANGES, epoch=epoch, after=position, size=query.page_size + 1)
        remaining = deadline - time.monotonic()
        if rows or remaining <= 0 or await request.is_disconnected():
            break
        await wakeup.wait(ticket, min(remaining, LOOK_SECONDS))
    shown = rows[: query.page_size]
    following = cursors.written(epoch, shown[-1][1] if shown else position)
    end = {"next_cursor": following, "has_more": len(rows) > len(shown), "epoch": epoch}
    body = b'{"changes":[' + b",".join(row[0] for row in shown) + b"]," + json.dumps(end).encode()[1:]
    return Response(body, media_type="application/json")


@router.get("/digest", dependencies=[Puller], responses=problems(*READING, CursorGone))
async def read_digest(
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[DigestQuery, Depends(QueryOf(DigestQuery))],
) -> DigestOut:
    """What a mirror at a cursor must have: the sum over its entries, or over those of one bucket."""
    if query.at is None:
        epoch, position = await cursors.head(database)
    else:
        epoch, position = await cursors.position_of(database, query.at, parameter="at")
    # `g` follows every hexadecimal digit.
    bucket = {"low": query.prefix, "high": f"{query.prefix}g"} if query.prefix else {}
    row = await database.hot.one(queries.digest(of_bucket=bool(bucket)), at=position, **bucket)
    assert row is not None, "an aggregate always has a row"
    return DigestOut(
        digest=f"{int(row[0]) % MODULUS:064x}", rows=row[1], at=cursors.written(epoch, position), epoch=epoch
    )


@router.get(
    "/snapshot",
    dependencies=[Puller],
    response_class=Response,
    responses={
        **problems(*READING, SnapshotNotReady),
        200: {"content": {media: {} for media in MEDIA.values()}, "description": "The whole directory."},
        202: {"description": "An XLSX file is being made: ask again."},
        206: {"description": "A part of it, by `Range`."},
    },
)
async def read_snapshot(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[SnapshotQuery, Depends(QueryOf(SnapshotQuery))],
) -> Response:
    """The whole directory as one file of one position; `Range` and `If-Range` go on with a download.

    CSV is for spreadsheets: a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return has an
    apostrophe before it there, or it would be taken for a formula. NDJSON has every text as it is.
    """
    kind = Kind(query.format, query.include == "deleted" and query.format == "ndjson")
    is_job = query.format == "xlsx"
    found = await _snapshots(request).of_head(database, kind, wait=0.2 if is_job else WAIT_SECONDS)
    if found is None:
        again = {"Retry-After": str(RETRY_SECONDS)}
        if is_job:
            return JSONResponse({"state": "berjalan"}, 202, headers=again)
        raise SnapshotNotReady(headers=again)
    tag = f'"{found.manifest["epoch"][:16]}.{found.position}.{kind.suffix}"'
    headers = {"ETag": tag, "X-Next-Cursor": found.manifest["cursor"]}
    if is_unmodified(request, tag):
        return Response(status_code=304, headers=headers)
    name = f"direktori-{simpul}-{found.position}.{query.format}"
    return FileResponse(found.path, headers=headers, media_type=MEDIA[query.format], filename=name)


@router.get("/snapshot/manifest", dependencies=[Puller], responses=problems(*READING, SnapshotNotReady))
async def read_manifest(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[ManifestQuery, Depends(QueryOf(ManifestQuery))],
) -> ManifestOut:
    """What the file of the last position holds, and the cursor from which changes go on."""
    kind = Kind(query.format, query.include == "deleted" and query.format == "ndjson")
    found: Snapshot | None = await _snapshots(request).of_head(database, kind, wait=WAIT_SECONDS)
    if found is None:
        raise SnapshotNotReady(headers={"Retry-After": str(RETRY_SECONDS)})
    return ManifestOut.model_validate({"manifest": found.manifest})


def _snapshots(request: Request) -> Snapshots:
    snapshots: Snapshots = request.app.state.snapshots
    return snapshots
