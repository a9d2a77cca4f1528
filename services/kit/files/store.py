"""Where the bytes are: a local folder, or an object store that `obstore` knows (S3, Azure, GCS)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from services.kit import telemetry
from services.kit.files.problems import StoreAway
from services.kit.simpul import Simpul

if TYPE_CHECKING:
    # Known to type checkers only.
    from obstore import GetResult
    from obstore.store import RetryConfig

# A store that is away or refuses. What is not there raises FileNotFoundError.
STORE_IS_AWAY = (BaseError, OSError)
_CHUNK = 256 * 1024
# Someone waits for the answer: rather a 503 soon than three minutes of trying, as by default.
_RETRYING: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
# What is told to the client of a store, not to the store: obstore panics where it meets it there.
_OF_THE_CLIENT = frozenset(
    {
        "allow_http",
        "allow_invalid_certificates",
        "connect_timeout",
        "default_content_type",
        "http1_only",
        "http2_keep_alive_interval",
        "http2_keep_alive_timeout",
        "http2_keep_alive_while_idle",
        "http2_max_frame_size",
        "http2_only",
        "pool_idle_timeout",
        "pool_max_idle_per_host",
        "proxy_ca_certificate",
        "proxy_excludes",
        "proxy_url",
        "randomize_addresses",
        "read_timeout",
        "root_certificate",
        "timeout",
        "user_agent",
    }
)
_PREFIXES = ("aws_", "azure_", "google_")

log = telemetry.get_logger(__name__)


def key_of(simpul: Simpul, sha256: str, file_id: UUID) -> str:
    """Where a file's bytes are: under their hash, and apart for each file, so that none is shared."""
    return f"{simpul}/{sha256[:2]}/{sha256}/{file_id}"


def file_of(simpul: Simpul, key: str) -> UUID | None:
    """Whose bytes are under a key; None where it is not one that `key_of` makes."""
    folder, _, name = key.rpartition("/")
    try:
        file_id = UUID(name)
    except ValueError:
        return None
    return file_id if key == key_of(simpul, folder.rpartition("/")[2], file_id) else None


class FileStore:
    """Bytes by key. Written whole or not at all.

    `options` are obstore's, of the store (`aws_region`) or of its client (`allow_http`), as texts. `put`
    and `get` raise `StoreAway`, the others what `STORE_IS_AWAY` names.
    """

    def __init__(self, url: str, options: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._store: ObjectStore
        if parts.scheme == "file":
            self._store = LocalStore(Path(unquote(parts.path)), mkdir=True)
        else:
            of_client, of_store = _apart(options)
            self._store = from_url(
                url,
                config=cast("Any", of_store),
                client_options=cast("Any", of_client),
                retry_config=_RETRYING,
            )

    async def put(self, key: str, file: IO[bytes]) -> None:
        """Store a file's bytes from its beginning."""
        file.seek(0)
        try:
            await obstore.put_async(self._store, key, file)
        except STORE_IS_AWAY as error:
            raise _away(error) from error

    async def get(self, key: str) -> AsyncIterator[bytes] | None:
        """The bytes as they come; None where there are none."""
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError:
            return None
        except STORE_IS_AWAY as error:
            raise _away(error) from error
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


def _apart(options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What the client is told and what the store is."""
    of_client, of_store = {}, {}
    for name, value in options.items():
        bare = name.lower()
        for prefix in _PREFIXES:
            bare = bare.removeprefix(prefix)
        if bare in _OF_THE_CLIENT:
            of_client[bare] = value
        else:
            of_store[name] = value
    return of_client, of_store


def _away(error: Exception) -> StoreAway:
    log.warning("file_store_away", error=type(error).__name__)
    return StoreAway()


async def _chunks(found: "GetResult") -> AsyncIterator[bytes]:
    async for chunk in found.stream(min_chunk_size=_CHUNK):
        yield bytes(chunk)
