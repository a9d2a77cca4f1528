"""What passes through the gateway, and what stays outside."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.conftest import BODY_LIMIT, Door, OpenGateway
from tests.gateway.serving import serving_raw, until
from tests.gateway.upstreams import Upstream, answering, streaming

FORUMS = "/v1/kabkota/forums"
JSON = {"Content-Type": "application/json"}


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
        await asyncio.sleep(0)


@pytest.mark.parametrize("size", [1, 5_000, BODY_LIMIT])
async def test_a_body_arrives_as_it_was_sent(gateway: Door, upstream: Upstream, size: int) -> None:
    body = bytes(n % 251 for n in range(size))
    answer = await gateway.http.post(FORUMS, content=body, headers=JSON)
    assert answer.json()["bytes"] == size
    request = upstream.last
    assert bytes(request.body) == body
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(size)
    assert "transfer-encoding" not in request.headers


async def test_a_body_of_unknown_length_is_streamed(gateway: Door, upstream: Upstream) -> None:
    chunks = [b"a" * 30_000, b"b" * 30_000, b"c" * 30_000]
    answer = await gateway.http.post(FORUMS, content=in_chunks(*chunks), headers=JSON)
    assert answer.status_code == 200
    assert bytes(upstream.last.body) == b"".join(chunks)
    assert upstream.last.headers["transfer-encoding"] == "chunked"


async def test_a_body_begins_to_arrive_before_it_is_whole(gateway: Door, upstream: Upstream) -> None:
    arrived = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"first"
        await until(lambda: bool(upstream.received) and bytes(upstream.last.body) == b"first")
        arrived.set()
        yield b"second"

    assert (await gateway.http.post(FORUMS, content=slowly())).status_code == 200
    assert arrived.is_set()
    assert bytes(upstream.last.body) == b"firstsecond"


async def test_a_write_without_a_body_has_none(gateway: Door, upstream: Upstream) -> None:
    assert (await gateway.http.post(FORUMS)).json()["bytes"] == 0
    assert upstream.last.headers["content-length"] == "0"
    assert "content-type" not in upstream.last.headers


async def test_a_content_type_is_not_invented(gateway: Door, upstream: Upstream) -> None:
    await gateway.http.post(FORUMS, content=b"{}")
    assert "content-type" not in upstream.last.headers


async def test_the_body_of_a_read_goes_nowhere(gateway: Door, upstream: Upstream) -> None:
    answer = await gateway.http.request("GET", FORUMS, content=b"{}", headers=JSON)
    assert answer.json()["bytes"] == 0
    assert "content-length" not in upstream.last.headers


async def test_a_compressed_body_is_refused(gateway: Door, upstream: Upstream) -> None:
    answer = await gateway.http.post(
        FORUMS, content=gzip.compress(b"{}"), headers=JSON | {"Content-Encoding": "gzip"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert upstream.received == []


async def test_a_length_above_the_limit_is_refused_at_once(gateway: Door, upstream: Upstream) -> None:
    answer = await gateway.http.post(FORUMS, content=b"x" * (BODY_LIMIT + 1), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload-too-large")
    assert str(BODY_LIMIT) in answer.json()["detail"]
    assert upstream.received == []


async def test_who_asks_before_sending_too_much_is_not_told_to_go_on(
    gateway: Door, upstream: Upstream
) -> None:
    reader, writer = await connect(gateway)
    writer.write(
        b"POST /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        b"Content-Length: 10000000\r\n\r\n"
    )
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()
    assert upstream.received == []


@pytest.mark.parametrize("does_read", [True, False])
async def test_ten_megabytes_in_chunks_are_refused_and_never_whole(
    gateway: Door, upstream: Upstream, does_read: bool
) -> None:
    if not does_read:
        upstream.behaviour = answer_late
    answer = await gateway.http.post(FORUMS, content=in_chunks(*[b"x" * 10_000] * 1000), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload-too-large")
    if upstream.received and does_read:
        await until(lambda: upstream.last.saw_disconnect)
        assert not upstream.last.is_complete
        assert len(upstream.last.body) <= BODY_LIMIT


async def answer_late(scope: object, receive: object, send: object) -> None:
    """Neither read nor answer for a while."""
    await asyncio.sleep(0.2)


async def test_the_connection_is_usable_after_a_refused_body(gateway: Door) -> None:
    for _ in range(3):
        refused = await gateway.http.post(FORUMS, content=b"x" * (BODY_LIMIT + 1))
        assert refused.status_code == 413
        assert (await gateway.http.get(FORUMS)).status_code == 200


async def test_path_and_query_arrive_as_they_were_matched(gateway: Door, upstream: Upstream) -> None:
    query = "q=a%2Fb&x=%C3%A9&&y&z=1+2"
    await gateway.http.get(f"/v1/kabkota/forums/a%20b%c3%a9%7E%3F%23?{query}")
    assert upstream.last.path == "/v1/kabkota/forums/a bé~?#"
    assert upstream.last.raw_path == b"/v1/kabkota/forums/a%20b%C3%A9~%3F%23"
    assert upstream.last.query == query.encode()


async def test_status_and_headers_come_back(gateway: Door, upstream: Upstream) -> None:
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"etag", b'"7"'),
        (b"link", b'</a>; rel="next"'),
        (b"link", b'</b>; rel="prev"'),
        (b"location", b"/v1/kabkota/forums/x"),
        (b"vary", b"Authorization"),
    ]
    upstream.behaviour = answering(409, b'{"a":1}', headers)
    answer = await gateway.http.get(FORUMS)
    assert (answer.status_code, answer.content) == (409, b'{"a":1}')
    for name in {name for name, _ in headers}:
        sent = [value.decode() for other, value in headers if other == name]
        assert answer.headers.get_list(name.decode()) == sent


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_without_a_body_stays_without(gateway: Door, upstream: Upstream, status: int) -> None:
    upstream.behaviour = answering(status, b"", [(b"etag", b'"7"')])
    for _ in range(2):
        answer = await gateway.http.get(FORUMS)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (status, b"", '"7"')


async def test_a_redirect_is_passed_on_and_not_followed(gateway: Door, upstream: Upstream) -> None:
    upstream.behaviour = answering(303, b"", [(b"location", b"/v1/regions")])
    answer = await gateway.http.get(FORUMS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/v1/regions")
    assert len(upstream.received) == 1


async def test_an_encoded_answer_is_passed_as_it_is(gateway: Door, upstream: Upstream) -> None:
    packed = gzip.compress(b"isi" * 1000)
    upstream.behaviour = answering(200, packed, [(b"content-encoding", b"gzip")])
    async with gateway.http.stream("GET", FORUMS) as answer:
        assert b"".join([chunk async for chunk in answer.aiter_raw()]) == packed


async def test_no_cookie_is_kept_and_none_goes_out(gateway: Door, upstream: Upstream) -> None:
    upstream.behaviour = answering(200, b"{}", [(b"set-cookie", b"a=1; Path=/")])
    assert "set-cookie" not in (await gateway.http.get(FORUMS)).headers
    await gateway.http.get(FORUMS)
    assert "cookie" not in upstream.last.headers


async def test_what_concerns_one_connection_stays_there(open_gateway: OpenGateway) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
            b"Server: uvicorn\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nProxy-Authenticate: Basic\r\n"
            b"Trailer: X-T\r\nUpgrade: h2c\r\nX-End: 2\r\nContent-Length: 2\r\n\r\n{}"
        )
        await writer.drain()

    async with serving_raw(handle) as url, open_gateway(registry_url=url) as door:
        answer = await door.http.get(FORUMS)
        assert answer.content == b"{}"
        assert set(answer.headers) == {"api-version", "content-length", "date", "x-end", "x-request-id"}
        assert "1970" not in answer.headers["date"]


async def test_a_long_answer_is_passed_whole(gateway: Door, upstream: Upstream) -> None:
    chunks = [bytes([n % 256]) * 100_000 for n in range(80)]
    upstream.behaviour = streaming(chunks)
    answer = await gateway.http.get(FORUMS)
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.content == b"".join(chunks)


async def test_an_answer_begins_to_arrive_before_it_is_whole(gateway: Door, upstream: Upstream) -> None:
    go_on = asyncio.Event()

    async def behave(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"first", "more_body": True})  # type: ignore[operator]
        await asyncio.wait_for(go_on.wait(), 5)
        await send({"type": "http.response.body", "body": b"second"})  # type: ignore[operator]

    upstream.behaviour = behave
    async with gateway.http.stream("GET", FORUMS) as answer:
        parts = answer.aiter_raw()
        assert await anext(parts) == b"first"
        go_on.set()
        assert await anext(parts) == b"second"


async def test_a_slow_reader_holds_the_service_back_not_the_memory(gateway: Door, upstream: Upstream) -> None:
    sent = 0

    async def behave(scope: object, receive: object, send: object) -> None:
        nonlocal sent
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        for _ in range(600):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})  # type: ignore[operator]
            sent += 100_000
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    upstream.behaviour = behave
    reader, writer = await connect(gateway)
    writer.write(b"GET /v1/kabkota/forums HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    before = -1
    while sent != before:
        before = sent
        await asyncio.sleep(0.2)
    assert 0 < sent < 30_000_000, "kernel buffers, and little more"
    writer.close()


async def test_many_at_once_get_each_their_own(gateway: Door, upstream: Upstream) -> None:
    async def ask(number: int) -> bool:
        method, content = ("POST", b"x" * number) if number % 3 == 0 else ("GET", b"")
        path = FORUMS if method == "POST" else f"{FORUMS}/forum-{number}"
        answer = await http.request(method, path, content=content)
        body = answer.json()
        return bool(body == {"path": path, "bytes": len(content)})

    limits = httpx.Limits(max_connections=32)
    async with httpx.AsyncClient(base_url=gateway.http.base_url, limits=limits) as http:
        upstream.behaviour = echo_alone
        assert all(await asyncio.gather(*(ask(number) for number in range(120))))


async def echo_alone(scope: object, receive: object, send: object) -> None:
    """An echo that keeps no account, so that many may run at once."""
    size, more = 0, True
    while more:
        message = await receive()  # type: ignore[operator]
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = b'{"path":"%b","bytes":%d}' % (scope["path"].encode(), size)  # type: ignore[index]
    await answering(200, body)(scope, receive, send)  # type: ignore[arg-type]


async def connect(door: Door) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection to the gateway."""
    url = door.http.base_url
    return await asyncio.open_connection(url.host, url.port)


async def test_a_document_has_more_room_than_other_bodies(gateway: Door, upstream: Upstream) -> None:
    files = f"{FORUMS}/kartamantul/instruments/018f0000-0000-7000-8000-000000000000/files"
    pdf = {"Content-Type": "application/pdf"}
    answer = await gateway.http.post(files, content=b"x" * (BODY_LIMIT + 1), headers=pdf)
    assert answer.json()["bytes"] == BODY_LIMIT + 1
    assert upstream.last.headers["content-type"] == "application/pdf"
    limit = gateway.settings.document_limit
    refused = await gateway.http.post(files, content=b"x" * (limit + 1), headers=pdf)
    assert (refused.status_code, str(limit) in refused.json()["detail"]) == (413, True)
