"""Pulling: the whole directory once, then only changes, and the proof.

What goes wrong in between (a connection that breaks, a node that restarts) is tried again; a cursor that
is no longer served means a new snapshot.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.mirror import download
from deploy.mirror.copy import AlteredEntry, Copy
from deploy.mirror.download import AWAY, Download

PAGE, WAIT_SECONDS = 1000, 20
# Below this many entries a bucket is not halved further.
FEW = 4
DEEPEST = 64
# Where more buckets differ, naming the rest helps nobody.
MOST_NAMED = 50


@dataclass(frozen=True)
class Verdict:
    """Whether the copy is equal; if not, buckets in which it differs (50 at most), and its ids there."""

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
        self._download = Download(http, f"{self._at}/snapshot", folder / f"snapshot-{simpul}.partial")

    async def step(self, *, wait: float = 0) -> bool:
        """A snapshot where there is none, else a page of changes; whether there is more at once."""
        cursor = self._copy.cursor
        if cursor is None:
            await self.take_snapshot()
            return True
        asked: dict[str, str | float] = {"after": cursor, "page_size": PAGE, "wait": wait}
        answer = await self._get("changes", asked, seconds=wait + download.PATIENCE)
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
        manifest = await self._download.fetch()
        try:
            self._copy.replace(self._download.entries(), manifest["cursor"])
        except AlteredEntry:
            # Kept, it would be refused again at each start.
            self._download.discard()
            raise
        self._download.discard()

    async def prove(self, tell: Callable[[str], None]) -> Verdict:
        """Catch up and verify. Where the copy differs, `tell` in which entries, and take it anew, once."""
        verdict = await self._verify_at_head()
        if verdict.is_equal:
            return verdict
        for prefix, ids in verdict.differing.items():
            tell(f"not equal at {verdict.at}, bucket `{prefix}`; the copy has there: {', '.join(ids) or '-'}")
        await self.take_snapshot()
        return await self._verify_at_head()

    async def _verify_at_head(self) -> Verdict:
        while True:
            await self.catch_up()
            try:
                return await self.verify()
            except httpx.HTTPStatusError as error:
                # The cursor went out of use in between; catching up begins with a snapshot then.
                if error.response.status_code != httpx.codes.GONE:
                    raise

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
            if len(found) >= MOST_NAMED:
                break
            narrower = prefix + digit
            own, theirs = self._copy.digest(narrower), await self._digest(cursor, narrower)
            if own == (theirs["digest"], theirs["rows"]):
                continue
            if max(own[1], theirs["rows"]) <= FEW or len(narrower) == DEEPEST:
                found.append(narrower)
            else:
                found += await self._differing(cursor, narrower)
        return found[:MOST_NAMED]

    async def _digest(self, cursor: str, prefix: str) -> dict[str, Any]:
        asked = {"at": cursor} | ({"prefix": prefix} if prefix else {})
        answer = await self._get("digest", asked, seconds=download.PATIENCE)
        digest: dict[str, Any] = answer.raise_for_status().json()
        return digest

    async def _get(self, what: str, asked: Mapping[str, str | float], *, seconds: float) -> httpx.Response:
        """An answer; a node that restarts, or does not let itself be reached, is asked again for a while."""
        until = time.monotonic() + download.PATIENCE
        while True:
            try:
                answer = await self._http.get(f"{self._at}/{what}", params=asked, timeout=seconds)
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code not in AWAY or time.monotonic() > until:
                    return answer
            await asyncio.sleep(download.PAUSE)
