"""The feed's first consumer: knowledge's directory, behind the real registry."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.clients import ServiceClient
from services.kit.db import Database
from services.kit.feed import epoch as epochs
from services.kit.feed import follow, publisher
from services.kit.feed.follow import FeedChange, Follower
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner
from services.knowledge.directory.projection import DirectoryProjection
from services.registry import app as registry_app
from tests.support.callers import SECRETARIAT, Caller, http_for
from tests.support.databases import TestDatabase, empty

FORUMS = "/v1/kabkota/forums"
FORUM = {"name": "Forum Sungai", "branch": "eksekutif", "scope": "regional"}


@pytest.fixture
def source(
    registry: Caller, registry_app_running: FastAPI, registry_databases: dict[Simpul, TestDatabase]
) -> Database:
    """The registry of kabkota, whose feed has nothing in it, not even the reference data."""
    empty(registry_databases.values())
    database: Database = registry_app_running.state.databases["kabkota"]
    return database


@pytest.fixture
async def follower(
    source: Database,
    registry_app_running: FastAPI,
    knowledge: Caller,
    knowledge_app_running: FastAPI,
    keys: dict[str, ECKey],
) -> AsyncIterator[Follower]:
    """Knowledge's follower of the registry in simpul kabkota."""
    database: Database = knowledge_app_running.state.databases["kabkota"]
    async with http_for(registry_app_running) as http:
        signer = InternalSigner("knowledge", keys["knowledge"])
        client = ServiceClient(http, signer, name="knowledge", audience=registry_app.NAME)
        yield Follower(database, "registry", client, DirectoryProjection())


async def _register(registry: Caller, slug: str) -> dict[str, Any]:
    answer = await registry.as_(SECRETARIAT).post(FORUMS, FORUM | {"slug": slug})
    assert answer.status_code == 201, answer.text
    forum: dict[str, Any] = answer.json()
    return forum


async def _slugs(knowledge: Caller) -> list[str]:
    return [item["slug"] for item in (await knowledge.get("/v1/kabkota/directory")).json()["items"]]


async def test_a_registration_and_a_change_arrive_in_the_directory_with_the_forums_version(
    registry: Caller, knowledge: Caller, source: Database, follower: Follower
) -> None:
    forum = await _register(registry, "sungai")
    await publisher.publish_pending(source)
    assert await follower.catch_up() == 1
    entry = (await knowledge.get("/v1/kabkota/directory/sungai")).json()
    assert (entry["id"], entry["version"], entry["name"]) == (forum["id"], 1, "Forum Sungai")

    changed = await registry.as_(SECRETARIAT).patch(
        "/v1/kabkota/forums/sungai", {"name": "Forum Sungai Progo"}, etag='"1"'
    )
    assert changed.status_code == 200
    await publisher.publish_pending(source)
    assert await follower.catch_up() == 1
    entry = (await knowledge.get(f"/v1/kabkota/directory/{forum['id']}")).json()
    assert (entry["version"], entry["name"]) == (2, "Forum Sungai Progo")


async def test_what_is_not_published_yet_is_not_in_the_directory(
    registry: Caller, knowledge: Caller, source: Database, follower: Follower
) -> None:
    await _register(registry, "sungai")
    assert await follower.catch_up() == 0
    assert await _slugs(knowledge) == []


async def test_in_a_new_epoch_the_directory_is_read_again_and_what_is_gone_is_pruned(
    registry: Caller,
    registry_databases: dict[Simpul, TestDatabase],
    knowledge: Caller,
    source: Database,
    follower: Follower,
) -> None:
    for slug in ("gunung", "laut", "sungai"):
        await _register(registry, slug)
    await publisher.publish_pending(source)
    await follower.catch_up()
    # As after a restore to a time before the forum was registered.
    with psycopg.connect(registry_databases["kabkota"].owner_url) as owner:
        gone = "SELECT id FROM outbox WHERE payload ->> 'slug' = 'laut'"
        owner.execute(f"DELETE FROM feed WHERE outbox_id IN ({gone})".encode())
        owner.execute("DELETE FROM outbox WHERE payload ->> 'slug' = 'laut'")
    assert await follower.catch_up() == 0
    assert await _slugs(knowledge) == ["gunung", "laut", "sungai"]
    async with source.write.begin() as session:
        await epochs.renew(session)
    assert await follower.catch_up() == 2
    assert await _slugs(knowledge) == ["gunung", "sungai"]


