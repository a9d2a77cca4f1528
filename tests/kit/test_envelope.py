"""The outermost layer: ids of requests, and requests that no honest client would send."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Message

from services.kit.actor import service_actor
from services.kit.web.problems import ProblemOut
from tests.kit.sample import NAME
from tests.support.callers import SECRETARIAT, Caller

WHOAMI = "/v1/kabkota/whoami"


@pytest.mark.parametrize(
    "offered", ["abcdefgh", "0198f2a7-5c1e-7000-8000-000000000000", "A1._:-z9", "x" * 128]
)
async def test_a_harmless_request_id_is_kept(caller: Caller, offered: str) -> None:
    answer = await caller.get(WHOAMI, headers={"X-Request-ID": offered})
    assert answer.headers["x-request-id"] == offered


@pytest.mark.parametrize(
    "offered",
    [None, "", "short", "x" * 129, "with space", "a;b;c;d;e", "<script>xx", "tab\tinside", "quote'inside"],
)
async def test_any_other_is_replaced_by_one_of_our_own(caller: Caller, offered: str | None) -> None:
    headers = {} if offered is None else {"X-Request-ID": offered}
    answers = [await caller.get(WHOAMI, headers=headers) for _ in range(2)]
    first, second = (answer.headers["x-request-id"] for answer in answers)
    assert len(first) == 32
    assert offered != first != second


async def test_every_answer_names_the_version_of_the_api(caller: Caller) -> None:
    for path in (WHOAMI, "/v1/nowhere", "/v1/kabkota/failures/unforeseen"):
        assert (await caller.get(path)).headers["api-version"] == "1"


async def test_well_tells_which_database_is_up(caller: Caller) -> None:
    answer = await caller.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "up", "databases": {"provinsi": "up", "kabkota": "up"}},
    )


async def _ask(
    app: FastAPI, path: str, *, query: bytes = b"", headers: list[tuple[bytes, bytes]]
) -> tuple[int, bytes]:
    """A GET as a server would hand it on, byte by byte; the answer's status and body."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8001),
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
    return messages[0]["status"], body


def _authorization(caller: Caller, *, service: bool = False) -> tuple[bytes, bytes]:
    actor = service_actor("gateway") if service else SECRETARIAT
    return b"authorization", b"Bearer " + caller.signer.mint(actor, "kabkota", NAME).encode()


@pytest.mark.parametrize(
    "host", [b"", b"[", b"[::1", b"x/internal/", b"x?", b"x#", b"a@b", b"\xff", b"x:99999999", b"a b"]
)
async def test_the_host_header_decides_nothing_and_breaks_nothing(
    sample: FastAPI, caller: Caller, host: bytes
) -> None:
    headers = [(b"host", host), _authorization(caller)]
    assert (await _ask(sample, WHOAMI, headers=headers))[0] == 200
    status, body = await _ask(sample, "/internal/kabkota/feed", headers=headers)
    problem = ProblemOut.model_validate_json(body)
    assert (status, problem.code, problem.instance) == (403, "forbidden", "/internal/kabkota/feed")


@pytest.mark.parametrize(
    "path",
    ["/internal//kabkota/feed", "//internal/kabkota/feed", "/v1/../internal/kabkota/feed", "/internal"],
)
async def test_no_other_spelling_leads_inside(sample: FastAPI, caller: Caller, path: str) -> None:
    assert (await _ask(sample, path, headers=[_authorization(caller, service=True)]))[0] == 404


@pytest.mark.parametrize("query", [b"\xff", b"x=\xff", b"%ff=1", b"&&&", b"=", b"%", b"x=%00", b"a;b"])
async def test_a_query_of_any_bytes_is_a_problem_or_nothing(
    sample: FastAPI, caller: Caller, query: bytes
) -> None:
    status, body = await _ask(sample, WHOAMI, query=query, headers=[_authorization(caller)])
    assert status in (200, 400), body
    if status == 400:
        assert ProblemOut.model_validate_json(body).instance == WHOAMI


async def test_a_known_parameter_of_any_bytes_is_a_problem_that_names_it(
    sample: FastAPI, caller: Caller
) -> None:
    path, token = "/internal/kabkota/feed", _authorization(caller, service=True)
    status, body = await _ask(sample, path, query=b"after=\xff", headers=[token])
    problem = ProblemOut.model_validate_json(body)
    assert (status, [error.pointer for error in problem.errors]) == (400, ["/query/after"])


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "ä/ö", "\u202e", "a?b", "a#b", "%2e%2e", " ", "x" * 5000])
async def test_a_path_of_any_characters_is_a_problem_that_repeats_it(
    sample: FastAPI, caller: Caller, name: str
) -> None:
    path = f"/v1/kabkota/{name}"
    status, body = await _ask(sample, path, headers=[_authorization(caller)])
    assert (status, ProblemOut.model_validate_json(body).instance) == (404, path)


async def test_what_is_in_a_parameter_of_the_path_and_cannot_be_stored_is_not_found(registry: Caller) -> None:
    for slug in ("a%00b", "%00"):
        assert (await registry.get(f"/v1/kabkota/forums/{slug}")).status_code == 404
