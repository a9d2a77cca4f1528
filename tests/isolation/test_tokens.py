"""The layer above: which database a request reaches, when every database would let it in.

Both simpul of each service are one database here, open to one role: only the program keeps them apart.
What is refused is refused before any database is asked, on every route that a service describes.
"""

import importlib
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy import event
from starlette.requests import Request

from services.kit import auth
from services.kit.actor import ANONYMOUS, Actor, service_actor
from services.kit.db import Database
from services.kit.openapi import services
from services.kit.reads import CompiledRead, HotReads
from services.kit.simpul import SIMPUL, Simpul
from services.kit.tokens import Grant, InternalSigner, InternalVerifier, Issuer
from services.knowledge.search.counting import SearchCounts
from services.knowledge.settings import KnowledgeSettings
from services.mediation.settings import MediationSettings
from services.registry.settings import RegistrySettings
from tests.conftest import CURSOR_KEY
from tests.support.callers import SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase

SETTINGS = {
    "registry": RegistrySettings,
    "knowledge": KnowledgeSettings,
    "mediation": MediationSettings,
}
# May do everything that any role may: what it is refused here, it is refused for the simpul alone.
EVERYBODY = Actor(
    "client:everybody",
    roles=frozenset(
        {"forum", "ministry", "gwpp", "secretariat", "officer", "coordinator", "mediator", "auditor", "admin"}
    ),
    scopes=frozenset(
        {"registry:read", "registry:write", "knowledge:read", "knowledge:write", "knowledge:publish"}
        | {"mediation:file", "mediation:read", "mediation:handle", "directory:pull", "webhooks:manage"}
        | {"admin", "audit:read"}
    ),
    bindings=frozenset({("forum", "x"), ("province", "34")}),
)
A_UUID = "01890000-0000-7000-8000-000000000000"
# Ids in a path: the row's own, or that of one below it.
_ID = re.compile(r"\{(\w+_)?id\}")


class Route(NamedTuple):
    """One operation of a service's OpenAPI document, and how to ask for it."""

    service: str
    method: str
    template: str
    query: tuple[tuple[str, str], ...]
    # Of its body, where it takes one.
    media_type: str | None

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.template}"

    @property
    def has_simpul(self) -> bool:
        return "{simpul}" in self.template

    @property
    def is_internal(self) -> bool:
        return self.template.startswith("/internal/")

    @property
    def actor(self) -> Actor:
        """Who may ask for it."""
        return service_actor("gateway") if self.is_internal else EVERYBODY

    def path(self, simpul: str) -> str:
        return (
            _ID.sub(A_UUID, self.template)
            .replace("{simpul}", simpul)
            .replace("{day}", "2040-01-02")
            .replace("{edition}", "1")
            .replace("{version}", "1")
            .replace("{kind}", "forums")
            .replace("{", "")
            .replace("}", "")
        )

    def arguments(self) -> dict[str, Any]:
        """What a request needs beyond its path, so that nothing but the simpul is wrong with it."""
        headers = {"If-Match": '"1"'} if self.method in ("PUT", "PATCH", "DELETE") else {}
        if self.method == "POST":
            headers["Idempotency-Key"] = "key"
        body: dict[str, Any] = {}
        if self.media_type == "application/json":
            body = {"json": {}}
        elif self.media_type is not None:
            headers["Content-Type"] = self.media_type
            body = {"content": b"x"}
        return {"params": list(self.query), "headers": headers, **body}


# What a route needs that its description cannot call required: one of several.
ALSO_ASKED = {"/v1/{simpul}/learning/match": [("sector", "x")]}
# Guides and the record of processing are data of the release: no database is asked for them.
ASK_NOTHING = {
    "/v1/{simpul}/guides",
    "/v1/{simpul}/guides/{slug}",
    "/v1/{simpul}/personal-data/processing",
}


def _routes() -> list[Route]:
    found = []
    for service in services():
        document = importlib.import_module(f"services.{service}.app").create(None).openapi()
        for template, operations in document["paths"].items():
            for method, operation in operations.items():
                required = [
                    (parameter["name"], _a_value(parameter["schema"]))
                    for parameter in operation.get("parameters", [])
                    if parameter["in"] == "query" and parameter.get("required")
                ]
                required += ALSO_ASKED.get(template, [])
                types = list(operation.get("requestBody", {}).get("content", ()))
                media_type = types[0] if types else None
                found.append(Route(service, method.upper(), template, tuple(required), media_type))
    return found


def _a_value(schema: dict[str, Any]) -> str:
    """What a required parameter may be."""
    for name in ("enum", "examples"):
        if name in schema:
            return str(schema[name][0])
    return str(schema.get("minimum", "x"))