async def test_two_followers_at_once_as_in_a_change_of_release_end_in_the_same_directory(
    registry: Caller,
    knowledge: Caller,
    source: Database,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(follow, "PAGE", 3)
    monkeypatch.setattr(follow, "RETRY_SECONDS", 0.01)
    slugs = [f"forum-{number}" for number in range(6)]
    stop = asyncio.Event()
    running = [asyncio.create_task(follower.run(stop)) for _ in range(2)]
    for slug in slugs:
        await _register(registry, slug)
    for version in (1, 2):
        for slug in slugs:
            names = {"name": f"{slug} {version}"}
            await registry.as_(SECRETARIAT).patch(f"{FORUMS}/{slug}", names, etag=f'"{version}"')
        await publisher.publish_pending(source)
    stop.set()
    await asyncio.gather(*running)
    await follower.catch_up()
    items = (await knowledge.get("/v1/kabkota/directory")).json()["items"]
    assert {item["slug"]: (item["version"], item["name"]) for item in items} == {
        slug: (3, f"{slug} 2") for slug in slugs
    }


@pytest.fixture
async def forum(registry: Caller, source: Database) -> dict[str, Any]:
    """A forum as the registry writes it into its feed."""
    return await _register(registry, "sungai")


class Held:
    """The directory's own table, fed with changes by hand."""

    def __init__(self, database: Database, forum: dict[str, Any], knowledge: Caller) -> None:
        self.database = database
        self.forum = forum
        self.knowledge = knowledge

    def change(self, version: int, pos: int, name: str | None, **other: Any) -> FeedChange:
        payload = None if name is None else self.forum | {"version": version, "name": name} | other
        forum_id = str(other.get("id", self.forum["id"]))
        return FeedChange(pos, "forum", forum_id, version, clock.now(), payload)

    async def apply(self, *changes: FeedChange, epoch: str = "e") -> None:
        async with self.database.write.begin() as session:
            await DirectoryProjection().apply(session, changes, epoch=epoch)

    async def name(self) -> str | None:
        answer = await self.knowledge.get(f"/v1/kabkota/directory/{self.forum['id']}")
        name: str | None = answer.json()["name"] if answer.status_code == 200 else None
        return name


@pytest.fixture
def held(knowledge: Caller, knowledge_app_running: FastAPI, forum: dict[str, Any]) -> Held:
    return Held(knowledge_app_running.state.databases["kabkota"], forum, knowledge)


async def test_a_lower_version_is_ignored_also_at_a_later_position(held: Held) -> None:
    await held.apply(held.change(3, 10, "third"))
    await held.apply(held.change(2, 11, "second"))
    assert await held.name() == "third"


async def test_an_equal_version_is_taken_at_a_later_position_and_ignored_at_an_earlier(held: Held) -> None:
    await held.apply(held.change(3, 10, "third"))
    await held.apply(held.change(3, 12, "third, rendered anew"))
    assert await held.name() == "third, rendered anew"
    await held.apply(held.change(3, 11, "an old rendering"))
    assert await held.name() == "third, rendered anew"


async def test_the_change_of_the_same_position_may_be_rendered_again(held: Held) -> None:
    await held.apply(held.change(3, 12, "third"))
    await held.apply(held.change(3, 12, "third, of another shape"))
    assert await held.name() == "third, of another shape"


async def test_of_several_versions_in_one_page_the_highest_stays_whatever_their_order(held: Held) -> None:
    await held.apply(held.change(1, 10, "first"), held.change(3, 11, "third"), held.change(2, 12, "second"))
    assert await held.name() == "third"
    await held.apply(held.change(4, 13, "fourth"), held.change(4, 14, "fourth, rendered anew"))
    assert await held.name() == "fourth, rendered anew"


async def test_a_page_given_again_changes_nothing(held: Held) -> None:
    page = [held.change(1, 10, "first"), held.change(2, 11, "second")]
    for _ in range(2):
        await held.apply(*page)
        assert await held.name() == "second"


async def test_a_tombstone_removes_the_entry_unless_its_version_is_lower(held: Held) -> None:
    await held.apply(held.change(3, 10, "third"))
    await held.apply(held.change(2, 11, None))
    assert await held.name() == "third"
    await held.apply(held.change(4, 12, None))
    assert await held.name() is None


async def test_a_tombstone_of_a_later_epoch_removes_the_entry_whatever_its_version(held: Held) -> None:
    await held.apply(held.change(3, 10, "third"))
    await held.apply(held.change(2, 1, None), epoch="f")
    assert await held.name() is None


async def test_a_later_epoch_overrides_version_and_position(held: Held) -> None:
    await held.apply(held.change(9, 100, "before the restore"))
    await held.apply(held.change(2, 1, "after the restore"), epoch="f")
    assert await held.name() == "after the restore"


async def test_after_a_restore_another_forum_may_bear_the_slug_of_one_that_is_gone(held: Held) -> None:
    other = "01890000-0000-7000-8000-000000000001"
    await held.apply(held.change(1, 10, "before the restore"))
    await held.apply(held.change(1, 1, "after the restore", id=other), epoch="f")
    assert await held.name() is None
    answer = await held.knowledge.get("/v1/kabkota/directory/sungai")
    assert answer.json()["id"] == other


async def test_changes_of_other_entities_are_none_of_the_directorys(held: Held) -> None:
    region = FeedChange(10, "region", "34.02", 1, clock.now(), {"code": "34.02"})
    await held.apply(region, held.change(1, 11, "first"))
    assert await held.name() == "first"


async def test_a_crash_after_the_effect_leaves_directory_and_cursor_as_they_were(
    registry: Caller,
    knowledge: Caller,
    source: Database,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await _register(registry, "sungai")
    await publisher.publish_pending(source)
    apply = DirectoryProjection.apply

    async def apply_and_crash(
        self: DirectoryProjection, session: AsyncSession, *rest: Any, **named: Any
    ) -> None:
        await apply(self, session, *rest, **named)
        raise KeyError("the process ends here")

    with monkeypatch.context() as crashing:
        crashing.setattr(DirectoryProjection, "apply", apply_and_crash)
        with pytest.raises(KeyError):
            await follower.catch_up()
    assert await _slugs(knowledge) == []
    assert await follower.catch_up() == 1
    assert await _slugs(knowledge) == ["sungai"]
