"""A gateway on loopback, with a service behind it that tests can make misbehave."""

import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from gateway.app import create_app
from gateway.identity.credentials import hash_secret
from gateway.identity.db import Sessions, open_sessions
from gateway.identity.models import Client, Secret
from gateway.identity.tokens import AccessTokens
from gateway.settings import GatewaySettings, signing_key
from services.kit import clock
from services.kit.ids import new_id
from services.kit.tokens import InternalVerifier, Issuer
from tests.gateway.serving import serving
from tests.gateway.upstreams import Upstream
from tests.support.databases import TestDatabase, empty, make_database

PUBLIC_URL = "http://gateway.test"
SECRET = "rahasia-uji/dengan+tanda: baca%20"
BODY_LIMIT = 100_000


@dataclass(frozen=True)
class Door:
    """A running gateway, and how to come to it."""

    http: httpx.AsyncClient
    settings: GatewaySettings
    tokens: AccessTokens

    def bearer(self, *, scopes: list[str] | None = None, **client: Any) -> dict[str, str]:
        """The header of a client that has a token; by default a forum's in kabkota."""
        row = make_row(**client)
        token = self.tokens.issue(row, row.scopes if scopes is None else scopes, secret_id=new_id())
        return {"Authorization": f"Bearer {token}"}


def make_row(client_id: str = "forum-uji", **fields: Any) -> Client:
    """A client, not yet in the database; by default a forum's in kabkota.

    It changed long ago: what gateways remember of it would reach into the next test.
    """
    long_ago = clock.now() - timedelta(days=1)
    values: dict[str, Any] = {
        "name": "Klien uji",
        "role": "forum",
        "simpul": ["kabkota"],
        "scopes": ["registry:read", "registry:write"],
        "forum": "kartamantul" if fields.get("role", "forum") == "forum" else None,
        "provinces": [],
        "created_at": long_ago,
        "updated_at": long_ago,
    }
    return Client(client_id=client_id, **(values | fields))


_numbers = itertools.count(1)


def new_client_id() -> str:
    """An id of no other test's: what gateways remember of a client may outlive its row by a second."""
    return f"klien-uji-{next(_numbers)}"


MakeClient = Callable[..., Any]
OpenGateway = Callable[..., AbstractAsyncContextManager[Door]]


@pytest.fixture(scope="session")
def identity_database(server: EmbeddedPostgres) -> TestDatabase:
    return make_database(server, "gateway_identity", "identity")


@pytest.fixture(scope="session")
async def identity_sessions(identity_database: TestDatabase) -> AsyncIterator[Sessions]:
    async with open_sessions(identity_database.login_url) as sessions:
        yield sessions


@pytest.fixture
def clean_identity(identity_database: TestDatabase) -> Iterator[None]:
    yield
    empty([identity_database])


@pytest.fixture
def make_client(clean_identity: None, identity_sessions: Sessions) -> MakeClient:
    """Puts a client into the database, with the secret `SECRET`; its id."""

    async def make(client_id: str = "forum-uji", **fields: Any) -> str:
        async with identity_sessions.begin() as session:
            client = make_row(client_id, **fields)
            session.add(client)
            await session.flush()
            session.add(Secret(client_id=client_id, sha256=hash_secret(SECRET), created_at=client.created_at))
        return client_id

    return make


@pytest.fixture(scope="session")
def internal_key() -> ECKey:
    return ECKey.generate_key("P-256")


@pytest.fixture(scope="session")
def verifier_of(internal_key: ECKey) -> Callable[[str], InternalVerifier]:
    """What a service verifies internal tokens with."""
    issuer = Issuer(issuer="gateway", jwk=dict(internal_key.as_dict(private=False)), reach="actor")
    return lambda service: InternalVerifier([issuer], audience=service)


@pytest.fixture(scope="session")
async def upstream_url(upstream_running: Upstream) -> AsyncIterator[str]:
    async with serving(upstream_running) as url:
        yield url


@pytest.fixture(scope="session")
def upstream_running() -> Upstream:
    return Upstream()


@pytest.fixture(autouse=True)
def upstream(upstream_running: Upstream) -> Upstream:
    """The service behind the gateway; no test meets what an earlier one made of it."""
    upstream_running.reset()
    return upstream_running


@pytest.fixture(scope="session")
def open_gateway(identity_database: TestDatabase, internal_key: ECKey, upstream_url: str) -> OpenGateway:
    """Opens a gateway of its own, with settings that differ from the usual ones."""
    access_key = ECKey.generate_key("P-256")

    @asynccontextmanager
    async def open_one(**settings: Any) -> AsyncIterator[Door]:
        values: dict[str, Any] = {
            "identity_database_url": identity_database.login_url,
            "public_url": PUBLIC_URL,
            "access_key": json.dumps(access_key.as_dict(private=True)),
            "internal_key": json.dumps(internal_key.as_dict(private=True)),
            "registry_url": upstream_url,
            "knowledge_url": upstream_url,
            "mediation_url": upstream_url,
            "body_limit": BODY_LIMIT,
        }
        chosen = GatewaySettings(**(values | settings))
        tokens = AccessTokens(chosen.issuer, signing_key(chosen.access_key))
        async with serving(create_app(chosen)) as url, httpx.AsyncClient(base_url=url) as http:
            yield Door(http, chosen, tokens)

    return open_one


@pytest.fixture(scope="session")
async def gateway_running(open_gateway: OpenGateway) -> AsyncIterator[Door]:
    async with open_gateway() as door:
        yield door


@pytest.fixture
def gateway(gateway_running: Door, upstream: Upstream) -> Door:
    """The gateway, before a service that has forgotten earlier tests."""
    return gateway_running


@pytest.fixture
async def inside(gateway: Door) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway called within the test, so that the test's clock is its own."""
    app = create_app(gateway.settings)
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4711))
    async with app.running(), httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
        yield http
