"""The suite's own server and keys; nothing has to be installed or started by hand."""

import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from fastapi import FastAPI
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from services.kit.db import Databases
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner, Issuer
from services.knowledge import app as knowledge_app
from services.knowledge.settings import KnowledgeSettings
from services.mediation import app as mediation_app
from services.mediation.clocks import editing as clock_rules
from services.mediation.officers import service as officers
from services.mediation.reference.projection import ReferenceProjection
from services.mediation.retention import service as retention_rules
from services.mediation.settings import MediationSettings
from services.registry import app as registry_app
from services.registry.importer import IMPORTER, read_json, region_rows, vocabulary_records
from services.registry.regions.imports import import_regions
from services.registry.settings import RegistrySettings
from services.registry.vocabularies.imports import import_vocabularies
from tests.support.callers import ANONYMOUS, COORDINATOR, OFFICER, OTHER_OFFICER, Caller, http_for
from tests.support.databases import TestDatabase, empty, make_service_databases
from tests.support.held import HeldStates
from tests.support.mediation import told_by_registry

CURSOR_KEY = "cursor-key-of-the-tests-0123456789abcdef"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long bytes name no test: what is made at collection may differ from process to process."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None


@pytest.fixture(scope="session", autouse=True)
def _plain_log() -> None:
    """One line per event. What structlog does by default with a traceback takes seconds."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    )


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this test process."""
    with (
        tempfile.TemporaryDirectory(prefix="simpul-test-") as home,
        EmbeddedPostgres(Path(home), durable=False) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def keys() -> dict[str, ECKey]:
    """Signing keys by issuer."""
    return {name: ECKey.generate_key("P-256") for name in ("gateway", "knowledge", "mediation")}


@pytest.fixture(scope="session")
def issuers(keys: dict[str, ECKey]) -> list[Issuer]:
    """What every service trusts: the gateway for any actor, the others for feeds."""
    return [
        Issuer(
            issuer=name,
            jwk=dict(key.as_dict(private=False)),
            reach="actor" if name == "gateway" else "internal",
        )
        for name, key in keys.items()
    ]


@pytest.fixture(scope="session")
def signer(keys: dict[str, ECKey]) -> InternalSigner:
    """Mints internal tokens as the gateway does."""
    return InternalSigner("gateway", keys["gateway"])


@pytest.fixture(scope="session")
def registry_databases(server: EmbeddedPostgres) -> dict[Simpul, TestDatabase]:
    return make_service_databases(server, "registry")


@pytest.fixture(scope="session")
def registry_settings(
    registry_databases: dict[Simpul, TestDatabase],
    issuers: list[Issuer],
    tmp_path_factory: pytest.TempPathFactory,
) -> RegistrySettings:
    files_url = tmp_path_factory.mktemp("files").as_uri()
    return RegistrySettings(**_settings(registry_databases, issuers), files_url=files_url)


@pytest.fixture(scope="session")
async def registry_app_running(registry_settings: RegistrySettings) -> AsyncIterator[FastAPI]:
    """The registry, with regions and vocabularies loaded."""
    app = registry_app.create(registry_settings)
    async with app.router.lifespan_context(app):
        databases: Databases = app.state.databases
        for database in databases.values():
            async with database.write.begin() as session:
                await import_regions(session, IMPORTER, rows=region_rows())
                await import_vocabularies(
                    session, IMPORTER, records=vocabulary_records(), titles=read_json("sources.json")
                )
        yield app


@pytest.fixture
async def registry(
    registry_app_running: FastAPI, registry_databases: dict[Simpul, TestDatabase], signer: InternalSigner
) -> AsyncIterator[Caller]:
    """The registry's public door, as the public in kabkota; `as_` changes who asks."""
    async with http_for(registry_app_running) as http:
        yield Caller(http, signer, registry_app.NAME, ANONYMOUS, "kabkota")
    empty(registry_databases.values())


@pytest.fixture
def changing_regions(registry: Caller, registry_databases: dict[Simpul, TestDatabase]) -> Iterator[Caller]:
    """The registry, whose regions are put back afterwards: all other tests read them as imported."""
    with ExitStack() as stack:
        owners = [
            stack.enter_context(psycopg.connect(database.owner_url, autocommit=True))
            for database in registry_databases.values()
        ]
        for owner in owners:
            owner.execute("CREATE TEMP TABLE held AS TABLE regions")
        yield registry
        empty(registry_databases.values())
        for owner in owners:
            owner.execute("DELETE FROM regions; INSERT INTO regions TABLE held")


@pytest.fixture(scope="session")
def knowledge_databases(server: EmbeddedPostgres) -> dict[Simpul, TestDatabase]:
    return make_service_databases(server, "knowledge")


@pytest.fixture(scope="session")
def knowledge_settings(
    knowledge_databases: dict[Simpul, TestDatabase],
    issuers: list[Issuer],
    keys: dict[str, ECKey],
    tmp_path_factory: pytest.TempPathFactory,
) -> KnowledgeSettings:
    own: dict[str, Any] = {
        "signing_key": json.dumps(keys["knowledge"].as_dict(private=True)),
        "registry_url": "http://registry",
        "public_url": "https://simpul.example",
        "snapshot_folder": tmp_path_factory.mktemp("snapshots"),
        "files_url": tmp_path_factory.mktemp("attachments").as_uri(),
    }
    return KnowledgeSettings(**_settings(knowledge_databases, issuers), **own)


@pytest.fixture(scope="session")
async def knowledge_app_running(knowledge_settings: KnowledgeSettings) -> AsyncIterator[FastAPI]:
    app = knowledge_app.create(knowledge_settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def knowledge(
    knowledge_app_running: FastAPI,
    knowledge_databases: dict[Simpul, TestDatabase],
    knowledge_settings: KnowledgeSettings,
    signer: InternalSigner,
) -> AsyncIterator[Caller]:
    """Knowledge's public door, as the public in kabkota."""
    async with http_for(knowledge_app_running) as http:
        yield Caller(http, signer, "knowledge", ANONYMOUS, "kabkota")
    empty(knowledge_databases.values())
    # A feed never loses what it told, and a file is made from the one before it.
    shutil.rmtree(knowledge_settings.snapshot_folder / "kabkota", ignore_errors=True)
    shutil.rmtree(knowledge_settings.snapshot_folder / "provinsi", ignore_errors=True)


@pytest.fixture(scope="session")
def mediation_databases(server: EmbeddedPostgres) -> dict[Simpul, TestDatabase]:
    return make_service_databases(server, "mediation")


@pytest.fixture(scope="session")
def mediation_settings(
    mediation_databases: dict[Simpul, TestDatabase],
    issuers: list[Issuer],
    keys: dict[str, ECKey],
    tmp_path_factory: pytest.TempPathFactory,
) -> MediationSettings:
    own: dict[str, Any] = {
        "signing_key": json.dumps(keys["mediation"].as_dict(private=True)),
        "registry_url": "http://registry",
        "files_url": tmp_path_factory.mktemp("mediation-files").as_uri(),
        "roots_folder": tmp_path_factory.mktemp("roots"),
    }
    return MediationSettings(**_settings(mediation_databases, issuers), **own)


@pytest.fixture(scope="session")
async def mediation_app_running(mediation_settings: MediationSettings) -> AsyncIterator[FastAPI]:
    """Mediation, which was told of every region and code, and of some forums."""
    app = mediation_app.create(mediation_settings)
    async with app.router.lifespan_context(app):
        databases: Databases = app.state.databases
        for simpul, database in databases.items():
            async with database.write.begin() as session:
                await ReferenceProjection().apply(session, told_by_registry(simpul), epoch="tests")
        yield app


@pytest.fixture(scope="session")
def mediation_held(mediation_databases: dict[Simpul, TestDatabase]) -> HeldStates:
    """What tests of mediation begin with, built once."""
    return HeldStates(mediation_databases.values())


@pytest.fixture
async def mediation(
    mediation_app_running: FastAPI,
    mediation_databases: dict[Simpul, TestDatabase],
    mediation_held: HeldStates,
    signer: InternalSigner,
) -> AsyncIterator[Caller]:
    """Mediation's public door, as the public in kabkota, with the rules that a node begins with."""
    databases: Databases = mediation_app_running.state.databases

    async def rules() -> None:
        for database in databases.values():
            async with database.write.begin() as session:
                await clock_rules.take(session)
                await retention_rules.take(session)
                for officer in (OFFICER, OTHER_OFFICER, COORDINATOR):
                    await officers.meet(session, officer)

    await mediation_held.begin_with("rules", rules)
    async with http_for(mediation_app_running) as http:
        yield Caller(http, signer, "mediation", ANONYMOUS, "kabkota")
    empty(mediation_databases.values())


def _settings(databases: dict[Simpul, TestDatabase], issuers: list[Issuer]) -> dict[str, Any]:
    return {
        "database_url_provinsi": databases["provinsi"].login_url,
        "database_url_kabkota": databases["kabkota"].login_url,
        "issuers": issuers,
        "cursor_key": CURSOR_KEY,
    }
