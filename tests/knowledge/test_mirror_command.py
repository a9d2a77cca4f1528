"""The reference mirror against the directory: killed, cheated, cut off, and still equal."""

import argparse
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from deploy.mirror import __main__ as command
from deploy.mirror import download
from deploy.mirror.copy import AlteredEntry, Copy, OtherCopy, row_of
from deploy.mirror.download import DamagedSnapshot
from deploy.mirror.pull import Mirror
from services.kit.tokens import InternalSigner
from tests.registry.factories import make_forum
from tests.support.callers import MINISTRY, SECRETARIAT, Caller

CatchUp = Callable[[], Any]


class Breaking(httpx.AsyncBaseTransport):
    """Answers as the application does, except that some answers break off or never come."""

    def __init__(self, app: FastAPI, signer: InternalSigner, chosen: random.Random, share: float) -> None:
        self._inner = httpx.ASGITransport(app)
        self._token = signer.mint(MINISTRY, "kabkota", "knowledge")
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
    monkeypatch.setattr(download, "PATIENCE", 0.0)
    monkeypatch.setattr(download, "PAUSE", 0.0)

    def make(share: float = 0.0, seed: int = 0) -> Mirror:
        transport = Breaking(knowledge_app_running, signer, random.Random(seed), share)
        http = httpx.AsyncClient(transport=transport, base_url="http://node")
        return Mirror(http, "kabkota", Copy(tmp_path / "copy.sqlite", "kabkota"), tmp_path)

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
    monkeypatch.setattr(download, "PATIENCE", 60.0)
    mirror = mirrored(share=0.4, seed=7)
    await mirror.catch_up()
    assert (await mirror.verify()).is_equal


class Killed(BaseException):
    """What no code of the mirror catches."""


