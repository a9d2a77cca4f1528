"""The table says what the services say, and nothing else."""

import json
from pathlib import Path

import pytest

from gateway.routing import Routes, Target
from gateway.table import TABLE, Entry

SERVICES = Path(__file__).parents[2] / "services"


def public_routes(service: str) -> set[Entry]:
    """What a service's committed description shows beside `/internal`."""
    document = json.loads((SERVICES / service / "openapi.json").read_text())
    return {
        Entry(method.upper(), path, service)
        for path, item in document["paths"].items()
        for method in item
        if not path.startswith("/internal/")
    }


@pytest.mark.parametrize("service", ["registry", "knowledge", "mediation"])
def test_every_public_route_of_a_service_is_in_the_table_and_no_other(service: str) -> None:
    assert {entry for entry in TABLE if entry.service == service} == public_routes(service)


def test_the_table_leads_to_no_other_service() -> None:
    assert {entry.service for entry in TABLE} <= {"registry", "knowledge", "mediation"}


def test_the_table_holds_nothing_internal_and_no_wildcard() -> None:
    assert all(entry.path.startswith("/v1/") and "*" not in entry.path for entry in TABLE)


@pytest.mark.parametrize("entry", TABLE, ids=lambda e: f"{e.method} {e.path}")
def test_each_entry_is_found_in_its_simpul(entry: Entry) -> None:
    routes = Routes(TABLE)
    for simpul in ("provinsi", "kabkota") if "{simpul}" in entry.path else (None,):
        path = entry.path.replace("{simpul}", simpul or "").replace("{slug}", "x").replace("{code}", "33")
        path = path.replace("{id}", "x").replace("{kind}", "x")
        found = routes.find(path.encode())
        assert found is not None
        assert found[0].targets[entry.method] == Target(entry.service, simpul)
        assert found[1] == path


def test_a_literal_goes_before_a_parameter_and_does_not_hide_it() -> None:
    routes = Routes(
        [
            Entry("GET", "/v1/a/match", "one"),
            Entry("GET", "/v1/a/{id}", "two"),
            Entry("GET", "/v1/a/{id}/b", "three"),
        ]
    )
    for path, service in (("/v1/a/match", "one"), ("/v1/a/x", "two"), ("/v1/a/match/b", "three")):
        found = routes.find(path.encode())
        assert found is not None
        assert found[0].targets["GET"].service == service


def test_a_route_stands_once_in_the_table() -> None:
    with pytest.raises(ValueError, match="twice"):
        Routes([Entry("GET", "/v1/a/{id}", "one"), Entry("GET", "/v1/a/{slug}", "two")])


@pytest.mark.parametrize(
    ("raw", "asked"),
    [
        (b"/v1/regions/33.01", "/v1/regions/33.01"),
        (b"/v1/regions/%33%33", "/v1/regions/33"),
        (b"/v1/regions/m%61tch", "/v1/regions/match"),
        (b"/v1/k%61bkota/forums", "/v1/kabkota/forums"),
        (b"/v1/regions/a%25b", "/v1/regions/a%25b"),
        (b"/v1/regions/a;b=c", "/v1/regions/a;b=c"),
        (b"/v1/regions/%ff", "/v1/regions/%EF%BF%BD"),
    ],
)
def test_a_path_is_asked_for_as_it_was_matched(raw: bytes, asked: str) -> None:
    found = Routes(TABLE).find(raw)
    assert found is not None
    assert found[1] == asked


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"/",
        b"v1/regions",
        b"/v1/regions/",
        b"/v1/regions/.",
        b"/v1/regions/..",
        b"/v1/regions/%2e%2e",
        b"/v1/regions/a%2fb",
        b"/v1/regions/a%00",
        b"/v1/regions/\xff",
    ],
)
def test_a_path_that_could_be_read_in_two_ways_is_none(raw: bytes) -> None:
    assert Routes(TABLE).find(raw) is None
