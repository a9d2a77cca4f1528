"""A service of no domain: the kit's own tables, a table of entities, and the feed's routes."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import structlog
from fastapi import FastAPI
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from services.kit.actor import ANONYMOUS
from services.kit.app import create_app
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.settings import ServiceSettings
from services.kit.simpul import SIMPUL, Simpul
from services.kit.tokens import InternalSigner, Issuer
from tests.conftest import CURSOR_KEY
from tests.kit.sample import CONSTRAINTS, NAME, router
from tests.support import entities
from tests.support.callers import Caller, http_for
from tests.support.databases import TestDatabase, empty, make_database


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """Tracebacks as they are: drawn with all their variables, each failure would cost seconds."""
    structlog.configure(
        processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )


@pytest.fixture(scope="session")
def sample_databases(server: EmbeddedPostgres) -> dict[Simpul, TestDatabase]:
    databases = {simpul: make_database(server, f"sample_{simpul}", "mediation") for simpul in SIMPUL}
    for database in databases.values():
        entities.make_table(database.owner_url)
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            # What a consumer writes down: the changes it was given.
            owner.execute("CREATE TABLE ledger (pos bigint NOT NULL, epoch text NOT NULL)")
            # What is found to be broken only at the commit.
            owner.execute("CREATE TABLE promises (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    return databases


@pytest.fixture(scope="session")
async def sample(
    sample_databases: dict[Simpul, TestDatabase], issuers: list[Issuer]
) -> AsyncIterator[FastAPI]:
    """The sample service, serving."""
    settings = ServiceSettings(
        database_url_provinsi=sample_databases["provinsi"].login_url,
        database_url_kabkota=sample_databases["kabkota"].login_url,
        issuers=issuers,
        cursor_key=CURSOR_KEY,
        write_pool_size=10,
    )
    app = create_app(NAME, settings, version="1", routers=[router], constraints=CONSTRAINTS)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def test_database(sample_databases: dict[Simpul, TestDatabase]) -> Iterator[TestDatabase]:
    """The sample's database of simpul kabkota, by its URLs; emptied afterwards."""
    yield sample_databases["kabkota"]
    empty(sample_databases.values())


@pytest.fixture
def database(sample: FastAPI, test_database: TestDatabase) -> Database:
    """The same as its application sees it."""
    database: Database = sample.state.databases["kabkota"]
    return database


@pytest.fixture
async def caller(sample: FastAPI, database: Database, signer: InternalSigner) -> AsyncIterator[Caller]:
    """The sample's door, as the public in kabkota."""
    async with http_for(sample) as http:
        yield Caller(http, signer, NAME, ANONYMOUS, "kabkota")


@pytest.fixture
def admin(server: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    """The server's superuser."""
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def consumer(sample: FastAPI, keys: dict[str, ECKey]) -> AsyncIterator[ServiceClient]:
    """Knowledge, as it reads the sample's feed."""
    async with http_for(sample) as http:
        yield ServiceClient(
            http, InternalSigner("knowledge", keys["knowledge"]), name="knowledge", audience=NAME
        )
