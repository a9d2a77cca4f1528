"""What a caller sees when a service, or the caller itself, is slow, gone or broken."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from gateway import app as gateway_app
from gateway.table import TABLE, Entry
from tests.gateway.conftest import Door, OpenGateway
from tests.gateway.serving import Handler, nobody_listening, read_head, serving_raw, until
from tests.gateway.test_proxy import FORUMS, JSON, connect, in_chunks
from tests.gateway.upstreams import Upstream, streaming

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


async def test_a_service_that_is_down_is_named(open_gateway: OpenGateway) -> None:
    with nobody_listening() as url:
        async with open_gateway(knowledge_url=url) as door:
            answer = await door.http.get("/v1/kabkota/directory", headers={"Accept-Language": "en"})
            assert (answer.status_code, answer.json()["code"]) == (502, "bad-gateway")
            assert "knowledge" in answer.json()["detail"]
            assert answer.headers["retry-after"] == "1"
            assert (await door.http.get(FORUMS)).status_code == 200, "the rest serves"
            write = await door.http.post(FORUMS, content=b"{}")
            assert write.status_code == 200


def closing_after(answered: int, seen: list[bytes]) -> Handler:
    """A service that on each connection answers so many requests, and hangs up on the next."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        for number in range(answered + 1):
            head = await read_head(reader)
            seen.append(head.split(b" ")[0])
            if number < answered:
                writer.write(OK)
                await writer.drain()

    return handle


async def test_a_read_is_asked_again_on_a_dead_connection(open_gateway: OpenGateway) -> None:
    seen: list[bytes] = []
    async with serving_raw(closing_after(1, seen)) as url, open_gateway(registry_url=url) as door:
        for _ in range(3):
            assert (await door.http.get(FORUMS)).status_code == 200
        assert (await door.http.head(FORUMS)).status_code == 200
    assert seen == [b"GET"] * 7


