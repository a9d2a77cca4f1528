"""The floor: a bare ASGI application with the same SQL on the same kind of pool, and nothing else.

It reads the simpul's URL from `FLOOR_DATABASE_URL`, the module of queries from `FLOOR_QUERIES` (the
registry's forums where it is not set), and answers `/list` and `/one/<slug>`.
"""

import importlib
import os
from contextlib import AsyncExitStack
from typing import Any

import uvicorn

from services.kit.reads import HotReads, open_read_pool
from tests.bench.workloads import FILTERS, PAGE_SIZE, SORT

queries = importlib.import_module(os.environ.get("FLOOR_QUERIES", "services.registry.forums.queries"))


class Floor:
    """The application."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stack = AsyncExitStack()
        self._reads: HotReads | None = None
        self._list = queries.page(frozenset(FILTERS), SORT, continued=False)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            pool = await self._stack.enter_async_context(open_read_pool(self._url, size=8))
            self._reads = HotReads(pool)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._stack.aclose()
            await send({"type": "lifespan.shutdown.complete"})
            return
        assert self._reads is not None
        if scope["path"] == "/list":
            rows = await self._reads.all(self._list, **FILTERS, size=PAGE_SIZE + 1)
            body = b'{"items":[' + b",".join(row[0] for row in rows[:PAGE_SIZE]) + b"]}"
        else:
            row = await self._reads.one(queries.ONE_BY_SLUG, slug=scope["path"].rpartition("/")[2])
            body = row[0] if row else b"{}"
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(
        Floor(os.environ["FLOOR_DATABASE_URL"]),
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
    )
