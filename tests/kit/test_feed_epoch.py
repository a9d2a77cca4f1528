"""The feed after its database was cloned, restored, or rolled back: nobody goes on as if nothing were."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from deploy.local.embedded import EmbeddedPostgres
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import epoch as epochs
from services.kit.feed import publisher
from services.kit.feed.follow import Follower
from services.kit.tokens import InternalSigner, Issuer
from services.knowledge.directory.projection import DirectoryProjection
from services.registry import app as registry_app
from services.registry.importer import IMPORTER, read_json, vocabulary_records
from services.registry.settings import RegistrySettings
from services.registry.vocabularies.imports import import_vocabularies
from tests.conftest import CURSOR_KEY
from tests.support import copies
from tests.support.callers import SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase, make_database
from tests.support.feed import FEED_PATH

FORUM = {"name": "Forum", "branch": "eksekutif", "scope": "regional"}
Copy = Callable[[EmbeddedPostgres, TestDatabase, str], TestDatabase]


@dataclass(frozen=True)
class Registry:
    """The registry over one database, its writer, and its feed's reader."""

    database: Database
    writer: Caller
    client: ServiceClient

    async def register(self, slug: str) -> None:
        answer = await self.writer.post("/v1/kabkota/forums", FORUM | {"slug": slug})
        assert answer.status_code == 201, answer.text

    async def publish(self) -> None:
        await publisher.publish_pending(self.database)

    async def read(self, **parameters: str | float) -> httpx.Response:
        return await self.client.get(FEED_PATH, "kabkota", parameters, seconds=5)

    async def head(self) -> str:
        cursor: str = (await self.read()).json()["next"]
        return cursor


@asynccontextmanager
async def serving(at: TestDatabase, issuers: list[Issuer], keys: dict[str, ECKey]) -> AsyncIterator[Registry]:
    """The registry on a database, and no connection left to it afterwards."""
    settings = RegistrySettings(
        database_url_provinsi=at.login_url,
        database_url_kabkota=at.login_url,
        issuers=issuers,
        cursor_key=CURSOR_KEY,
        files_url="memory:///",
    )
    app = registry_app.create(settings)
    async with app.router.lifespan_context(app), http_for(app) as http:
        gateway = InternalSigner("gateway", keys["gateway"])
        reader = InternalSigner("knowledge", keys["knowledge"])
        yield Registry(
            app.state.databases["kabkota"],
            Caller(http, gateway, registry_app.NAME, SECRETARIAT, "kabkota"),
            ServiceClient(http, reader, name="knowledge", audience=registry_app.NAME),
        )


@pytest.fixture(scope="module")
async def template(server: EmbeddedPostgres, issuers: list[Issuer], keys: dict[str, ECKey]) -> TestDatabase:
    """A registry's database with its vocabularies, to which nobody is connected."""
    database = make_database(server, "epoch_template", "registry")
    async with serving(database, issuers, keys) as registry:
        async with registry.database.write.begin() as session:
            await import_vocabularies(
                session, IMPORTER, records=vocabulary_records(), titles=read_json("sources.json")
            )
        await registry.publish()
    return database


_numbers = itertools.count()


@pytest.fixture
def origin(server: EmbeddedPostgres, template: TestDatabase) -> Iterator[TestDatabase]:
    database = copies.clone(server, template, f"epoch_origin_{next(_numbers)}")
    yield database
    copies.drop(server, database)


@pytest.fixture
def follow(knowledge_app_running: FastAPI) -> Callable[[Registry], Follower]:
    """Knowledge's follower, which does not know that the registry behind the address was replaced."""
    database: Database = knowledge_app_running.state.databases["kabkota"]
    return lambda registry: Follower(database, "registry", registry.client, DirectoryProjection())


async def _slugs(knowledge: Caller) -> set[str]:
    return {item["slug"] for item in (await knowledge.get("/v1/kabkota/directory")).json()["items"]}


