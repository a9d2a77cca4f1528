"""The answer of a search: results as JSON, a page at a time."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.kit import clock
from services.kit.db import Database
from services.kit.paging import Cursors, Key, list_id, next_link, render_page
from services.kit.reads import HotReads
from services.kit.simpul import Simpul
from services.knowledge.search import asking, filters, queries, suggestions
from services.knowledge.search.counting import MANY, SearchCounts, anonymous
from services.knowledge.search.documents import PATHS
from services.knowledge.search.highlights import highlights
from services.knowledge.search.schemas import SearchQuery


async def answer(
    request: Request,
    database: Database,
    query: SearchQuery,
    *,
    since: datetime | None = None,
    is_logged: bool = True,
) -> Response:
    """A page of results, or of those that came into the index after `since`."""
    reads = database.hot
    cursors: Cursors = request.app.state.cursors
    path = request.scope["path"]
    this_list = list_id(path, query.sort, query.filters() | {"since": since})
    after = _read(cursors.read(this_list, query.cursor, length=4)) if query.cursor is not None else None
    began = after.began if after else clock.now()
    asked = await asking.prepare(
        reads,
        query.q,
        filters.demanded(query),
        is_recent=since is not None,
        planned_with=after.counts if after else None,
    )
    fetched = max(query.page_size + 1, MANY)
    rows = await _fetch(reads, query, asked, after, since=since, size=fetched)
    suggestion = None
    if after is None:
        if not rows:
            await filters.require_known(reads, query)
        known = await suggestions.known_words(reads, query.q)
        suggestion = await suggestions.suggest(reads, query.q, known)
        if is_logged:
            counts: SearchCounts = request.app.state.search_counts
            counts.note(database, anonymous(query.q, known), found=len(rows))

    def cursor_after(row: Sequence[Any]) -> str:
        counts = ".".join(f"{count:x}" for count in asked.counts)
        return cursors.write(this_list, [*row[1:], began.isoformat(), counts])

    shown = [
        (_result(database.simpul, row, asked.terms), *_keys(row, query.sort))
        for row in rows[: query.page_size]
    ]
    # Whether there is more is told by a row that is not shown.
    if len(rows) > query.page_size:
        shown.append((b"", 0, ""))
    body, following = render_page(shown, page_size=query.page_size, next_cursor=cursor_after)
    headers = {}
    if following is not None:
        headers["Link"] = next_link(path, request.query_params.multi_items(), following)
    body = body[:-1] + b',"suggestion":' + _json(suggestion) + b"}"
    return Response(body, headers=headers, media_type="application/json")


async def _fetch(
    reads: HotReads,
    query: SearchQuery,
    asked: asking.Asked,
    after: "_After | None",
    *,
    since: datetime | None,
    size: int,
) -> list[tuple[Any, ...]]:
    if asked.is_impossible:
        return []
    read = queries.page(asked.walk, query.sort, since=since is not None, continued=after is not None)
    values = dict(asked.values)
    if since is not None:
        values["since"] = since
    if after is not None:
        key = after.key if query.sort == "relevance" else datetime.fromisoformat(str(after.key))
        values |= {"after_key": key, "after_id": after.id}
        if asked.walk == "recent":
            values["until"] = after.began
    return await reads.all(read, **values, size=size)


class _After(NamedTuple):
    """Where a page ended; when the first one was asked for, and the counts it was ranked by."""

    key: Key
    id: UUID
    began: datetime
    counts: tuple[int, ...]


def _read(keys: Sequence[Key]) -> _After:
    key, row_id, began, counts = keys
    return _After(
        key,
        UUID(str(row_id)),
        datetime.fromisoformat(str(began)),
        tuple(int(count, 16) for count in str(counts).split(".")),
    )


def _keys(row: Sequence[Any], sort: str) -> tuple[int | str, str]:
    updated_at, score, row_id = row[7:10]
    return (score if sort == "relevance" else updated_at.isoformat(), str(row_id))


def _result(simpul: Simpul, row: Sequence[Any], terms: frozenset[str]) -> bytes:
    kind, item_id, slug, title, names, keywords, text, _, score, _ = row
    fields = {"title": title, "keywords": " \n".join(filter(None, [*names, keywords])), "text": text}
    return _json(
        {
            "kind": kind,
            "id": str(item_id),
            "slug": slug,
            "uri": f"/v1/{simpul}/{PATHS[kind]}/{slug}",
            "title": title,
            "score": score / queries.SCALE,
            "highlights": highlights(fields, terms),
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