class Watched(httpx.AsyncBaseTransport):
    """Keeps what was asked for and how much was sent, and lets a test spoil an answer on its way."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.asked: list[httpx.Request] = []
        self.spoils: list[Callable[[bytes], AsyncIterator[bytes]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = await self._inner.handle_async_request(request)
        if not self.spoils or not request.url.path.endswith("/snapshot"):
            return answer
        spoiled = self.spoils.pop(0)(await answer.aread())
        return httpx.Response(answer.status_code, headers=answer.headers, stream=_Spoiled(spoiled))


class _Spoiled(httpx.AsyncByteStream):
    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk


def first_half_then(error: BaseException) -> Callable[[bytes], AsyncIterator[bytes]]:
    """Half of what there is, then an error."""

    async def send(whole: bytes) -> AsyncIterator[bytes]:
        yield whole[: len(whole) // 2]
        raise error

    return send


async def other_bytes(whole: bytes) -> AsyncIterator[bytes]:
    """As many bytes, of which one is another."""
    yield whole[:40] + b"#" + whole[41:]


@pytest.fixture
def watched(
    mirrored: Callable[..., Mirror], knowledge_app_running: FastAPI, signer: InternalSigner, tmp_path: Path
) -> tuple[Watched, Callable[[], Mirror]]:
    """A transport that is watched, and mirrors over it, each as a new process."""
    transport = Watched(Breaking(knowledge_app_running, signer, random.Random(0), 0.0))

    def make() -> Mirror:
        http = httpx.AsyncClient(transport=transport, base_url="http://node")
        return Mirror(http, "kabkota", Copy(tmp_path / "copy.sqlite", "kabkota"), tmp_path)

    return transport, make


async def test_a_killed_download_goes_on_where_it_was(
    watched: tuple[Watched, Callable[[], Mirror]], registry: Caller, catch_up: CatchUp
) -> None:
    transport, make = watched
    transport.spoils.append(first_half_then(Killed()))
    with pytest.raises(Killed):
        await make().step()
    await make().catch_up()
    _, again, *_ = [request for request in transport.asked if request.url.path.endswith("/snapshot")]
    assert int(again.headers["range"].removeprefix("bytes=").removesuffix("-")) > 1000
    assert again.headers["if-range"].startswith('"')
    assert (await make().verify()).is_equal


async def test_a_killed_download_of_what_changed_since_begins_anew(
    watched: tuple[Watched, Callable[[], Mirror]], registry: Caller, catch_up: CatchUp
) -> None:
    transport, make = watched
    transport.spoils.append(first_half_then(Killed()))
    with pytest.raises(Killed):
        await make().step()
    await make_forum(registry, "forum-baru")
    await catch_up()
    await make().catch_up()
    verdict = await make().verify()
    assert (verdict.is_equal, verdict.rows) == (True, 16)


async def test_a_download_that_comes_in_small_pieces_is_not_given_up(
    watched: tuple[Watched, Callable[[], Mirror]],
) -> None:
    transport, make = watched
    # Without patience: only that each piece was progress lets it go on.
    transport.spoils += [first_half_then(httpx.ReadError("cut off"))] * 8
    await make().catch_up()
    assert not transport.spoils
    assert (await make().verify()).is_equal


async def test_pieces_damaged_before_a_crash_are_downloaded_again(
    watched: tuple[Watched, Callable[[], Mirror]], tmp_path: Path
) -> None:
    transport, make = watched
    transport.spoils.append(first_half_then(Killed()))
    with pytest.raises(Killed):
        await make().step()
    partial = tmp_path / "snapshot-kabkota.partial"
    partial.write_bytes(b"#" + partial.read_bytes()[1:])
    await make().catch_up()
    assert (await make().verify()).is_equal
    assert not partial.exists()


async def test_a_snapshot_that_is_not_as_it_says_is_not_taken(
    watched: tuple[Watched, Callable[[], Mirror]],
) -> None:
    transport, make = watched
    transport.spoils.append(other_bytes)
    with pytest.raises(DamagedSnapshot):
        await make().step()
    await make().catch_up()
    assert (await make().verify()).is_equal


async def test_a_difference_is_named_and_mended(mirrored: Callable[..., Mirror], tmp_path: Path) -> None:
    mirror = mirrored()
    await mirror.catch_up()
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        (changed,) = copy.execute("SELECT id FROM entries LIMIT 1").fetchone()
        copy.execute("UPDATE entries SET leaf = zeroblob(32) WHERE id = ?", (changed,))
    said: list[str] = []
    verdict = await mirror.prove(said.append)
    assert (verdict.is_equal, verdict.rows) == (True, 15)
    (named,) = said
    assert changed in named


class _Once(Exception):
    """Ends what would follow for ever."""


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        (AlteredEntry("entry 1 is not what its content_sha256 says"), 3, "not taken"),
        (DamagedSnapshot("the snapshot ends without its manifest"), 3, "not taken"),
        (httpx.ConnectError("cut off"), 2, "cannot be asked"),
    ],
)
async def test_what_ends_the_command_is_a_sentence(
    fault: Exception,
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    async def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Mirror, "prove", fail)
    assert await command.main(_arguments(tmp_path), "rahasia") == status
    told = capsys.readouterr().err
    assert says in told
    assert "Traceback" not in told


async def test_following_proves_again(
    mirrored: Callable[..., Mirror], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mirror = mirrored()
    proofs: list[bool] = []
    prove = Mirror.prove

    async def counted(self: Mirror, tell: Callable[[str], None]) -> Any:
        if len(proofs) == 2:
            raise _Once
        verdict = await prove(self, tell)
        proofs.append(verdict.is_equal)
        return verdict

    monkeypatch.setattr(Mirror, "prove", counted)
    monkeypatch.setattr(command, "Mirror", lambda *_: mirror)
    with pytest.raises(_Once):
        await command.main(_arguments(tmp_path, follow=True), "rahasia")
    assert proofs == [True, True]


def _arguments(folder: Path, *, follow: bool = False) -> argparse.Namespace:
    return argparse.Namespace(
        into=folder / "other.sqlite",
        node="http://node",
        client_id="kemendagri",
        simpul="kabkota",
        follow=follow,
        prove_every=0.1,
    )


def test_a_copy_of_one_simpul_is_never_made_into_one_of_the_other(tmp_path: Path) -> None:
    Copy(tmp_path / "copy.sqlite", "kabkota").close()
    with pytest.raises(OtherCopy, match="kabkota"):
        Copy(tmp_path / "copy.sqlite", "provinsi")
