"""Members of JDIHN: whose feeds are pulled, what is kept, and what a bad answer does to it."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from fastapi import FastAPI

from services.kit import clock
from services.kit.db import Database, Databases
from services.kit.jobs import app_of
from services.kit.outbound import Bounds
from services.knowledge.jdihn import pulling
from tests.knowledge.regulations import EDITOR
from tests.knowledge.test_jdihn import AT, record
from tests.support.callers import Caller

BOUNDS = Bounds(seconds=2, max_bytes=200_000, opens_loopback=True)
Feed = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Member:
    """A member's own server: answers what a test tells it to."""

    def __init__(self) -> None:
        self.answers: Feed = self._records
        self.records: list[dict[str, Any]] = []
        self.url = ""

    async def _records(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.records)

    def says(self, body: bytes, **more: Any) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, **more)

        self.answers = answer


@pytest.fixture
async def member() -> AsyncIterator[Member]:
    told = Member()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await told.answers(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}/umpan.json"
    yield told
    await runner.cleanup()


@pytest.fixture
def database(knowledge_app_running: FastAPI) -> Database:
    databases: Databases = knowledge_app_running.state.databases
    return databases["kabkota"]


async def work(database: Database, bounds: Bounds = BOUNDS) -> None:
    """Do every job that waits, as the worker does."""
    app = app_of(database, [pulling.task(bounds)])
    async with app.open_async():
        await app.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always"
        )


async def add(caller: Caller, url: str, **said: Any) -> str:
    """A member of an invented name; where it is."""
    body = {"name": "JDIH Contoh (DEMO)", "ministry": "Kementerian Contoh (DEMO)", "feed_url": url, **said}
    answer = await caller.as_(EDITOR).post(f"{AT}/members", body)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def pull(caller: Caller, at: str, database: Database, bounds: Bounds = BOUNDS) -> dict[str, Any]:
    """Have a feed pulled, and tell the member as it then stands."""
    asked = await caller.as_(EDITOR).post(f"{at}/pulls", None)
    assert asked.status_code == 202, asked.text
    await work(database, bounds)
    found: dict[str, Any] = (await caller.get(at)).json()
    return found


async def test_a_feed_is_pulled_and_its_records_kept_with_what_is_said_of_them(
    codes: Caller, member: Member, database: Database
) -> None:
    member.records = [record(), record(idData="902", isbn="-")]
    at = await add(codes, member.url)
    told = await pull(codes, at, database)

    assert (told["last_attempt"]["outcome"], told["last_attempt"]["added"]) == ("ok", 2)
    assert told["last_success"] == told["last_attempt"]
    kept = (await codes.get(f"{at}/records")).json()["items"]
    assert [(one["key"], one["worst"]) for one in kept] == [("901", None), ("902", "warning")]
    assert kept[0]["record"] == record()
    assert list(kept[0]["record"]) == list(record())
    assert [f["code"] for f in kept[1]["findings"]] == ["dash-for-empty"]
    bad = (await codes.get(f"{at}/records?worst=warning")).json()["items"]
    assert [one["key"] for one in bad] == ["902"]


async def test_only_what_changed_by_its_hash_is_written_and_what_left_is_kept(
    codes: Caller, member: Member, database: Database
) -> None:
    member.records = [record(idData=str(number)) for number in range(901, 905)]
    at = await add(codes, member.url)
    await pull(codes, at, database)
    member.records = [
        dict(reversed(record(idData="901").items())),
        record(idData="902", judul="Lain (DEMO)"),
        record(idData="905"),
    ]

    told = (await pull(codes, at, database))["last_success"]

    assert {name: told[name] for name in ("added", "changed", "unchanged", "gone")} == {
        "added": 1,
        "changed": 1,
        "unchanged": 1,
        "gone": 2,
    }
    gone = (await codes.get(f"{at}/records?gone=true")).json()["items"]
    assert [one["key"] for one in gone] == ["903", "904"]
    member.records.append(record(idData="903"))
    assert (await pull(codes, at, database))["last_success"]["changed"] == 1
    again = (await pull(codes, at, database))["last_success"]
    assert (again["unchanged"], again["added"], again["changed"], again["gone"]) == (4, 0, 0, 0)


async def _slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65_536)


