"""Where the bytes are: a local folder, or an object store that `obstore` knows (S3, Azure, GCS)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from services.kit.simpul import Simpul

if TYPE_CHECKING:
    # Known to type checkers only.
    from obstore import GetResult

_CHUNK = 256 * 1024


def key_of(simpul: Simpul, sha256: str, file_id: UUID) -> str:
    """Where a file's bytes are: under their hash, and apart for each file, so that none is shared."""
    return f"{simpul}/{sha256[:2]}/{sha256}/{file_id}"


class FileStore:
    """Bytes by key. Written whole or not at all."""

    def __init__(self, url: str, options: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._store: ObjectStore
        if parts.scheme == "file":
            self._store = LocalStore(Path(unquote(parts.path)), mkdir=True)
        else:
            self._store = from_url(url, config=cast("Any", dict(options)))

    async def put(self, key: str, file: IO[bytes]) -> None:
        """Store a file's bytes from its beginning."""
        file.seek(0)
        await obstore.put_async(self._store, key, file)

    async def get(self, key: str) -> AsyncIterator[bytes] | None:
        """The bytes as they come; None where there are none."""
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError:
            return None
        return _chunks(found)

    async def delete(self, key: str) -> None:
        """Forget the bytes; those that are gone already are gone."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return

    async def list(self, simpul: Simpul) -> AsyncIterator[Sequence[tuple[str, datetime]]]:
        """(key, when it was stored) of everything of a simpul, some at a time."""
        async for found in obstore.list(self._store, prefix=simpul):
            yield [(item["path"], item["last_modified"]) for item in found]


async def _chunks(found: "GetResult") -> AsyncIterator[bytes]:
    async for chunk in found.stream(min_chunk_size=_CHUNK):
        yield bytes(chunk)
