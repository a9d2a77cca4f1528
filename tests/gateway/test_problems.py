"""What the gateway says where there is nothing to pass on."""

import httpx
import pytest

from gateway.app import create_app
from tests.gateway.conftest import Door
from tests.gateway.upstreams import Upstream

NO_SUCH_PATH = [
    "/nowhere",
    "/v1",
    "/v1/",
    "/v1/forums",
    "/v1/desa/forums",
    "/v1/kabkota",
    "/v1/kabkota/",
    "/v1/kabkota/forums/",
    "/v1/kabkota/forums/a/b",
    "/v1//forums",
    "//v1/kabkota/forums",
    "/v1/Kabkota/forums",
    "/v2/kabkota/forums",
    "/internal/kabkota/feed",
    "/v1/kabkota/forums/..%2f..%2f..%2finternal%2fkabkota%2ffeed",
    "/v1/kabkota/forums/a%2fhistory",
    "/v1/kabkota/forums/%2e%2e",
    "/v1/kabkota/forums/a%00b",
    "/static/../settings.py",
    "/static/vendor/swagger-ui/README.md",
    "/oauth/introspect",
]


@pytest.mark.parametrize("path", NO_SUCH_PATH)
async def test_a_path_that_is_not_in_the_table_does_not_exist(
    gateway: Door, upstream: Upstream, path: str
) -> None:
    answer = await gateway.http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1"
    problem = answer.json()
    assert problem["code"] == "not-found"
    assert problem["type"] == "urn:simpul:problem:not-found"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert upstream.received == []


@pytest.mark.parametrize(
    ("accept_language", "title", "language"),
    [
        (None, "Tidak ditemukan", "id"),
        ("id-ID,id;q=0.9,en;q=0.8", "Tidak ditemukan", "id"),
        ("en", "Not found", "en"),
        ("en-GB,en;q=0.9,id;q=0.5", "Not found", "en"),
        ("fr", "Tidak ditemukan", "id"),
    ],
)
async def test_a_problem_is_said_in_the_readers_language(
    gateway: Door, accept_language: str | None, title: str, language: str
) -> None:
    headers = {"Accept-Language": accept_language} if accept_language else {}
    answer = await gateway.http.get("/nowhere", headers=headers)
    assert answer.json()["title"] == title
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/kabkota/forums/kartamantul", "GET, HEAD, PATCH"),
        ("PUT", "/v1/provinsi/forums", "GET, HEAD, POST"),
        ("POST", "/v1/regions", "GET, HEAD"),
        ("OPTIONS", "/v1/regions", "GET, HEAD"),
        ("PATCH", "/v1/kabkota/directory/x", "GET, HEAD"),
        ("QUERY", "/v1/regions", "GET, HEAD"),
        ("GET", "/oauth/token", "POST"),
        ("POST", "/readyz", "GET"),
        ("POST", "/docs", "GET, HEAD"),
    ],
)
async def test_another_method_is_refused_with_those_allowed(
    gateway: Door, upstream: Upstream, method: str, path: str, allow: str
) -> None:
    answer = await gateway.http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert ", ".join(sorted(answer.headers["allow"].split(", "))) == allow
    assert upstream.received == []


@pytest.mark.parametrize(
    "path", ["/v1/kabkota/forums", "/readyz", "/healthz", "/", "/docs", "/openapi.json", "/v1/desa/forums"]
)
async def test_head_is_get_without_the_body(gateway: Door, path: str) -> None:
    get, head = await gateway.http.get(path), await gateway.http.head(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    ignored = {"date", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


async def test_head_asks_the_service_once_by_get(gateway: Door, upstream: Upstream) -> None:
    await gateway.http.head("/v1/regions")
    assert [request.method for request in upstream.received] == ["GET"]


async def test_cors_is_off_unless_configured(gateway: Door) -> None:
    answer = await gateway.http.get("/v1/regions", headers={"Origin": "http://lain.test"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_fault_of_ours_is_a_problem_that_keeps_it_to_itself(
    gateway: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(gateway.settings)
    app.own.state.health = "not a health"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http:
        answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "report" not in answer.text
    assert capsys.readouterr().out.count("unhandled_error") == 1