async def test_a_read_is_asked_again_only_once(open_gateway: OpenGateway) -> None:
    seen: list[bytes] = []
    async with serving_raw(closing_after(0, seen)) as url, open_gateway(registry_url=url) as door:
        assert (await door.http.get(FORUMS)).status_code == 502
    assert seen == [b"GET", b"GET"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize("content", [b"", b"{}"])
async def test_a_write_is_never_sent_again(
    open_gateway: OpenGateway, monkeypatch: pytest.MonkeyPatch, method: str, content: bytes
) -> None:
    path = f"{FORUMS}/kartamantul"
    others = (Entry(m, "/v1/{simpul}/forums/{slug}", "registry") for m in ("POST", "PUT", "DELETE"))
    monkeypatch.setattr(gateway_app, "TABLE", (*TABLE, *others))
    seen: list[bytes] = []
    async with serving_raw(closing_after(1, seen)) as url, open_gateway(registry_url=url) as door:
        assert (await door.http.get(path)).status_code == 200
        answer = await door.http.request(method, path, content=content)
        assert (answer.status_code, answer.json()["code"]) == (502, "bad-gateway")
    assert seen == [b"GET", method.encode()]


@pytest.mark.parametrize("nonsense", [b"bukan HTTP\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\0\0\0", b""])
async def test_a_service_that_speaks_nonsense_is_a_bad_gateway(
    open_gateway: OpenGateway, nonsense: bytes
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await read_head(reader)
        writer.write(nonsense)
        await writer.drain()

    async with serving_raw(handle) as url, open_gateway(registry_url=url) as door:
        assert (await door.http.get(FORUMS)).status_code == 502


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
)
async def test_an_answer_that_breaks_off_is_never_taken_for_whole(
    open_gateway: OpenGateway, answer: bytes
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await read_head(reader)
        writer.write(answer)
        await writer.drain()

    async with serving_raw(handle) as url, open_gateway(registry_url=url) as door:
        with pytest.raises(httpx.RemoteProtocolError):
            await door.http.get(FORUMS)


async def test_a_service_that_says_nothing_is_a_timeout(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    upstream.behaviour = upstream.never
    async with open_gateway(read_timeout=0.2) as door:
        for answer in (await door.http.get(FORUMS), await door.http.post(FORUMS, content=b"{}")):
            assert (answer.status_code, answer.json()["code"]) == (504, "gateway-timeout")
            assert "registry" in answer.json()["detail"]
    await until(lambda: upstream.last.saw_disconnect)
    assert [request.method for request in upstream.received] == ["GET", "POST"], "nothing is asked twice"


async def test_a_service_that_falls_silent_within_an_answer_is_cut_off(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    upstream.behaviour = streaming([b"half", b"half"], pause=0.6)
    async with open_gateway(read_timeout=0.2) as door:
        with pytest.raises(httpx.RemoteProtocolError):
            await door.http.get(FORUMS)


async def test_a_steady_answer_may_take_longer_than_the_timeout(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    upstream.behaviour = streaming([b"x"] * 8, pause=0.1)
    async with open_gateway(read_timeout=0.3) as door:
        assert (await door.http.get(FORUMS)).content == b"x" * 8


async def test_a_slow_reader_is_not_taken_for_a_silent_service(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    upstream.behaviour = streaming([b"x" * 1_000_000] * 20)
    async with open_gateway(read_timeout=0.2) as door, door.http.stream("GET", FORUMS) as answer:
        parts = answer.aiter_raw()
        size = len(await anext(parts))
        await asyncio.sleep(0.6)
        async for part in parts:
            size += len(part)
    assert size == 20_000_000


@contextmanager
def never_accepting() -> Iterator[str]:
    """The URL of a port whose queue is full, so that the kernel answers nobody."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(sock.getsockname())
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            for filler in fillers:
                filler.close()


async def test_a_service_that_does_not_accept_is_a_timeout(open_gateway: OpenGateway) -> None:
    with never_accepting() as url:
        async with open_gateway(registry_url=url, connect_timeout=0.2) as door:
            assert (await door.http.get(FORUMS)).status_code == 504


async def test_who_gets_no_connection_in_time_is_told_so(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    upstream.behaviour = upstream.never
    async with open_gateway(upstream_connections=1, connect_timeout=0.2) as door:
        first = asyncio.create_task(door.http.get(FORUMS))
        await until(lambda: len(upstream.received) == 1)
        assert (await door.http.get(FORUMS)).status_code == 504
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await until(lambda: upstream.last.saw_disconnect)
        upstream.reset()
        assert (await door.http.get(FORUMS)).status_code == 200, "the connection is free again"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_when_the_caller_goes_the_service_may_stop(
    gateway: Door, upstream: Upstream, method: str
) -> None:
    upstream.behaviour = upstream.never
    asking = asyncio.create_task(gateway.http.request(method, FORUMS, content=b"{}"))
    await until(lambda: bool(upstream.received))
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await until(lambda: upstream.last.saw_disconnect, seconds=2)


async def test_when_the_caller_goes_within_an_answer_the_service_may_stop(
    gateway: Door, upstream: Upstream
) -> None:
    sent: list[int] = []

    async def behave(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        while (await asyncio.wait({waiting}, timeout=0.01))[1]:
            await send({"type": "http.response.body", "body": b"x", "more_body": True})  # type: ignore[operator]
            sent.append(1)

    async def disconnected() -> None:
        await until(lambda: bool(receives))
        while (await receives[0]())["type"] != "http.disconnect":  # type: ignore[operator]
            pass

    receives: list[object] = []

    async def behave_and_watch(scope: object, receive: object, send: object) -> None:
        receives.append(receive)
        await behave(scope, receive, send)

    waiting = asyncio.create_task(disconnected())
    upstream.behaviour = behave_and_watch
    reader, writer = await connect(gateway)
    writer.write(b"GET /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await asyncio.wait_for(waiting, 2)
    assert sent


async def test_a_caller_that_goes_within_its_body_leaves_no_whole_request(
    gateway: Door, upstream: Upstream
) -> None:
    _, writer = await connect(gateway)
    writer.write(b"POST /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    await until(lambda: bool(upstream.received) and bytes(upstream.last.body) == b"half")
    writer.close()
    await until(lambda: upstream.last.saw_disconnect)
    assert not upstream.last.is_complete


async def test_a_caller_that_goes_within_a_form_is_no_fault_of_ours(
    gateway: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    _, writer = await connect(gateway)
    writer.write(
        b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\nhalf"
    )
    await writer.drain()
    assert (await gateway.http.get("/healthz")).status_code == 200
    writer.close()
    said = ""

    def has_ended() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "client_gone" in said

    await until(has_ended)
    assert "unhandled_error" not in said


async def test_a_body_that_does_not_come_is_given_up(open_gateway: OpenGateway, upstream: Upstream) -> None:
    async with open_gateway(upload_timeout=0.3) as door:
        reader, writer = await connect(door)
        writer.write(b"POST /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
        await until(lambda: upstream.last.saw_disconnect)
        assert not upstream.last.is_complete


async def test_a_service_may_answer_before_it_read_everything(gateway: Door, upstream: Upstream) -> None:
    async def refuse(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 403, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"tidak"})  # type: ignore[operator]

    upstream.behaviour = refuse
    answer = await gateway.http.post(FORUMS, content=in_chunks(*[b"x" * 1000] * 80), headers=JSON)
    assert (answer.status_code, answer.content) == (403, b"tidak")
    upstream.reset()
    assert (await gateway.http.post(FORUMS, content=b"{}")).json()["bytes"] == 2


async def test_a_service_that_answers_early_and_falls_silent_is_cut_off(
    open_gateway: OpenGateway, upstream: Upstream
) -> None:
    async def answer_half(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"half", "more_body": True})  # type: ignore[operator]
        await asyncio.sleep(5)

    upstream.behaviour = answer_half
    async with open_gateway(read_timeout=0.2) as door:
        reader, writer = await connect(door)
        writer.write(b"POST /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        async with asyncio.timeout(2):
            received = await reader.read()
        assert received.startswith(b"HTTP/1.1 200")
        assert received.endswith(b"4\r\nhalf\r\n"), "without the chunk that would end it"
        writer.close()
