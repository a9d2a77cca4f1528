"""What the tests of knowledge share: the registry's feed followed as the workers do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.actor import system_actor
from services.kit.clients import ServiceClient
from services.kit.db import Databases
from services.kit.feed import outbox, publisher
from services.kit.feed.follow import FeedChange, Follower
from services.kit.feed.outbox import Change
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner
from services.knowledge.importer import import_into
from services.knowledge.reference.projection import ReferenceProjection
from services.knowledge.regulations.imports import import_regulations, records_of
from services.knowledge.worker import projections
from services.registry.importer import region_rows, vocabulary_records
from tests.support.callers import Caller, http_for
from tests.support.databases import TestDatabase
from tests.support.held import HeldStates
from tests.support.real_forums import import_real_forums

CatchUp = Callable[[], Awaitable[None]]


@pytest.fixture(scope="session")
def held(
    registry_databases: dict[Simpul, TestDatabase], knowledge_databases: dict[Simpul, TestDatabase]
) -> HeldStates:
    """What tests of knowledge begin with, built once."""
    return HeldStates([*registry_databases.values(), *knowledge_databases.values()])


@pytest.fixture
async def catch_up(
    registry_app_running: FastAPI,
    knowledge_app_running: FastAPI,
    keys: dict[str, "object"],
) -> AsyncIterator[Callable[[], "asyncio.Future[None]"]]:
    """Publishes the registry's feed and follows it to its head, as the two workers do."""
    registry: Databases = registry_app_running.state.databases
    knowledge: Databases = knowledge_app_running.state.databases
    async with http_for(registry_app_running) as http:
        signer = InternalSigner("knowledge", keys["knowledge"])  # type: ignore[arg-type]
        client = ServiceClient(http, signer, name="knowledge", audience="registry")

        async def both() -> None:
            for simpul, database in registry.items():
                await publisher.publish_pending(database)
                await Follower(knowledge[simpul], "registry", client, projections()).catch_up()
                await publisher.publish_pending(knowledge[simpul])

        yield both  # type: ignore[misc]


@pytest.fixture
async def directory(
    registry: Caller, registry_app_running: FastAPI, knowledge: Caller, catch_up: CatchUp, held: HeldStates
) -> Caller:
    """The directory of the 21 real forums."""

    async def build() -> None:
        await import_real_forums(registry_app_running)
        await catch_up()

    await held.begin_with("directory", build)
    return knowledge


@pytest.fixture
async def desk(
    registry: Caller,
    registry_app_running: FastAPI,
    knowledge: Caller,
    knowledge_app_running: FastAPI,
    catch_up: CatchUp,
    held: HeldStates,
) -> Caller:
    """Knowledge with every code, and with two forums of kabkota: what writing needs."""

    async def build() -> None:
        await import_real_forums(registry_app_running, "kartamantul", "barlingmascakeb")
        await catch_up()
        told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
        told += [("region", row["code"], row) for row in region_rows()]
        await _tell_codes(knowledge_app_running, told, epoch="told")

    await held.begin_with("desk", build)
    return knowledge


@pytest.fixture
async def library(
    registry: Caller,
    registry_app_running: FastAPI,
    knowledge: Caller,
    knowledge_app_running: FastAPI,
    catch_up: CatchUp,
    held: HeldStates,
) -> Caller:
    """The directory of the 21 real forums, and what the sources tell of practices and situations."""

    async def build() -> None:
        await record_codes(registry_app_running)
        await import_real_forums(registry_app_running)
        await catch_up()
        databases: Databases = knowledge_app_running.state.databases
        for database in databases.values():
            await import_into(database)

    await held.begin_with("library", build)
    return knowledge


@pytest.fixture
async def codes_in_feed(registry: Caller, registry_app_running: FastAPI) -> None:
    """The registry's feed tells of vocabularies and regions, as after its first import."""
    await record_codes(registry_app_running)


@pytest.fixture
async def codes(
    registry: Caller, knowledge: Caller, knowledge_app_running: FastAPI, held: HeldStates
) -> Caller:
    """Knowledge, which was told of every vocabulary."""
    await held.begin_with("codes", lambda: _tell_vocabularies(knowledge_app_running))
    return knowledge


@pytest.fixture
async def regulations(
    registry: Caller, knowledge: Caller, knowledge_app_running: FastAPI, held: HeldStates
) -> Caller:
    """The real regulations of kabkota."""

    async def build() -> None:
        await _tell_vocabularies(knowledge_app_running)
        await _import_regulations(knowledge_app_running, "kabkota")

    await held.begin_with("regulations", build)
    return knowledge


@pytest.fixture
async def regulations_of_both(
    registry: Caller, knowledge: Caller, knowledge_app_running: FastAPI, held: HeldStates
) -> Caller:
    """The real regulations, in each simpul those that are its own."""

    async def build() -> None:
        await _tell_vocabularies(knowledge_app_running)
        await _import_regulations(knowledge_app_running, "kabkota")
        await _import_regulations(knowledge_app_running, "provinsi")

    await held.begin_with("regulations_of_both", build)
    return knowledge


async def record_codes(registry: FastAPI) -> None:
    """The registry's feed tells of vocabularies and regions, as after its first import."""
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    told += [("region", row["code"], row) for row in region_rows()]
    databases: Databases = registry.state.databases
    for database in databases.values():
        async with database.write.begin() as session:
            await outbox.record_all(session, [Change(entity, code, 1, row) for entity, code, row in told])


async def _tell_vocabularies(knowledge: FastAPI) -> None:
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    await _tell_codes(knowledge, told, epoch="DEMO")


async def _tell_codes(knowledge: FastAPI, told: list[tuple[str, str, Any]], *, epoch: str) -> None:
    # As the feed tells them, without the way through it.
    changes = [FeedChange(0, entity, code, 1, clock.now(), payload) for entity, code, payload in told]
    databases: Databases = knowledge.state.databases
    for database in databases.values():
        async with database.write.begin() as session:
            await ReferenceProjection().apply(session, changes, epoch=epoch)


async def _import_regulations(app: FastAPI, simpul: Simpul) -> int:
    databases: Databases = app.state.databases
    async with databases[simpul].write.begin() as session:
        return await import_regulations(session, system_actor("import"), records=records_of(simpul))


@pytest.fixture
def reimport_regulations(knowledge_app_running: FastAPI) -> Callable[[], Awaitable[int]]:
    """Imports the real regulations of kabkota once more."""
    return lambda: _import_regulations(knowledge_app_running, "kabkota")
