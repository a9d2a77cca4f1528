"""The head of a request, byte by byte: how large it may be and how long it may take."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.server import ServerState

from services.kit.web.problems import ProblemOut
from services.kit.web.server import HEAD_BYTES, Protocol

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LATE = 0.3


class Impatient(Protocol):
    head_seconds = LATE


async def _answer(request: Request) -> PlainTextResponse:
    body = await request.body()
    await asyncio.sleep(float(request.query_params.get("wait", 0)))
    return PlainTextResponse(f"{len(body)} bytes")


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", _answer, methods=["GET", "POST"])])
    config = uvicorn.Config(app, http=Impatient, ws="none", log_config=None, timeout_keep_alive=2)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: Impatient(config, state, {}), "127.0.0.1") as server:
        yield server.sockets[0].getsockname()[1]


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        async with asyncio.timeout(5):
            status, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
            headers = dict(line.split(": ", 1) for line in lines)
            body = await self.reader.readexactly(int(headers["content-length"]))
        return int(status.split()[1]), headers, body

    async def is_closed_after(self) -> float:
        """Seconds until the server closes, having said nothing more."""
        began = time.monotonic()
        async with asyncio.timeout(5):
            assert await self.reader.read() == b""
        return time.monotonic() - began


@pytest.fixture
async def wire(port: int) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Wire(reader, writer)
    writer.close()


def _large(total: int) -> bytes:
    """A head of that many bytes or a few less, in headers of 1 KiB."""
    head = b"GET / HTTP/1.1\r\n"
    while len(head) + 1024 < total:
        head += b"X-Pad: " + b"a" * 1015 + b"\r\n"
    return head + b"\r\n"


async def _is_refused(wire: Wire) -> None:
    status, headers, body = await wire.answer()
    assert (status, headers["content-type"]) == (431, "application/problem+json")
    assert headers["connection"] == "close"
    problem = ProblemOut.model_validate(json.loads(body))
    assert (problem.status, problem.code) == (431, "headers-too-large")
    assert problem.request_id == headers["x-request-id"]
    await wire.is_closed_after()


async def test_a_head_of_almost_64_kib_is_read(wire: Wire) -> None:
    await wire.send(_large(HEAD_BYTES))
    assert (await wire.answer())[0] == 200


async def test_a_larger_one_is_refused(wire: Wire) -> None:
    await wire.send(_large(HEAD_BYTES + 4096))
    await _is_refused(wire)


async def test_so_is_one_in_two_pieces_each_small_enough(wire: Wire) -> None:
    head = _large(HEAD_BYTES + 4096)
    await wire.send(head[: len(head) // 2])
    await asyncio.sleep(0.05)
    await wire.send(head[len(head) // 2 :])
    await _is_refused(wire)


async def test_so_is_a_long_request_line(wire: Wire) -> None:
    await wire.send(b"GET /?" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\n\r\n")
    await _is_refused(wire)


async def test_so_is_a_header_that_never_ends(wire: Wire) -> None:
    await wire.send(b"GET / HTTP/1.1\r\nX-Endless: ")
    await asyncio.sleep(0.02)
    for _ in range(HEAD_BYTES // 4096 + 1):
        await wire.send(b"a" * 4096)
        await asyncio.sleep(0.001)
    await _is_refused(wire)


async def test_the_limit_is_of_each_head_and_not_of_bodies(wire: Wire) -> None:
    body = b"a" * (2 * HEAD_BYTES)
    post = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    for _ in range(2):
        await wire.send(post)
        assert (await wire.answer())[2] == b"131072 bytes"
        await wire.send(_large(HEAD_BYTES - 8192))
        assert (await wire.answer())[0] == 200


async def test_a_head_that_cannot_be_parsed_is_still_a_bad_request(wire: Wire) -> None:
    await wire.send(b"nonsense\r\n\r\n")
    status, _, body = await wire.answer()
    assert (status, json.loads(body)["code"]) == (400, "bad-request")


async def test_a_head_in_pieces_is_read_when_it_is_in_time(wire: Wire) -> None:
    for _ in range(2):
        for piece in (GET[:3], GET[3:20], GET[20:]):
            await wire.send(piece)
            await asyncio.sleep(LATE / 10)
        assert (await wire.answer())[0] == 200
    await asyncio.sleep(LATE * 1.5)  # an idle connection stays
    await wire.send(GET)
    assert (await wire.answer())[0] == 200


@pytest.mark.parametrize("answered_before", [0, 1])
async def test_a_head_that_drips_is_closed(wire: Wire, answered_before: int) -> None:
    for _ in range(answered_before):
        await wire.send(GET)
        await wire.answer()

    async def drip() -> None:
        for byte in GET:
            await wire.send(bytes([byte]))
            await asyncio.sleep(LATE / 5)

    dripping = asyncio.create_task(drip())
    assert LATE * 0.9 < await wire.is_closed_after() < LATE * 4
    dripping.cancel()
    await asyncio.gather(dripping, return_exceptions=True)


async def test_a_slow_body_and_a_slow_answer_are_not_a_slow_head(wire: Wire) -> None:
    await wire.send(b"POST /?wait=%.1f HTTP/1.1\r\nContent-Length: 2\r\n\r\na" % (LATE * 2))
    await asyncio.sleep(LATE * 1.5)
    await wire.send(b"b")
    assert (await wire.answer())[2] == b"2 bytes"


async def test_half_a_head_behind_a_request_does_not_cut_its_answer_short(wire: Wire) -> None:
    await wire.send(GET.replace(b"/ ", b"/?wait=%.1f " % (LATE * 2), 1) + GET[:10])
    assert (await wire.answer())[0] == 200
    assert await wire.is_closed_after() < LATE * 4


async def test_a_connection_that_says_nothing_is_closed(wire: Wire) -> None:
    async def empty_lines() -> None:
        for _ in range(10):
            await asyncio.sleep(0.3)
            await wire.send(b"\r\n")

    sending = asyncio.create_task(empty_lines())
    assert 1.5 < await wire.is_closed_after() < 3
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_empty_lines_before_a_request_are_allowed(wire: Wire) -> None:
    await wire.send(b"\r\n")
    await asyncio.sleep(0.05)
    await wire.send(b"\r\n" + GET)
    assert (await wire.answer())[0] == 200