async def _inward(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://169.254.169.254/latest/meta-data")


async def _circle(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(str(request.url))


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"[")
    assert request.transport is not None
    request.transport.close()
    return response


def _says(body: bytes, **more: Any) -> Feed:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, **more)

    return answer


BOMB = gzip.compress(b" " * 50_000_000)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (_says(b"<html>masuk</html>", content_type="text/html"), "html-answer"),
        (_says(b""), "empty-answer"),
        (_says(b"{"), "invalid-json"),
        (_says(b"[]", status=500), "http-status"),
        (_says(b'{"status": false, "message": "Too many requests"}'), "not-a-record"),
        (_says(b'{"kode": 1e999}'), "not-a-record"),
        (_says(b"[" + b"{}," * 50_000 + b"{}]"), "too-many-records"),
        (_says(BOMB, headers={"Content-Encoding": "gzip"}), "too-large"),
        (_says(b"bukan gzip", headers={"Content-Encoding": "gzip"}), "not-reached"),
        (_says(b"x", headers={"Content-Encoding": "br"}), "unknown-encoding"),
        (_endless, "too-large"),
        (_slow, "too-slow"),
        (_inward, "not-public"),
        (_circle, "too-many-redirects"),
        (_cut, "not-reached"),
    ],
)
async def test_a_bad_answer_is_told_and_what_is_kept_stays(
    codes: Caller, member: Member, database: Database, answers: Feed, outcome: str
) -> None:
    member.records = [record()]
    at = await add(codes, member.url)
    before = (await pull(codes, at, database))["last_success"]
    member.answers = answers

    told = await pull(codes, at, database, Bounds(seconds=0.7, max_bytes=200_000, opens_loopback=True))

    assert told["last_attempt"]["outcome"] == outcome
    assert told["last_attempt"]["detail"]
    assert told["last_success"] == before
    (kept,) = (await codes.get(f"{at}/records")).json()["items"]
    assert kept["gone_at"] is None


@pytest.mark.parametrize("answer", [b"[]", b"0 results", b'[{"galat": "Too many requests"}]'])
async def test_a_feed_that_lost_most_of_its_records_is_held_back_until_that_is_said_to_be_right(
    codes: Caller, member: Member, database: Database, answer: bytes
) -> None:
    member.records = [record(idData=str(number)) for number in range(901, 911)]
    at = await add(codes, member.url)
    before = (await pull(codes, at, database))["last_success"]
    member.says(answer)

    told = await pull(codes, at, database)

    assert (told["last_attempt"]["outcome"], told["last_success"]) == ("suspicious-loss", before)
    assert "10 dari 10" in told["last_attempt"]["detail"]
    assert (await codes.get(f"{at}/records?gone=true")).json()["items"] == []
    wrong = await codes.as_(EDITOR).post(f"{at}/pulls", {"accept_loss": "ya"})
    assert wrong.status_code == 422
    asked = await codes.as_(EDITOR).post(f"{at}/pulls", {"accept_loss": True})
    assert asked.status_code == 202, asked.text
    await work(database)
    told = (await codes.get(at)).json()
    assert (told["last_success"]["outcome"], told["last_success"]["gone"]) == ("ok", 10)


async def test_a_feed_that_loses_half_of_its_records_or_a_few_is_believed(
    codes: Caller, member: Member, database: Database
) -> None:
    at = await add(codes, member.url)
    for count in (12, 6, 1, 0):
        member.records = [record(idData=str(number)) for number in range(901, 901 + count)]
        told = await pull(codes, at, database)
        assert (told["last_attempt"]["outcome"], told["last_attempt"]["records"]) == ("ok", count)


async def test_a_number_that_nobody_reads_stops_no_pull(
    codes: Caller, member: Member, database: Database
) -> None:
    member.says(b'[{"idData": "901", "isbn": 1e999, "subjek": NaN}]')
    told = await pull(codes, await add(codes, member.url), database)
    assert told["last_success"]["records"] == 1
    assert [f["code"] for f in told["findings"]] == ["not-finite"]


async def test_what_nobody_foresaw_is_an_outcome_and_not_tried_for_ever(
    codes: Caller, member: Member, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: Any) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(pulling, "_judged", fails)
    told = await pull(codes, await add(codes, member.url), database)
    assert (told["last_attempt"]["outcome"], told["last_success"]) == ("internal", None)
    monkeypatch.undo()
    await work(database)
    assert (await codes.get(f"{AT}/members")).json()["items"][0]["last_success"] is None


