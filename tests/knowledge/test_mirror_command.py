"""The reference mirror against the directory: killed, cheated, cut off, and still equal."""

import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from deploy.mirror import pull
from deploy.mirror.copy import AlteredEntry, Copy, row_of
from deploy.mirror.pull import Mirror
from services.kit.tokens import InternalSigner
from services.knowledge import app as knowledge_app
from tests.registry.factories import make_forum
from tests.support.callers import MINISTRY, SECRETARIAT, Caller

CatchUp = Callable[[], Any]


class Breaking(httpx.AsyncBaseTransport):
    """Answers as the application does, except that some answers break off or never come."""

    def __init__(self, app: FastAPI, signer: InternalSigner, chosen: random.Random, share: float) -> None:
        self._inner = httpx.ASGITransport(app)
        self._token = signer.mint(MINISTRY, "kabkota", knowledge_app.NAME)
        self._chosen, self._share = chosen, share

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Authorization"] = f"Bearer {self._token}"
        if self._chosen.random() < self._share:
            raise httpx.ConnectError("cut off")
        answer = await self._inner.handle_async_request(request)
        if self._chosen.random() >= self._share:
            return answer
        whole = await answer.aread()
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=_Broken(whole[: len(whole) // 2])
        )


class _Broken(httpx.AsyncByteStream):
    def __init__(self, part: bytes) -> None:
        self._part = part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._part
        raise httpx.ReadError("cut off")


@pytest.fixture
def mirrored(
    directory: Caller,
    knowledge_app_running: FastAPI,
    signer: InternalSigner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Mirror]:
    """A mirror on a file, as a new process would open it."""

    # Without patience: what the breaking transport does ends a step at once, as a kill does.
    monkeypatch.setattr(pull, "PATIENCE", 0.0)

    def make(share: float = 0.0, seed: int = 0) -> Mirror:
        transport = Breaking(knowledge_app_running, signer, random.Random(seed), share)
        http = httpx.AsyncClient(transport=transport, base_url="http://node")
        return Mirror(http, "kabkota", Copy(tmp_path / "copy.sqlite"), tmp_path)

    return make


async def test_a_mirror_is_equal_after_snapshot_and_changes(
    mirrored: Callable[..., Mirror], registry: Caller, catch_up: CatchUp
) -> None:
    mirror = mirrored()
    await mirror.catch_up()
    first = await mirror.verify()
    assert (first.is_equal, first.rows) == (True, 15)
    await make_forum(registry, "forum-baru")
    await catch_up()
    await mirror.catch_up()
    second = await mirror.verify()
    assert (second.is_equal, second.rows) == (True, 16)
    assert second.at != first.at


async def test_a_mirror_killed_and_cut_off_ends_equal(
    mirrored: Callable[..., Mirror], registry: Caller, catch_up: CatchUp
) -> None:
    chosen = random.Random(50)
    for turn in range(50):
        if turn % 5 == 0:
            await make_forum(registry, f"forum-buatan-{turn}")
        else:
            at = f"/v1/kabkota/forums/forum-buatan-{turn - turn % 5}"
            etag = (await registry.get(at)).headers["etag"]
            await registry.as_(SECRETARIAT).patch(at, {"notes": f"Giliran {turn}"}, etag=etag)
        if chosen.random() < 0.7:
            await catch_up()
        mirror = mirrored(share=0.3, seed=turn)
        try:
            for _ in range(chosen.randrange(1, 4)):
                await mirror.step()
        except httpx.HTTPError:
            pass  # killed here; the next turn opens the file anew
    await catch_up()
    mirror = mirrored()
    await mirror.catch_up()
    verdict = await mirror.verify()
    assert (verdict.is_equal, verdict.rows) == (True, 25)


async def test_a_difference_is_found_where_it_is(mirrored: Callable[..., Mirror], tmp_path: Path) -> None:
    mirror = mirrored()
    await mirror.catch_up()
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        (changed,) = copy.execute("SELECT id FROM entries LIMIT 1").fetchone()
        copy.execute("UPDATE entries SET leaf = zeroblob(32) WHERE id = ?", (changed,))
    verdict = await mirror.verify()
    assert not verdict.is_equal
    (ids,) = verdict.differing.values()
    assert changed in ids
    await mirror.take_snapshot()
    assert (await mirror.verify()).is_equal


async def test_what_is_not_as_it_says_is_not_taken(
    mirrored: Callable[..., Mirror], directory: Caller
) -> None:
    entry = (await directory.get("/v1/kabkota/directory/kartamantul")).json()
    assert row_of(entry)[0] == entry["id"]
    with pytest.raises(AlteredEntry):
        row_of(entry | {"name": "Lain"})


async def test_a_cursor_of_another_epoch_means_a_new_snapshot(
    mirrored: Callable[..., Mirror], tmp_path: Path
) -> None:
    mirror = mirrored()
    await mirror.catch_up()
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        copy.execute("UPDATE state SET value = ?", ("0" * 64 + ".1",))
    await mirror.catch_up()
    assert (await mirror.verify()).is_equal


async def test_a_node_that_restarts_is_asked_again(
    mirrored: Callable[..., Mirror], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PATIENCE", 60.0)
    monkeypatch.setattr(pull, "PAUSE", 0.0)
    mirror = mirrored(share=0.4, seed=7)
    await mirror.catch_up()
    assert (await mirror.verify()).is_equal
