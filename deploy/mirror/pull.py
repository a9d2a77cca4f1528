"""Pulling: the whole directory once, then only changes, and the proof.

What goes wrong in between (a connection that breaks, a node that restarts) is tried again; a cursor that
is no longer served means a new snapshot.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from deploy.mirror.copy import Copy

PAGE, WAIT_SECONDS, PATIENCE, PAUSE = 1000, 20, 60.0, 1.0
# What a node answers while a part of it starts, or is asked too much.
AWAY = frozenset({429, 502, 503, 504})
# Below this many entries a bucket is not halved further.
FEW = 4
DEEPEST = 64


class DamagedSnapshot(Exception):
    """The file is not what its manifest says."""


@dataclass(frozen=True)
class Verdict:
    """Whether the copy is equal, and if not, the buckets in which it differs and the ids it has there."""

    is_equal: bool
    rows: int
    at: str
    differing: dict[str, list[str]]


class Mirror:
    """Keeps `copy` equal to the directory of one simpul, over `http` (its base address and access set)."""

    def __init__(self, http: httpx.AsyncClient, simpul: str, copy: Copy, folder: Path) -> None:
        self._http = http
        self._at = f"/v1/{simpul}/directory"
        self._copy = copy
        self._partial = folder / f"snapshot-{simpul}.partial"

    async def step(self, *, wait: float = 0) -> bool:
        """A snapshot where there is none, else a page of changes; whether there is more at once."""
        cursor = self._copy.cursor
        if cursor is None:
            await self.take_snapshot()
            return True
        asked: dict[str, str | float] = {"after": cursor, "page_size": PAGE, "wait": wait}
        answer = await self._get("changes", asked, seconds=wait + PATIENCE)
        if answer.status_code == httpx.codes.GONE:
            await self.take_snapshot()
            return True
        page = answer.raise_for_status().json()
        self._copy.apply(page["changes"], page["next_cursor"])
        return bool(page["has_more"])

    async def catch_up(self) -> None:
        """Snapshot and changes up to the directory's head as it is now."""
        while await self.step():
            pass

    async def take_snapshot(self) -> None:
        """Download the whole directory, going on with a download that broke, and put it in place."""
        manifest = await self._download()
        self._copy.replace(_entries(self._partial), manifest["cursor"])
        self._partial.unlink()

    async def verify(self) -> Verdict:
        """Compare with the digest at the copy's own cursor, and find where it differs by halving buckets."""
        cursor = self._copy.cursor
        if cursor is None:
            return Verdict(False, 0, "", {"": []})
        own, rows = self._copy.digest()
        theirs = await self._digest(cursor, "")
        if (own, rows) == (theirs["digest"], theirs["rows"]):
            return Verdict(True, rows, cursor, {})
        differing = {prefix: list(self._copy.ids(prefix)) for prefix in await self._differing(cursor, "")}
        return Verdict(False, rows, cursor, differing)

    async def _differing(self, cursor: str, prefix: str) -> list[str]:
        found: list[str] = []
        for digit in "0123456789abcdef":
            narrower = prefix + digit
            own, theirs = self._copy.digest(narrower), await self._digest(cursor, narrower)
            if own == (theirs["digest"], theirs["rows"]):
                continue
            if max(own[1], theirs["rows"]) <= FEW or len(narrower) == DEEPEST:
                found.append(narrower)
            else:
                found += await self._differing(cursor, narrower)
        return found

    async def _digest(self, cursor: str, prefix: str) -> dict[str, Any]:
        asked = {"at": cursor} | ({"prefix": prefix} if prefix else {})
        answer = await self._get("digest", asked, seconds=PATIENCE)
        digest: dict[str, Any] = answer.raise_for_status().json()
        return digest

    async def _get(self, what: str, asked: Mapping[str, str | float], *, seconds: float) -> httpx.Response:
        """An answer; a node that restarts, or does not let itself be reached, is asked again for a while."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = await self._http.get(f"{self._at}/{what}", params=asked, timeout=seconds)
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code not in AWAY or time.monotonic() > until:
                    return answer
            await asyncio.sleep(PAUSE)

    async def _download(self) -> dict[str, Any]:
        tag: str | None = None
        until = time.monotonic() + PATIENCE
        self._partial.unlink(missing_ok=True)
        while True:
            held = self._partial.stat().st_size if self._partial.exists() else 0
            headers = {"Range": f"bytes={held}-", "If-Range": tag} if held and tag else {}
            try:
                async with self._http.stream(
                    "GET", f"{self._at}/snapshot", headers=headers, timeout=PATIENCE
                ) as answer:
                    if answer.status_code in AWAY and time.monotonic() < until:
                        await asyncio.sleep(PAUSE)
                        continue
                    answer.raise_for_status()
                    tag = answer.headers["etag"]
                    goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
                    with self._partial.open("ab" if goes_on else "wb") as file:
                        async for chunk in answer.aiter_bytes():
                            file.write(chunk)
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(PAUSE)
                continue
            return _checked(self._partial)


def _checked(path: Path) -> dict[str, Any]:
    """The manifest of a snapshot, once rows and SHA-256 were found to be as it says."""
    digest, rows, last = sha256(), 0, b""
    with path.open("rb") as file:
        for line in file:
            if last:
                digest.update(last)
                rows += 1
            last = line
    manifest: dict[str, Any] = json.loads(last)["manifest"] if last.startswith(b'{"manifest"') else {}
    if (manifest.get("rows"), manifest.get("sha256")) != (rows, digest.hexdigest()):
        raise DamagedSnapshot(f"{path} holds {rows} rows of {digest.hexdigest()}, not what its manifest says")
    return manifest


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            if not line.startswith(b'{"manifest"'):
                yield json.loads(line)