async def test_no_results_is_an_empty_feed_and_said_to_be_written_oddly(
    codes: Caller, member: Member, database: Database
) -> None:
    member.says(b"0 results")
    told = await pull(codes, await add(codes, member.url), database)
    assert (told["last_success"]["outcome"], told["last_success"]["records"]) == ("ok", 0)
    assert [f["code"] for f in told["findings"]] == ["zero-results-text"]


async def test_a_feed_on_loopback_is_not_asked_unless_the_setting_opens_it(
    codes: Caller, member: Member, database: Database
) -> None:
    # The port is refused before the address.
    told = await pull(codes, await add(codes, member.url), database, Bounds())
    assert told["last_attempt"]["outcome"] in ("port-not-allowed", "not-public")
    assert told["last_success"] is None


async def test_a_pull_that_was_interrupted_is_done_again(
    codes: Caller, member: Member, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    member.records = [record(idData=str(number)) for number in range(50)]
    at = await add(codes, member.url)
    with monkeypatch.context() as broken:

        async def dies(*arguments: Any) -> dict[str, int]:
            raise OSError("the worker is killed in the middle")

        broken.setattr(pulling, "_keep", dies)
        with pytest.raises(OSError, match="killed"):
            await pulling.pull(database, _id(at), BOUNDS)
    assert (await codes.get(f"{at}/records")).json()["items"] == []
    told = await pull(codes, at, database)
    assert told["last_success"]["added"] == 50


async def test_due_feeds_are_enqueued_once_and_due_again_later(
    codes: Caller, member: Member, database: Database
) -> None:
    at = await add(codes, member.url, pull_every_hours=6)
    idle = await add(codes, f"{member.url}?lain", is_pulled=False)
    assert await pulling.enqueue_due(database) == 1
    assert await pulling.enqueue_due(database) == 0
    await work(database)
    assert (await codes.get(at)).json()["last_success"]["outcome"] == "ok"
    assert (await codes.get(idle)).json()["last_attempt"] is None
    with clock.fixed(clock.now() + timedelta(hours=7)):
        assert await pulling.enqueue_due(database) == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"feed_url": "ftp://contoh.test/x"}, "not-an-address"),
        ({"feed_url": "http://nama:sandi@contoh.test/"}, "credentials-in-address"),
        ({"feed_url": "http://10.0.0.1/umpan"}, "not-public"),
        ({"feed_url": "bukan alamat"}, "not-an-address"),
        ({"ministry": None}, "region-or-ministry"),
        ({"ministry": None, "region_code": "99"}, "unknown-region"),
        ({"pull_every_hours": 0}, "greater-than-equal"),
        ({"name": None}, "string-type"),
    ],
)
async def test_what_a_member_may_not_say_is_told(codes: Caller, said: dict[str, Any], code: str) -> None:
    body = {"name": "DEMO", "ministry": "DEMO", "feed_url": "https://contoh.test/umpan", **said}
    answer = await codes.as_(EDITOR).post(f"{AT}/members", body)
    assert answer.status_code == 422, answer.text
    assert [e["code"] for e in answer.json()["errors"]] == [code]


async def test_a_member_is_amended_by_version_and_taken_off(codes: Caller) -> None:
    url = "https://contoh.test/umpan"
    at = await add(codes, url)
    editor = codes.as_(EDITOR)
    twice = await editor.post(f"{AT}/members", {"name": "DEMO", "ministry": "DEMO", "feed_url": url})
    assert (twice.status_code, twice.json()["code"]) == (409, "jdihn-feed-taken")
    assert (await editor.patch(at, {"name": "Lain (DEMO)"}, etag=None)).status_code == 428
    assert (await editor.patch(at, {"name": "Lain (DEMO)"}, etag='"5"')).status_code == 412
    changed = await editor.patch(at, {"name": "Lain (DEMO)"}, etag='"1"')
    assert (changed.json()["name"], changed.headers["etag"]) == ("Lain (DEMO)", '"2"')
    assert [one["name"] for one in (await codes.get(f"{AT}/members")).json()["items"]] == ["Lain (DEMO)"]
    assert (await editor.delete(at, etag='"2"')).status_code == 204
    assert (await codes.get(at)).json()["code"] == "jdihn-member-not-found"


def _id(at: str) -> UUID:
    return UUID(at.rsplit("/", 1)[1])
