"""Answers made of bytes that are JSON already."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.kit.paging import Cursors, Key, PageQuery, list_id, next_link, render_page
from services.kit.web.etag import etag, is_unmodified

# Given the sort keys to go on after (None for the first page) and how many rows to fetch, the rows:
# JSON bytes first, then the sort keys.
Fetch = Callable[[list[Any] | None, int], Awaitable[Sequence[tuple[Any, ...]]]]
# Of an answer that depends on who asks.
FOR_ONE_READER = {"Cache-Control": "private", "Vary": "Authorization"}


def answer_document(
    request: Request,
    document: bytes,
    *,
    version: int,
    audience: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """One entity with its `ETag`, or 304 where the reader has this very version.

    `audience` names as whom the caller sees it, where that differs; no cache may then share the answer.
    """
    own = {**(headers or {}), "ETag": etag(version, audience)}
    if audience is not None:
        own |= FOR_ONE_READER
    if request.method == "GET" and is_unmodified(request, own["ETag"]):
        return Response(status_code=304, headers=own)
    return Response(document, status, headers=own, media_type="application/json")


def answer_model(
    request: Request,
    model: BaseModel,
    *,
    version: int,
    audience: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """The same for an entity that a write just made or changed."""
    body = model.model_dump_json().encode()
    return answer_document(request, body, version=version, audience=audience, status=status, headers=headers)


def answer_reader(model: BaseModel, *, status: int = 200) -> Response:
    """What has no version and depends on who asks."""
    body = model.model_dump_json().encode()
    return Response(body, status, headers=FOR_ONE_READER, media_type="application/json")


async def answer_page(
    request: Request,
    query: PageQuery,
    sort: str,
    fetch: Fetch,
    *,
    keys: int = 2,
    audience: str | None = None,
) -> Response:
    """One page of a list: reads the cursor, fetches, writes the next cursor and `Link`.

    `audience` is that of `answer_document`.
    """
    cursors: Cursors = request.app.state.cursors
    path = request.scope["path"]
    this_list = list_id(path, sort, query.filters())
    after = cursors.read(this_list, query.cursor, length=keys) if query.cursor is not None else None
    rows = await fetch(after, query.page_size + 1)

    def cursor_after(row: Sequence[Any]) -> str:
        values: list[Key] = [v if isinstance(v, str | int | None) else str(v) for v in row[1 : 1 + keys]]
        return cursors.write(this_list, values)

    body, following = render_page(rows, page_size=query.page_size, next_cursor=cursor_after)
    headers = {} if audience is None else dict(FOR_ONE_READER)
    if following is not None:
        headers["Link"] = next_link(path, request.query_params.multi_items(), following)
    return Response(body, headers=headers, media_type="application/json")
