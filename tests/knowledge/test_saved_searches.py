"""Saved searches through HTTP. Documents are invented and marked DEMO."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from services.kit import clock
from services.knowledge.saved_searches import service
from tests.knowledge.test_search import make_document, put
from tests.support.callers import KARTAMANTUL, OTHER_FORUM, SECRETARIAT, Caller

AT = "/v1/kabkota/saved-searches"
NOON = datetime(2026, 6, 1, 5, tzinfo=UTC)


@pytest.fixture
def own(knowledge: Caller) -> Caller:
    return knowledge.as_(KARTAMANTUL)


async def keep(caller: Caller, **values: Any) -> dict[str, Any]:
    answer = await caller.post(AT, {"name": "Sampah DEMO", "query": "sampah"} | values)
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


async def test_a_search_is_kept_changed_and_forgotten(own: Caller) -> None:
    answer = await own.post(AT, {"name": "Sampah", "query": "sampah", "filters": {"kind": "practice"}})
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    at = answer.headers["location"]
    kept = answer.json()
    assert kept["filters"]["kind"] == "practice"
    assert (await own.get(at)).json() == kept
    assert (await own.get(AT)).json()["items"] == [kept]
    changed = await own.patch(at, {"query": "air limbah", "filters": {"year": 2006}}, etag='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["query"], changed.json()["filters"]["kind"]) == ("air limbah", None)
    assert (await own.patch(at, {"name": "x"}, etag='"1"')).status_code == 412
    assert (await own.patch(at, {"name": "x"}, etag=None)).status_code == 428
    assert (await own.delete(at, etag='"1"')).status_code == 412
    assert (await own.delete(at, etag='"2"')).status_code == 204
    assert (await own.get(at)).status_code == 404


async def test_it_is_its_owners_alone(own: Caller) -> None:
    at = f"{AT}/{(await keep(own))['id']}"
    for actor in (OTHER_FORUM, SECRETARIAT):
        other = own.as_(actor)
        assert (await other.get(AT)).json()["items"] == []
        assert (await other.get(at)).status_code == 404
        assert (await other.get(f"{at}/results")).status_code == 404
        assert (await other.patch(at, {"name": "x"}, etag='"1"')).status_code == 404
        assert (await other.post(f"{at}/seen", {})).status_code == 404
        assert (await other.delete(at, etag='"1"')).status_code == 404
    assert (await own.get(at)).json()["version"] == 1
    # A name is taken for its owner only.
    await keep(own.as_(OTHER_FORUM))
    again = await own.post(AT, {"name": "Sampah DEMO", "query": "x"})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/name")


async def test_only_what_is_new_is_shown_to_who_has_looked(
    own: Caller, knowledge_app_running: FastAPI
) -> None:
    at = f"{AT}/{(await keep(own))['id']}"

    async def found() -> list[str]:
        answer = await own.get(f"{at}/results")
        assert answer.status_code == 200, answer.text
        return [item["slug"] for item in answer.json()["items"]]

    old = make_document("Sampah lama DEMO")
    with clock.fixed(NOON):
        await put(knowledge_app_running, old, make_document("Air DEMO"))
    assert await found() == ["sampah-lama-demo"]
    with clock.fixed(NOON + timedelta(hours=1)):
        seen = await own.post(f"{at}/seen", {})
    assert (seen.status_code, seen.json()["version"]) == (200, 2)
    assert await found() == []
    # The same again is not new; another text is.
    with clock.fixed(NOON + timedelta(hours=2)):
        await put(knowledge_app_running, old, make_document("Sampah baru DEMO"))
    assert await found() == ["sampah-baru-demo"]
    with clock.fixed(NOON + timedelta(hours=3)):
        await put(knowledge_app_running, make_document("Sampah lama DEMO", "berubah", id=old.id))
    assert set(await found()) == {"sampah-baru-demo", "sampah-lama-demo"}
    assert [len((await own.get(f"{at}/results?page_size=1")).json()["items"])] == [1]


async def test_what_was_being_written_while_one_looked_is_shown(
    own: Caller, knowledge_app_running: FastAPI
) -> None:
    at = f"{AT}/{(await keep(own))['id']}"
    with clock.fixed(NOON):
        await own.post(f"{at}/seen", {})
    with clock.fixed(NOON - service.OVERLAP / 2):
        await put(knowledge_app_running, make_document("Sampah DEMO"))
    assert len((await own.get(f"{at}/results")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"query": "x"}, "/name"),
        ({"name": "x"}, "/query"),
        ({"name": " ", "query": "x"}, "/name"),
        ({"name": "x", "query": ""}, "/query"),
        ({"name": "x", "query": "y" * 501}, "/query"),
        ({"name": "x", "query": "a\0b"}, "/query"),
        ({"name": "x", "query": "y", "filters": {"colour": "red"}}, "/filters/colour"),
        ({"name": "x", "query": "y", "filters": {"kind": "case"}}, "/filters/kind"),
        ({"name": "x", "query": "y", "filters": None}, "/filters"),
        ({"name": "x", "query": "y", "subject": "person:x"}, "/subject"),
    ],
)
async def test_a_search_that_cannot_be_kept_is_named(own: Caller, body: object, pointer: str) -> None:
    answer = await own.post(AT, body)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert (await own.get(AT)).json()["items"] == []


async def test_so_many_and_no_more(own: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 2)
    for number in range(2):
        await keep(own, name=f"DEMO {number}")
    answer = await own.post(AT, {"name": "DEMO 3", "query": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-saved-searches")
    first = (await own.get(f"{AT}?page_size=1")).json()
    rest = (await own.get(f"{AT}?page_size=1&cursor={first['next_cursor']}")).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["DEMO 0", "DEMO 1"]
    assert rest["next_cursor"] is None
