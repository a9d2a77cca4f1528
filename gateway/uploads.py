"""Request bodies on their way through: counted, never kept."""

from collections.abc import AsyncIterator, Callable

from starlette.types import Receive

from services.kit.language import Text
from services.kit.problems import PayloadTooLarge, Problem


class ClientGone(Exception):
    """The caller left before its request was whole. There is nobody to answer."""


class ClientTooSlow(Problem):
    """The body did not arrive in time."""

    status, code = 408, "request-timeout"
    title = Text("Isi permintaan terlalu lama dikirim", "The request body took too long to arrive")


def too_large(limit: int) -> PayloadTooLarge:
    """The refusal of a body above the limit, in bytes."""
    return PayloadTooLarge(
        Text(
            f"Isi permintaan paling besar {limit} bita.",
            f"The request body may have {limit} bytes at most.",
        )
    )


class Upload:
    """One request's body. `failure` tells why reading it ended early; `on_end` hears of its end."""

    def __init__(self, receive: Receive, *, limit: int, on_end: Callable[[], None]) -> None:
        self._receive = receive
        self._limit = limit
        self._on_end = on_end
        self._seen = 0
        self.is_complete = False
        self.failure: ClientGone | PayloadTooLarge | None = None

    async def first(self) -> bytes:
        """What has arrived first; often all of it. Raises `ClientGone` or `PayloadTooLarge`."""
        return await self._next()

    async def stream(self, first: bytes) -> AsyncIterator[bytes]:
        """All of it, as it arrives, beginning with what `first` gave."""
        yield first
        while not self.is_complete:
            chunk = await self._next()
            if chunk:
                yield chunk

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.failure = ClientGone()
            raise self.failure
        chunk: bytes = message.get("body", b"")
        self._seen += len(chunk)
        if self._seen > self._limit:
            self.failure = too_large(self._limit)
            raise self.failure
        if not message.get("more_body", False):
            self.is_complete = True
            self._on_end()
        return chunk