ROUTES = _routes()
every_route = pytest.mark.parametrize("route", ROUTES, ids=str)
every_route_of_a_simpul = pytest.mark.parametrize("route", [r for r in ROUTES if r.has_simpul], ids=str)
both_simpul = pytest.mark.parametrize("simpul", SIMPUL)


def _other(simpul: Simpul) -> Simpul:
    return "kabkota" if simpul == "provinsi" else "provinsi"


class Counted(HotReads):
    """Hot reads that are counted before they are asked."""

    def __init__(self, reads: HotReads, count: "Count") -> None:
        self.reads = reads
        self.count = count

    async def all(self, read: CompiledRead, **values: object) -> list[tuple[Any, ...]]:
        self.count.asked += 1
        return await self.reads.all(read, **values)


class Unwritten(SearchCounts):
    """Searches are counted seconds later, which would look as if another request had asked."""

    def note(self, database: Database, query: str, *, found: int) -> None:
        pass


@dataclass
class Count:
    """How often a simpul's database was asked: by a hot read, or by a transaction that took a connection."""

    asked: int = 0


@dataclass(frozen=True)
class Served:
    """A service with both simpul in one database."""

    http: httpx.AsyncClient
    counts: dict[Simpul, Count]
    service: str

    async def ask(
        self, route: Route, simpul: str, token: str | None
    ) -> tuple[httpx.Response, dict[str, int]]:
        """The answer, and how often each simpul's database was asked for it."""
        before = {s: count.asked for s, count in self.counts.items()}
        arguments = route.arguments()
        if token is not None:
            arguments["headers"]["Authorization"] = f"Bearer {token}"
        answer = await self.http.request(route.method, route.path(simpul), **arguments)
        return answer, {s: count.asked - before[s] for s, count in self.counts.items()}


def _count_in(database: Database, count: Count) -> Database:
    def asked(*_: object) -> None:
        count.asked += 1

    event.listen(database.engine.sync_engine.pool, "checkout", asked)
    return replace(database, hot=Counted(database.hot, count))


@pytest.fixture(scope="module")
async def served(
    node: dict[str, TestDatabase], issuers: list[Issuer], keys: dict[str, ECKey]
) -> AsyncIterator[dict[str, Served]]:
    """Every service, each with one database that both its simpul are."""
    async with AsyncExitStack() as stack:
        all_served = {}
        for service, make_settings in SETTINGS.items():
            url = node[f"{service}_kabkota"].login_url
            values: dict[str, Any] = {
                "database_url_provinsi": url,
                "database_url_kabkota": url,
                "issuers": issuers,
                "cursor_key": CURSOR_KEY,
            }
            if service == "registry":
                values["files_url"] = "memory:///"
            if service == "knowledge":
                values["signing_key"] = json.dumps(keys["knowledge"].as_dict(private=True))
                values["registry_url"] = "http://registry"
                values["files_url"] = "memory:///"
                values["snapshot_folder"] = Path("/nonexistent")
                values["public_url"] = "https://simpul.example"
            if service == "mediation":
                values["signing_key"] = json.dumps(keys["mediation"].as_dict(private=True))
                values["registry_url"] = "http://registry"
                values["files_url"] = "memory:///"
                values["roots_folder"] = Path("/nonexistent")
            app: FastAPI = importlib.import_module(f"services.{service}.app").create(make_settings(**values))
            await stack.enter_async_context(app.router.lifespan_context(app))
            app.state.search_counts = Unwritten()
            counts: dict[Simpul, Count] = {simpul: Count() for simpul in SIMPUL}
            databases: dict[Simpul, Database] = app.state.databases
            app.state.databases = {s: _count_in(databases[s], counts[s]) for s in SIMPUL}
            http = await stack.enter_async_context(http_for(app))
            all_served[service] = Served(http, counts, service)
        yield all_served


NONE_ASKED = {"provinsi": 0, "kabkota": 0}


def test_every_service_of_the_tree_is_asked_and_has_routes() -> None:
    assert set(services()) == set(SETTINGS) == {route.service for route in ROUTES}
    assert len(ROUTES) >= 10
    assert any(route.method == "POST" for route in ROUTES)


@every_route_of_a_simpul
@both_simpul
async def test_a_token_of_the_other_simpul_is_403_before_any_database_is_asked(
    served: dict[str, Served], signer: InternalSigner, route: Route, simpul: Simpul
) -> None:
    token = signer.mint(route.actor, _other(simpul), route.service)
    answer, asked = await served[route.service].ask(route, simpul, token)
    assert (answer.status_code, answer.json()["code"]) == (403, "simpul-mismatch")
    assert asked == NONE_ASKED