@pytest.mark.parametrize("copy", [copies.clone, copies.dump_and_restore], ids=["clone", "dump and restore"])
async def test_after_a_copy_took_its_place_old_cursors_are_410_and_a_follower_recovers_without_loss(
    server: EmbeddedPostgres,
    origin: TestDatabase,
    issuers: list[Issuer],
    keys: dict[str, ECKey],
    knowledge: Caller,
    follow: Callable[[Registry], Follower],
    copy: Copy,
) -> None:
    async with serving(origin, issuers, keys) as registry:
        await registry.register("gunung")
        await registry.register("laut")
        await registry.publish()
        await registry.register("pending-at-the-copy")
    revived = copy(server, origin, f"{origin.name}_revived")
    try:
        async with serving(origin, issuers, keys) as registry:
            await registry.register("after-the-copy")
            await registry.publish()
            await follow(registry).catch_up()
            old = await registry.head()
            assert await _slugs(knowledge) == {"after-the-copy", "gunung", "laut", "pending-at-the-copy"}
        async with serving(revived, issuers, keys) as registry:
            refused = await registry.read(after=old)
            assert (refused.status_code, refused.json()["code"]) == (410, "stale-epoch")
            await registry.publish()
            await follow(registry).catch_up()
            assert await _slugs(knowledge) == {"gunung", "laut", "pending-at-the-copy"}

            await registry.register("sungai")
            await registry.writer.patch("/v1/kabkota/forums/laut", {"name": "A"}, etag='"1"')
            await registry.publish()
            assert await follow(registry).catch_up() == 2
            assert (await knowledge.get("/v1/kabkota/directory/laut")).json()["version"] == 2
            assert await _slugs(knowledge) == {"gunung", "laut", "pending-at-the-copy", "sungai"}
    finally:
        copies.drop(server, revived)


async def test_a_restore_into_the_very_same_database_begins_a_new_epoch_by_itself(
    server: EmbeddedPostgres,
    origin: TestDatabase,
    issuers: list[Issuer],
    keys: dict[str, ECKey],
) -> None:
    async with serving(origin, issuers, keys) as registry:
        await registry.register("gunung")
        await registry.publish()
        old = await registry.head()
    copies.restore_in_place(server, origin, copies.dump(server, origin))
    async with serving(origin, issuers, keys) as registry:
        assert (await registry.read(after=old)).status_code == 410
        head = (await registry.head()).rpartition(".")[2]
        assert head == old.rpartition(".")[2]


async def test_after_a_restore_of_the_rows_alone_renewing_the_epoch_makes_old_cursors_410(
    server: EmbeddedPostgres,
    origin: TestDatabase,
    issuers: list[Issuer],
    keys: dict[str, ECKey],
    knowledge: Caller,
    follow: Callable[[Registry], Follower],
) -> None:
    async with serving(origin, issuers, keys) as registry:
        await registry.register("gunung")
        await registry.publish()
        saved = copies.dump_rows(server, origin)
        await registry.register("after-the-dump")
        await registry.publish()
        await follow(registry).catch_up()
    copies.restore_rows(server, origin, saved)
    async with serving(origin, issuers, keys) as registry:
        # Nothing gave the restore away: this is why the random value has to be renewed.
        assert await follow(registry).catch_up() == 0
        assert await _slugs(knowledge) == {"after-the-dump", "gunung"}
        old = await registry.head()
        async with registry.database.write.begin() as session:
            await epochs.renew(session)
        assert (await registry.read(after=old)).status_code == 410
        await follow(registry).catch_up()
        assert await _slugs(knowledge) == {"gunung"}


async def test_the_epoch_stays_through_work_maintenance_and_a_restart_of_the_server(
    issuers: list[Issuer], keys: dict[str, ECKey]
) -> None:
    with tempfile.TemporaryDirectory(prefix="simpul-test-") as home:
        server = EmbeddedPostgres(Path(home), durable=False)
        with server:
            origin = make_database(server, "registry_kabkota", "registry")
            async with serving(origin, issuers, keys) as registry:
                before = (await registry.read()).json()["epoch"]
            with psycopg.connect(origin.owner_url, autocommit=True) as owner:
                owner.execute("VACUUM FULL feed")
                owner.execute("REINDEX TABLE feed")
        with server:
            async with serving(_moved(origin, server), issuers, keys) as registry:
                assert (await registry.read(after=f"{before}.0")).json()["epoch"] == before


def _moved(database: TestDatabase, server: EmbeddedPostgres) -> TestDatabase:
    """The same database behind the server's present address."""
    at = server.admin_url.rpartition("@")[2].removesuffix("/postgres")
    urls = [
        f"{url.rpartition('@')[0]}@{at}/{database.name}" for url in (database.login_url, database.owner_url)
    ]
    return TestDatabase(database.name, *urls)
