"""A snapshot's download: what was had of it is kept through broken connections, and through a kill.

Beside the partial file stand the ETag and the size of what it is a part of.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

PATIENCE, PAUSE = 60.0, 1.0
# What a node answers while a part of it starts, or is asked too much.
AWAY = frozenset({429, 502, 503, 504})
_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+)")


class DamagedSnapshot(Exception):
    """The file is not what its manifest says."""


class Download:
    """One snapshot on its way into `path`."""

    def __init__(self, http: httpx.AsyncClient, address: str, path: Path) -> None:
        self._http, self._address = http, address
        self._path, self._of = path, path.with_name(f"{path.name}.json")

    async def fetch(self) -> dict[str, Any]:
        """Download the rest, or the whole where nothing is held; the manifest of the file once it is proven.

        A node that is away is asked for `PATIENCE` seconds since it last sent something. Raises
        `httpx.HTTPError` then, and `DamagedSnapshot` where what came is not what its manifest says.
        """
        began = held = self._held()[0]
        until = time.monotonic() + PATIENCE
        while not self._is_whole():
            fault: Exception = DamagedSnapshot("the node does not send as many bytes as it says")
            try:
                await self._go_on()
            except (httpx.TransportError, _Away) as error:
                fault = error
            if self._is_whole():
                break
            before, held = held, self._held()[0]
            if before != held:
                until = time.monotonic() + PATIENCE
            elif time.monotonic() > until:
                raise fault
            await asyncio.sleep(PAUSE)
        try:
            return _checked(self._path)
        except DamagedSnapshot:
            self.discard()
            if not began:
                raise
        # Pieces from before a crash may be what was damaged: once more, from its beginning.
        return await self.fetch()

    def entries(self) -> Iterator[dict[str, Any]]:
        """The entries of the file."""
        with self._path.open("rb") as file:
            for line in file:
                if not line.startswith(b'{"manifest"'):
                    yield json.loads(line)

    def discard(self) -> None:
        """Forget the file."""
        self._of.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)

    def _held(self) -> tuple[int, str, int]:
        """How many bytes are held, and the ETag and size of the whole; nothing where either is unknown."""
        try:
            told = json.loads(self._of.read_text(encoding="utf-8"))
            held, tag, size = self._path.stat().st_size, str(told["tag"]), int(told["size"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, "", 0
        return (held, tag, size) if held <= size else (0, "", 0)

    def _is_whole(self) -> bool:
        held, _, size = self._held()
        return 0 < size == held

    async def _go_on(self) -> None:
        held, tag, _ = self._held()
        headers = {"Range": f"bytes={held}-", "If-Range": tag} if held else {}
        async with self._http.stream(
            "GET", self._address, headers={"Accept-Encoding": "identity"} | headers, timeout=PATIENCE
        ) as answer:
            if answer.status_code in AWAY:
                raise _Away(f"status {answer.status_code}", request=answer.request, response=answer)
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                self.discard()
                return
            answer.raise_for_status()
            if not {"etag", "content-length"} <= answer.headers.keys():
                raise DamagedSnapshot("the node tells neither ETag nor size of its snapshot")
            begins = _RANGE.fullmatch(answer.headers.get("content-range", ""))
            if begins is None:
                # The file first: an empty one beside an old tag is a download that has not begun.
                self._path.write_bytes(b"")
                size = int(answer.headers["content-length"])
                self._of.write_text(
                    json.dumps({"tag": answer.headers["etag"], "size": size}), encoding="utf-8"
                )
            elif int(begins[1]) != held or answer.headers["etag"] != tag:
                self.discard()
                return
            with self._path.open("ab") as file:
                async for chunk in answer.aiter_bytes():
                    file.write(chunk)


class _Away(httpx.HTTPStatusError):
    """The node, or a part of it, is not there for now."""


def _checked(path: Path) -> dict[str, Any]:
    """The manifest of a snapshot, once rows and SHA-256 were found to be as it says."""
    digest, rows, last = sha256(), 0, b""
    with path.open("rb") as file:
        for line in file:
            if last:
                digest.update(last)
                rows += 1
            last = line
    try:
        manifest: dict[str, Any] = json.loads(last)["manifest"]
        says = (manifest["rows"], manifest["sha256"], str(manifest["cursor"]))
    except (ValueError, KeyError, TypeError):
        raise DamagedSnapshot("the snapshot ends without its manifest") from None
    if says[:2] != (rows, digest.hexdigest()):
        raise DamagedSnapshot(f"the snapshot holds {rows} rows of {digest.hexdigest()}, not as it says")
    return manifest
