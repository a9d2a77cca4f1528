"""A body that is a file: streamed to a temporary file, counted, never held in memory whole."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from fastapi import Request

from services.kit.language import Text
from services.kit.problems import PayloadTooLarge, UnsupportedMediaType
from services.kit.web import idempotency

# What is smaller stays in memory.
_IN_MEMORY = 1_048_576


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body on disk; gone when the request is."""

    file: IO[bytes]
    format: str
    size: int
    sha256: str


class Spool:
    """A dependency that takes a body of one of some media types: `Annotated[Spooled, Depends(Spool(...))]`.

    It must also stand among the route's `dependencies`, after what says who may: then it is read before
    an Idempotency-Key is claimed, and no transaction waits for a slow sender.
    """

    def __init__(
        self,
        formats: Mapping[str, str],
        *,
        limit: Callable[[Request], int],
        unsupported: type[UnsupportedMediaType] = UnsupportedMediaType,
    ) -> None:
        self.formats = formats
        self._limit = limit
        self._unsupported = unsupported

    async def __call__(self, request: Request) -> AsyncIterator[Spooled]:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in self.formats:
            known = ", ".join(self.formats)
            raise self._unsupported(
                Text(f"Kirim isi sebagai salah satu dari: {known}.", f"Send the body as one of: {known}.")
            )
        limit = self._limit(request)
        own, claimed, size = hashlib.sha256(), idempotency.began(request), 0
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            async for piece in request.stream():
                size += len(piece)
                if size > limit:
                    raise PayloadTooLarge(
                        Text(
                            f"Isi permintaan paling besar {limit} bita.",
                            f"The request body may have {limit} bytes at most.",
                        )
                    )
                own.update(piece)
                claimed.update(piece)
                file.write(piece)
            request.state.body_sha256 = claimed.digest()
            file.seek(0)
            yield Spooled(file, self.formats[media_type], size, own.hexdigest())

    def described(self) -> dict[str, Any]:
        """The body for a route's `openapi_extra`."""
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in self.formats}
        return {"requestBody": {"required": True, "content": content}}
