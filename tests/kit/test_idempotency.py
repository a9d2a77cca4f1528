"""Idempotency-Key on the real registry: one act per key, however often and however fast it is asked."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.db import Databases
from services.kit.simpul import Simpul
from services.kit.web import idempotency
from tests.support.callers import Caller, client_actor
from tests.support.databases import TestDatabase
from tests.support.feed import until

PATH = "/v1/kabkota/forums"
FORUM = {"slug": "sungai", "name": "Forum Sungai", "branch": "eksekutif", "scope": "regional"}
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST, SECOND = client_actor("sekretariat-1", "secretariat"), client_actor("sekretariat-2", "secretariat")
SAME = ("content-type", "etag", "location")


async def _post(
    registry: Caller, body: object = FORUM, *, key: str = "key-1", query: str = "", **arguments: Any
) -> httpx.Response:
    headers = {"Idempotency-Key": key} | arguments.pop("headers", {})
    return await registry.as_(FIRST).post(PATH + query, body, headers=headers, **arguments)


async def _slugs(registry: Caller) -> list[str]:
    return sorted(item["slug"] for item in (await registry.get(PATH)).json()["items"])


def _is_replay(answer: httpx.Response) -> bool:
    return "true" in answer.headers.get_list("idempotency-replayed")


async def test_the_same_key_and_body_gives_the_first_answer_again_and_says_so(registry: Caller) -> None:
    first, second = await _post(registry), await _post(registry)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert {h: second.headers[h] for h in SAME} == {h: first.headers[h] for h in SAME}
    assert first.headers["location"] == f"{PATH}/sungai"
    assert first.headers["etag"] == '"1"'
    assert (_is_replay(first), _is_replay(second)) == (False, True)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert await _slugs(registry) == ["sungai"]


async def test_a_replay_shows_the_act_as_it_was_answered_not_what_became_of_it(registry: Caller) -> None:
    first = await _post(registry)
    changed = await registry.as_(FIRST).patch(f"{PATH}/sungai", {"name": "Lain"}, etag='"1"')
    assert changed.json()["version"] == 2
    assert (await _post(registry)).content == first.content


@pytest.mark.parametrize(
    "other", [FORUM | {"name": "Lain"}, FORUM | {"slug": "laut"}, {"slug": "laut"}, []], ids=str
)
async def test_the_same_key_with_another_body_is_422_and_does_nothing(
    registry: Caller, other: object
) -> None:
    await _post(registry)
    answer = await _post(registry, other)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert await _slugs(registry) == ["sungai"]


async def test_the_same_members_in_another_order_are_another_body(registry: Caller) -> None:
    await _post(registry)
    answer = await _post(registry, dict(reversed(FORUM.items())))
    assert answer.json()["code"] == "idempotency-key-reused"


async def test_another_actors_same_key_is_another_key(registry: Caller) -> None:
    await _post(registry)
    headers = {"Idempotency-Key": "key-1"}
    answer = await registry.as_(SECOND).post(PATH, FORUM | {"slug": "laut"}, headers=headers)
    assert (answer.status_code, _is_replay(answer)) == (201, False)
    assert await _slugs(registry) == ["laut", "sungai"]


async def test_the_same_key_in_the_other_simpul_is_another_key(registry: Caller) -> None:
    await _post(registry)
    headers = {"Idempotency-Key": "key-1"}
    answer = await registry.as_(FIRST, "provinsi").post("/v1/provinsi/forums", FORUM, headers=headers)
    assert (answer.status_code, _is_replay(answer)) == (201, False)


async def test_without_a_key_nothing_is_kept(registry: Caller) -> None:
    first = await registry.as_(FIRST).post(PATH, FORUM)
    second = await registry.as_(FIRST).post(PATH, FORUM)
    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 409, "slug-taken")


async def test_twenty_at_once_with_one_key_make_one_forum_and_only_the_answers_there_can_be(
    registry: Caller,
) -> None:
    answers = await asyncio.gather(*(_post(registry) for _ in range(20)))
    for answer in answers:
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 409:
            assert answer.json()["code"] == "idempotency-in-progress"
    made = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in made if not _is_replay(answer)]) == 1
    assert len({answer.content for answer in made}) == 1
    assert await _slugs(registry) == ["sungai"]


async def test_twenty_at_once_with_a_key_of_their_own_make_twenty_forums(registry: Caller) -> None:
    answers = await asyncio.gather(
        *(_post(registry, FORUM | {"slug": f"sungai-{n}"}, key=f"key-{n}") for n in range(20))
    )
    assert [answer.status_code for answer in answers] == [201] * 20
    assert len(await _slugs(registry)) == 20


async def test_while_the_first_is_running_the_second_is_409_at_once(
    registry: Caller, registry_databases: dict[Simpul, TestDatabase], admin: psycopg.Connection
) -> None:
    with psycopg.connect(registry_databases["kabkota"].owner_url) as owner:
        # The first cannot go on to its rows before this transaction ends.
        owner.execute("LOCK TABLE forums")
        first = asyncio.create_task(_post(registry))
        await until(admin, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted")
        async with asyncio.timeout(3):
            second = await _post(registry)
        assert (second.status_code, second.json()["code"]) == (409, "idempotency-in-progress")
        assert not first.done()
        owner.rollback()
    assert ((await first).status_code, _is_replay(await first)) == (201, False)
    assert _is_replay(await _post(registry))


async def test_a_request_that_failed_keeps_nothing_and_may_be_sent_again_mended(registry: Caller) -> None:
    failed = await _post(registry, FORUM | {"scope": "tidak-ada"})
    assert failed.status_code == 422
    mended = await _post(registry)
    assert (mended.status_code, _is_replay(mended)) == (201, False)


async def test_a_conflict_is_not_kept_either(registry: Caller) -> None:
    await _post(registry, key="key-0")
    taken = await _post(registry)
    assert taken.json()["code"] == "slug-taken"
    again = await _post(registry)
    assert (again.json()["code"], _is_replay(again)) == ("slug-taken", False)


async def test_a_key_is_kept_for_24_hours_and_then_is_new(registry: Caller) -> None:
    with clock.fixed(NOON):
        first = await _post(registry)
    with clock.fixed(NOON + timedelta(hours=24) - timedelta(microseconds=1)):
        assert _is_replay(await _post(registry))
    with clock.fixed(NOON + timedelta(hours=24)):
        answer = await _post(registry)
        assert (answer.status_code, answer.json()["code"]) == (409, "slug-taken")
        second = await _post(registry, FORUM | {"slug": "laut"})
        assert (second.status_code, _is_replay(second)) == (201, False)
        assert _is_replay(await _post(registry, FORUM | {"slug": "laut"}))
    assert first.status_code == 201


async def test_the_sweep_forgets_what_is_past_its_24_hours_and_nothing_else(
    registry: Caller, registry_app_running: FastAPI, registry_databases: dict[Simpul, TestDatabase]
) -> None:
    with clock.fixed(NOON):
        await _post(registry, key="old")
    with clock.fixed(NOON + timedelta(hours=1)):
        await _post(registry, FORUM | {"slug": "laut"}, key="young")
    databases: Databases = registry_app_running.state.databases
    with clock.fixed(NOON + timedelta(hours=24)):
        async with databases["kabkota"].write.begin() as session:
            await idempotency.sweep(session)
    assert _kept(registry_databases) == ["young"]


def _kept(databases: dict[Simpul, TestDatabase]) -> list[str]:
    with psycopg.connect(databases["kabkota"].owner_url) as owner:
        return [row[0] for row in owner.execute("SELECT key FROM idempotency_records ORDER BY key")]


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tinside", "kunci-ë", "\x7f", "emoji-🌊"], ids=repr)
async def test_a_malformed_key_is_400_and_named(registry: Caller, key: str) -> None:
    token = registry.signer.mint(FIRST, "kabkota", registry.audience)
    headers = [(b"Idempotency-Key", key.encode()), (b"Authorization", f"Bearer {token}".encode())]
    answer = await registry.http.post(PATH, json=FORUM, headers=headers)
    assert answer.status_code == 400, answer.text
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/header/Idempotency-Key"]
    assert await _slugs(registry) == []


@pytest.mark.parametrize("key", ["k", "x" * 255, "a b", '"quoted"', "{}~!@#$%^&*()"])
async def test_any_other_printable_key_is_one(registry: Caller, key: str) -> None:
    assert (await _post(registry, key=key)).status_code == 201
    assert _is_replay(await _post(registry, key=key))


async def test_who_may_not_act_is_told_so_and_not_that_the_key_is_known(registry: Caller) -> None:
    await _post(registry)
    headers = {"Idempotency-Key": "key-1"}
    anonymous = await registry.post(PATH, FORUM, headers=headers)
    assert (anonymous.status_code, _is_replay(anonymous)) == (401, False)
    stripped = client_actor("sekretariat-1", "secretariat", scopes=frozenset())
    answer = await registry.as_(stripped).post(PATH, FORUM, headers=headers)
    assert (answer.status_code, _is_replay(answer)) == (403, False)


@pytest.mark.parametrize(
    ("break_it", "mend_it"),
    [
        (
            "REVOKE INSERT ON outbox FROM registry_kabkota_app",
            "GRANT INSERT ON outbox TO registry_kabkota_app",
        ),
        (
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'at commit'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON outbox
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
            """,
            "DROP TRIGGER refuse ON outbox; DROP FUNCTION refuse()",
        ),
    ],
    ids=["at the insert", "at the commit, after the answer was kept"],
)
async def test_where_the_outbox_fails_nothing_at_all_is_kept(
    registry: Caller, registry_databases: dict[Simpul, TestDatabase], break_it: str, mend_it: str
) -> None:
    with psycopg.connect(registry_databases["kabkota"].owner_url, autocommit=True) as owner:
        owner.execute(break_it.encode())
        try:
            assert (await _post(registry)).status_code == 500
        finally:
            owner.execute(mend_it.encode())
    assert await _slugs(registry) == []
    assert _kept(registry_databases) == []
    answer = await _post(registry)
    assert (answer.status_code, _is_replay(answer)) == (201, False)