@every_route_of_a_simpul
@both_simpul
async def test_a_token_of_the_same_simpul_asks_its_database_and_not_the_other(
    served: dict[str, Served], signer: InternalSigner, route: Route, simpul: Simpul
) -> None:
    token = signer.mint(route.actor, simpul, route.service)
    answer, asked = await served[route.service].ask(route, simpul, token)
    assert answer.status_code not in (401, 403, 405, 500), answer.text
    if route.template not in ASK_NOTHING:
        assert asked[simpul] > 0, "so the test above would have noticed"
    assert asked[_other(simpul)] == 0


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.has_simpul], ids=str)
@both_simpul
async def test_where_the_path_names_no_simpul_the_token_alone_chooses_the_database(
    served: dict[str, Served], signer: InternalSigner, route: Route, simpul: Simpul
) -> None:
    token = signer.mint(route.actor, simpul, route.service)
    answer, asked = await served[route.service].ask(route, simpul, token)
    assert answer.status_code not in (401, 403, 405, 500), answer.text
    assert asked[simpul] > 0
    assert asked[_other(simpul)] == 0


@every_route_of_a_simpul
@pytest.mark.parametrize(
    "simpul", ["nasional", "Kabkota", "kabkota ", "registry_kabkota", "public", "%2e%2e"]
)
async def test_a_simpul_that_is_not_there_is_404_and_asks_no_database(
    served: dict[str, Served], signer: InternalSigner, route: Route, simpul: str
) -> None:
    token = signer.mint(route.actor, "kabkota", route.service)
    answer, asked = await served[route.service].ask(route, simpul, token)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert asked == NONE_ASKED


@every_route
async def test_without_a_token_for_this_service_the_answer_is_401_and_no_database_is_asked(
    served: dict[str, Served], signer: InternalSigner, route: Route
) -> None:
    elsewhere = next(service for service in SETTINGS if service != route.service)
    for token in (None, "", "x", signer.mint(route.actor, "kabkota", elsewhere)):
        answer, asked = await served[route.service].ask(route, "kabkota", token)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert asked == NONE_ASKED


@every_route
async def test_a_services_own_token_reaches_internal_reads_and_nothing_else(
    served: dict[str, Served], keys: dict[str, ECKey], route: Route
) -> None:
    signer = InternalSigner("knowledge", keys["knowledge"])
    token = signer.mint(service_actor("knowledge"), "kabkota", route.service)
    answer, asked = await served[route.service].ask(route, "kabkota", token)
    if route.is_internal and route.method == "GET":
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert asked == NONE_ASKED


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_internal], ids=str)
async def test_internal_addresses_are_refused_to_whoever_is_no_service_and_no_database_is_asked(
    served: dict[str, Served], signer: InternalSigner, route: Route
) -> None:
    for actor in (ANONYMOUS, SECRETARIAT, EVERYBODY):
        token = signer.mint(actor, "kabkota", route.service)
        answer, asked = await served[route.service].ask(route, "kabkota", token)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert asked == NONE_ASKED


def test_every_service_has_the_feed_inside_and_mediation_the_gateways_question() -> None:
    inside = {(route.service, route.method, route.template) for route in ROUTES if route.is_internal}
    paths = ("/internal/{simpul}/feed", "/internal/{simpul}/feed/lag")
    feeds = {(service, "GET", path) for service in SETTINGS for path in paths}
    assert inside == feeds | {("mediation", "POST", "/internal/{simpul}/case-access")}


def _token_alone(request: Request) -> Grant:
    """What verifying would be, did it never look at the path."""
    verifier: InternalVerifier = request.app.state.verifier
    return verifier.verify(request.headers["authorization"].removeprefix("Bearer "))


async def test_were_the_check_of_the_path_lost_the_tokens_own_database_would_answer_alone(
    registry: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The layer below with this one switched off, in the real service on its two databases."""
    body = {"branch": "eksekutif", "scope": "regional"}
    for simpul in SIMPUL:
        secretariat = registry.as_(SECRETARIAT, simpul)
        forum = body | {"slug": f"forum-{simpul}", "name": "Forum"}
        assert (await secretariat.post(f"/v1/{simpul}/forums", forum)).status_code == 201
    monkeypatch.setattr(auth, "_verify", _token_alone)
    for path, token in itertools.product(SIMPUL, SIMPUL):
        answer = await registry.as_(ANONYMOUS, token).get(f"/v1/{path}/forums")
        assert [item["slug"] for item in answer.json()["items"]] == [f"forum-{token}"]
        single = await registry.as_(ANONYMOUS, token).get(f"/v1/{path}/forums/forum-{_other(token)}")
        assert single.status_code == 404
