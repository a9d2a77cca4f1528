"""What the tests of knowledge share: the registry's feed followed as the workers do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

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
from services.registry.forums.imports import import_forum
from services.registry.importer import IMPORTER, read_json, region_rows, vocabulary_records
from tests.support.callers import Caller, http_for


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
    registry: Caller, registry_app_running: FastAPI, knowledge: Caller, catch_up: Callable[[], object]
) -> Caller:
    """The directory of the 21 real forums."""
    databases: Databases = registry_app_running.state.databases
    titles = read_json("sources.json")
    for record in read_json("forums.json"):
        async with databases[record["simpul"]].write.begin() as session:
            await import_forum(session, IMPORTER, record=record, titles=titles)
    await catch_up()  # type: ignore[misc]
    return knowledge


@pytest.fixture
async def desk(
    registry: Caller,
    registry_app_running: FastAPI,
    knowledge: Caller,
    knowledge_app_running: FastAPI,
    catch_up: Callable[[], object],
) -> Caller:
    """Knowledge with every code, and with two forums of kabkota: what writing needs."""
    databases: Databases = registry_app_running.state.databases
    titles = read_json("sources.json")
    for record in read_json("forums.json"):
        if record["slug"] in ("kartamantul", "barlingmascakeb"):
            async with databases[record["simpul"]].write.begin() as session:
                await import_forum(session, IMPORTER, record=record, titles=titles)
    await catch_up()  # type: ignore[misc]
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    told += [("region", row["code"], row) for row in region_rows()]
    # As the feed tells them, without the way through it: each test here needs them.
    changes = [FeedChange(0, entity, code, 1, clock.now(), payload) for entity, code, payload in told]
    own: Databases = knowledge_app_running.state.databases
    for database in own.values():
        async with database.write.begin() as session:
            await ReferenceProjection().apply(session, changes, epoch="told")
    return knowledge


@pytest.fixture
async def library(codes_in_feed: None, directory: Caller, knowledge_app_running: FastAPI) -> Caller:
    """The directory of the 21 real forums, and what the sources tell of practices and situations."""
    databases: Databases = knowledge_app_running.state.databases
    for database in databases.values():
        await import_into(database)
    return directory


@pytest.fixture
async def codes_in_feed(registry: Caller, registry_app_running: FastAPI) -> None:
    """The registry's feed tells of vocabularies and regions, as after its first import."""
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    told += [("region", row["code"], row) for row in region_rows()]
    databases: Databases = registry_app_running.state.databases
    for database in databases.values():
        async with database.write.begin() as session:
            await outbox.record_all(session, [Change(entity, code, 1, row) for entity, code, row in told])


@pytest.fixture
async def codes(knowledge: Caller, knowledge_app_running: FastAPI) -> Caller:
    """Knowledge, which was told of every vocabulary."""
    databases: Databases = knowledge_app_running.state.databases
    told = [
        FeedChange(pos, "vocabulary", record["code"], 1, clock.now(), record)
        for pos, record in enumerate(vocabulary_records(), start=1)
    ]
    for database in databases.values():
        async with database.write.begin() as session:
            await ReferenceProjection().apply(session, told, epoch="DEMO")
    return knowledge


@pytest.fixture
async def regulations(codes: Caller, knowledge_app_running: FastAPI) -> Caller:
    """The real regulations of kabkota."""
    await _import_regulations(knowledge_app_running, "kabkota")
    return codes


@pytest.fixture
async def regulations_of_both(regulations: Caller, knowledge_app_running: FastAPI) -> Caller:
    """The real regulations, in each simpul those that are its own."""
    await _import_regulations(knowledge_app_running, "provinsi")
    return regulations


async def _import_regulations(app: FastAPI, simpul: Simpul) -> int:
    databases: Databases = app.state.databases
    async with databases[simpul].write.begin() as session:
        return await import_regulations(session, system_actor("import"), records=records_of(simpul))


@pytest.fixture
def reimport_regulations(knowledge_app_running: FastAPI) -> Callable[[], Awaitable[int]]:
    """Imports the real regulations of kabkota once more."""
    return lambda: _import_regulations(knowledge_app_running, "kabkota")
