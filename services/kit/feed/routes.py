"""`GET /internal/{simpul}/feed`: how a feed crosses services. Never in the gateway's table."""

import json
import re
import time
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.kit.db import CurrentDatabase
from services.kit.feed import epoch as epochs
from services.kit.feed import queries
from services.kit.feed.wake import Wakeup
from services.kit.language import Text
from services.kit.problems import FieldError, Gone, InvalidCursor
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route

router = APIRouter(route_class=Route, tags=["internal"])
# A waiter looks by itself this often, should a notification be lost.
LOOK_SECONDS = 1.0
_CURSOR = re.compile(r"([0-9a-f]{64})\.([0-9]{1,18})")


class StaleEpoch(Gone):
    """The cursor was given out before a restore, a clone or a failover."""

    code = "stale-epoch"
    title = Text("Kursor berasal dari basis data yang lain", "The cursor belongs to another incarnation")


class FeedQuery(BaseModel):
    """`after` is `<epoch>.<position>` as given before, or nothing for the beginning."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 500
    wait: Annotated[float, Field(ge=0, le=30)] = 0


class FeedItem(BaseModel):
    """One change: the whole entity, or null where it is gone."""

    pos: int
    entity: str
    id: str
    version: int
    recorded_at: str
    payload: dict[str, Any] | None


class FeedPage(BaseModel):
    """Changes in order, and the cursor to go on from, also when there are none."""

    items: list[FeedItem]
    next: str
    epoch: str
    has_more: bool


class LagQuery(BaseModel):
    """`after` is the reader's cursor, or nothing for one that has read nothing."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = None


class LagOut(BaseModel):
    """How far a reader is behind: positions, and since when (null where it has everything)."""

    behind: int
    oldest_at: datetime | None


@router.get("/internal/{simpul}/feed/lag", responses=problems(InvalidCursor, StaleEpoch))
async def read_lag(
    simpul: Simpul, database: CurrentDatabase, query: Annotated[LagQuery, Depends(QueryOf(LagQuery))]
) -> LagOut:
    """How far a reader at a cursor is behind, counting what is not published yet."""
    known, position = _read_cursor(query.after) if query.after is not None else (None, 0)
    if known not in (None, await epochs.current(database.hot)):
        raise StaleEpoch()
    head, oldest_at = await queries.ahead(database.hot, after=position)
    return LagOut(behind=max(head - position, 0), oldest_at=oldest_at)


@router.get(
    "/internal/{simpul}/feed",
    response_model=FeedPage,
    responses=problems(InvalidCursor, StaleEpoch),
)
async def read_feed(
    request: Request,
    simpul: Simpul,
    database: CurrentDatabase,
    query: Annotated[FeedQuery, Depends(QueryOf(FeedQuery))],
) -> Response:
    """Changes after a cursor, oldest first; `wait` holds the answer until there is one (seconds)."""
    known, position = _read_cursor(query.after) if query.after is not None else (None, 0)
    epoch = await epochs.current(database.hot)
    if known not in (None, epoch):
        raise StaleEpoch()

    wakeup: Wakeup = request.app.state.feed_wakeups[simpul]
    deadline = time.monotonic() + query.wait
    while True:
        ticket = wakeup.ticket()
        rows = await queries.page(database.hot, after=position, size=query.limit + 1)
        remaining = deadline - time.monotonic()
        if rows or remaining <= 0 or await request.is_disconnected():
            break
        await wakeup.wait(ticket, min(remaining, LOOK_SECONDS))

    items = rows[: query.limit]
    last = items[-1][0] if items else position
    body = (
        b'{"items":['
        + b",".join(document for _, document in items)
        + b"],"
        + json.dumps(
            {"next": f"{epoch}.{last}", "epoch": epoch, "has_more": len(rows) > query.limit}
        ).encode()[1:]
    )
    return Response(body, media_type="application/json")


def _read_cursor(cursor: str) -> tuple[str, int]:
    """Epoch and position; `InvalidCursor` for a text that no feed ever gave out."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        detail = Text("Parameter `after` bukan kursor.", "Parameter `after` is not a cursor.")
        raise InvalidCursor(detail, errors=[FieldError("/query/after", "invalid-cursor", detail)])
    return found[1], int(found[2])
