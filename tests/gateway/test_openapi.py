"""One description of the whole node."""

import json
from typing import Any

import pytest

from gateway import openapi
from gateway.table import TABLE
from tests.gateway.conftest import Door


def references(value: object) -> set[str]:
    return set(openapi._references(value))


def test_the_committed_description_is_what_the_services_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert openapi.main(["--check"]) == 0, "run `make openapi`"


def test_every_route_of_the_table_is_described_and_nothing_internal_is() -> None:
    paths = openapi.build()["paths"]
    described = {(method.upper(), path) for path, item in paths.items() for method in item}
    assert {(entry.method, entry.path) for entry in TABLE} <= described
    assert {path for _, path in described} - {entry.path for entry in TABLE} == {
        "/.well-known/jwks.json",
        "/.well-known/oauth-authorization-server",
        "/healthz",
        "/oauth/revoke",
        "/oauth/token",
        "/readyz",
        "/v1/clients",
        "/v1/clients/{client_id}",
        "/v1/clients/{client_id}/history",
        "/v1/clients/{client_id}/secrets",
        "/v1/clients/{client_id}/secrets/{id}",
        "/v1/me",
    }


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    document = openapi.build()
    assert references(document) == set(document["components"]["schemas"])


def test_operations_have_names_of_their_own_and_say_who_may() -> None:
    document = openapi.build()
    operations = [o for item in document["paths"].values() for o in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    schemes = document["components"]["securitySchemes"]
    scopes = schemes["oauth2"]["flows"]["clientCredentials"]["scopes"]
    for operation in operations:
        for alternative in operation["security"]:
            assert set(alternative) <= set(schemes)
            assert set(alternative.get("oauth2", ())) <= set(scopes)
        assert "application/problem+json" in operation["responses"]["default"]["content"]


@pytest.mark.parametrize(
    ("method", "path", "security"),
    [
        ("get", "/v1/{simpul}/forums", [{}, {"oauth2": []}]),
        ("get", "/v1/{simpul}/directory", [{}, {"oauth2": []}]),
        ("get", "/v1/{simpul}/forums/{slug}/history", [{"oauth2": ["registry:read"]}]),
        ("patch", "/v1/{simpul}/forums/{slug}", [{"oauth2": ["registry:write"]}]),
        (
            "post",
            "/v1/{simpul}/cases",
            [{"oauth2": ["mediation:file"]}, {"oauth2": ["mediation:handle"]}],
        ),
        ("post", "/oauth/token", [{"basic": []}, {}]),
        ("get", "/readyz", [{}]),
    ],
)
def test_what_is_public_needs_no_scope(method: str, path: str, security: list[dict[str, list[str]]]) -> None:
    assert openapi.build()["paths"][path][method]["security"] == security


def test_every_tag_in_use_is_described() -> None:
    assert all("description" in tag for tag in openapi.build()["tags"])


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_names_that_mean_different_things_get_the_name_of_their_service() -> None:
    parts: dict[str, dict[str, Any]] = {
        "one": {"Same": {"type": "string"}, "Other": {"type": "string"}, "Mine": {"type": "null"}},
        "two": {"Same": {"type": "string"}, "Other": {"type": "integer"}},
    }
    assert openapi.rename_clashes(parts) == {
        "one": {"Same": "Same", "Other": "OneOther", "Mine": "Mine"},
        "two": {"Same": "Same", "Other": "TwoOther"},
    }


def test_a_clash_behind_a_reference_is_a_clash() -> None:
    page = {"items": {"type": "array", "items": reference("Row")}}
    book = {"properties": {"page": reference("Page")}}
    parts: dict[str, dict[str, Any]] = {
        "one": {"Book": book, "Page": page, "Row": {"type": "string"}},
        "two": {"Book": book, "Page": page, "Row": {"type": "integer"}},
    }
    names = openapi.rename_clashes(parts)
    assert names["one"] == {"Book": "OneBook", "Page": "OnePage", "Row": "OneRow"}
    assert openapi._with_references(book, names["two"]) == {"properties": {"page": reference("TwoPage")}}


def test_schemas_that_refer_to_themselves_are_shared_where_they_agree() -> None:
    tree = {"properties": {"children": {"items": reference("Tree")}}}
    parts: dict[str, dict[str, Any]] = {"one": {"Tree": tree}, "two": {"Tree": tree}}
    assert openapi.rename_clashes(parts)["one"] == {"Tree": "Tree"}


def test_the_services_own_clashes_are_told_apart() -> None:
    schemas = openapi.build()["components"]["schemas"]
    assert "ProblemOut" in schemas
    assert {"RegistryMemberOut", "KnowledgeMemberOut"} <= set(schemas)


async def test_the_gateway_serves_the_committed_file(gateway: Door) -> None:
    answer = await gateway.http.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == openapi.FILE.read_bytes()
    assert answer.json()["openapi"] == "3.1.0"
    again = await gateway.http.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert json.loads(answer.content)["paths"]
