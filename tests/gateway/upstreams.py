"""A service that does as a test tells it, and remembers what it was asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

Behaviour = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


@dataclass
class Received:
    """One request as it arrived."""

    method: str
    path: str
    raw_path: bytes
    query: bytes
    headers: dict[str, str]
    body: bytearray = field(default_factory=bytearray)
    is_complete: bool = False
    saw_disconnect: bool = False


class Upstream:
    """The application. `behaviour` answers; by default it echoes in JSON."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.behaviour: Behaviour = self.echo

    def reset(self) -> None:
        self.received.clear()
        self.behaviour = self.echo

    @property
    def last(self) -> Received:
        return self.received[-1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await _lifespan(receive, send)
        if scope["path"] == "/healthz":
            return await answer(send, 200, b"{}")
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.received.append(
            Received(scope["method"], scope["path"], scope["raw_path"], scope["query_string"], headers)
        )
        return await self.behaviour(scope, receive, send)

    async def echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.read_body(receive)
        body = json.dumps({"path": scope["path"], "bytes": len(self.last.body)}).encode()
        await answer(send, 200, body, [(b"etag", b'"3"'), (b"content-type", b"application/json")])

    async def read_body(self, receive: Receive) -> None:
        """Read all of it, or until the gateway hangs up."""
        request = self.last
        while not request.is_complete:
            message = await receive()
            if message["type"] == "http.disconnect":
                request.saw_disconnect = True
                return
            request.body += message.get("body", b"")
            request.is_complete = not message.get("more_body", False)

    async def never(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request, then say nothing until the gateway hangs up."""
        await self.read_body(receive)
        request = self.last
        while not request.saw_disconnect:
            request.saw_disconnect = (await receive())["type"] == "http.disconnect"


async def answer(send: Send, status: int, body: bytes, headers: Headers | None = None) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*(headers or []), length]})
    await send({"type": "http.response.body", "body": body})


def answering(status: int, body: bytes = b"", headers: Headers | None = None) -> Behaviour:
    """A behaviour that answers this and does not look at the request."""

    async def behave(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, status, body, headers)

    return behave


def streaming(chunks: list[bytes], *, headers: Headers | None = None, pause: float = 0) -> Behaviour:
    """A behaviour that answers in chunks, without saying how long it will be."""

    async def behave(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers or []})
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": b""})

    return behave


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
