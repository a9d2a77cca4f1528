"""The code of conduct: published by edition, never changed, accepted once by each forum."""

import asyncio
from typing import Any

import psycopg
import pytest

from services.kit.simpul import Simpul
from tests.registry.factories import make_forum, publish_conduct
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller
from tests.support.databases import TestDatabase

AT = "/v1/kabkota/code-of-conduct"
FORUM = "/v1/kabkota/forums/forum-uji"
ACCEPTED = f"{FORUM}/code-of-conduct-acceptances"
BY = {"name": "Ketua DEMO", "office": "Ketua"}


async def test_editions_are_read_by_everybody_newest_first(registry: Caller) -> None:
    first = await publish_conduct(registry, 1)
    second = await publish_conduct(registry, 2, in_force_from="2026-01-01", adopted_on="2025-12")
    assert (await registry.get(AT)).json()["items"] == [second, first]
    page = (await registry.get(f"{AT}?page_size=1")).json()
    rest = (await registry.get(f"{AT}?page_size=1&cursor={page['next_cursor']}")).json()
    assert rest["items"] == [first]
    read = await registry.get(f"{AT}/2")
    assert (read.json(), read.headers["etag"]) == (second, '"1"')
    for edition in ("3", "0", "-1", "99999999999", "x"):
        assert (await registry.get(f"{AT}/{edition}")).status_code == 404
    taken = await registry.as_(SECRETARIAT).post(
        AT, {"edition": 2, "title": "x", "text": "x", "in_force_from": "2026-01-01"}
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "code-of-conduct-edition-taken")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"edition": 0}, "/edition"),
        ({"edition": "1"}, "/edition"),
        ({"title": ""}, "/title"),
        ({"text": " "}, "/text"),
        ({"in_force_from": "2026"}, "/in_force_from"),
        ({"in_force_from": "2026-02-30"}, "/in_force_from"),
        ({"adopted_on": "kemarin"}, "/adopted_on"),
        ({"published_by": "x"}, "/published_by"),
    ],
)
async def test_a_wrong_edition_is_named_and_not_published(
    registry: Caller, fields: dict[str, Any], pointer: str
) -> None:
    body = {"edition": 1, "title": "x", "text": "x", "in_force_from": "2026-01-01"} | fields
    answer = await registry.as_(SECRETARIAT).post(AT, body)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (422, [pointer])
    assert (await registry.get(AT)).json()["items"] == []


async def test_what_is_published_cannot_be_changed_even_in_the_database(
    registry: Caller, registry_databases: dict[Simpul, TestDatabase]
) -> None:
    await publish_conduct(registry)
    with psycopg.connect(registry_databases["kabkota"].login_url, autocommit=True) as login:
        for statement in ("UPDATE codes_of_conduct SET text = 'x'", "DELETE FROM trail"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(statement.encode())


async def test_a_forum_accepts_an_edition_once_and_its_history_says_so(registry: Caller) -> None:
    await make_forum(registry)
    await publish_conduct(registry)
    secretariat = registry.as_(SECRETARIAT)
    body = {"edition": 1, "accepted_by": BY, "on": "2026-01-02"}
    accepted = await secretariat.post(ACCEPTED, body)
    assert accepted.status_code == 201, accepted.text
    assert body.items() <= accepted.json().items()
    again = await secretariat.post(ACCEPTED, body)
    assert (again.status_code, again.json()["code"]) == (409, "code-of-conduct-already-accepted")
    assert (await secretariat.get(ACCEPTED)).json()["items"] == [accepted.json()]
    assert (await registry.get(ACCEPTED)).status_code == 401
    assert (await registry.as_(KARTAMANTUL).get(ACCEPTED)).status_code == 403
    assert (await registry.get(FORUM)).json()["version"] == 2
    newest = (await secretariat.get(f"{FORUM}/history")).json()["items"][0]
    assert (newest["field"].partition("/")[0], newest["new"]["edition"]) == ("code_of_conduct_acceptances", 1)
    for wrong, pointer in (
        ({"edition": 2}, "/edition"),
        ({"on": "2999-01-01"}, "/on"),
        ({"accepted_by": {"name": "x"}}, "/accepted_by/office"),
    ):
        refused = await secretariat.post(ACCEPTED, body | wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_of_two_acceptances_at_once_one_counts(registry: Caller) -> None:
    await make_forum(registry)
    await publish_conduct(registry)
    body = {"edition": 1, "accepted_by": BY, "on": "2026-01-02"}
    answers = await asyncio.gather(*(registry.as_(SECRETARIAT).post(ACCEPTED, body) for _ in range(3)))
    assert sorted(a.status_code for a in answers) == [201, 409, 409]
