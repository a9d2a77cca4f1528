"""Supervision: a governor's office writes notes, the forum answers; the list of a province."""

import asyncio
from typing import Any

import pytest

from tests.registry.factories import add_row, make_forum, write_note
from tests.support.callers import (
    GWPP_DIY,
    GWPP_JATENG,
    KARTAMANTUL,
    MINISTRY,
    SECRETARIAT,
    Caller,
    client_actor,
)

FORUM = "/v1/kabkota/forums/kartamantul"
NOTES = f"{FORUM}/review-notes"


@pytest.fixture
async def forum(registry: Caller) -> dict[str, Any]:
    """Kartamantul's name with members in two provinces (DEMO)."""
    await make_forum(registry, "kartamantul")
    await add_row(registry, "members", of="kartamantul", region_code="34.04")
    await add_row(registry, "members", of="kartamantul", region_code="33.08")
    return dict((await registry.get(FORUM)).json())


async def test_a_note_is_answered_and_closed_beside_the_forum(
    registry: Caller, forum: dict[str, Any]
) -> None:
    instrument = await add_row(registry, "instruments", of="kartamantul", title="Naskah DEMO", type="skb")
    version = (await registry.get(FORUM)).headers["etag"]
    note = await write_note(registry, instrument_id=instrument["id"], reply_by="2999-01-01")
    assert (note["province_code"], note["version"], note["closing"]) == ("34", 1, None)
    at = f"{NOTES}/{note['id']}"
    own, gwpp = registry.as_(KARTAMANTUL), registry.as_(GWPP_DIY)
    replied = await own.post(f"{at}/replies", {"text": "Sudah dilengkapi (DEMO)."})
    assert (replied.status_code, replied.headers["etag"]) == (201, '"2"')
    assert [r["by"] for r in replied.json()["replies"]] == [KARTAMANTUL.subject]
    closed = await gwpp.post(f"{at}/closing", {"reason": "Selesai (DEMO)"})
    assert (closed.status_code, closed.json()["closing"]["reason"]) == (201, "Selesai (DEMO)")
    for act, caller, body in (
        ("replies", own, {"text": "x"}),
        ("closing", gwpp, {"reason": "x"}),
    ):
        again = await caller.post(f"{at}/{act}", body)
        assert (again.status_code, again.json()["code"]) == (409, "review-note-closed")
    acts = (await own.get(f"{at}/history")).json()["items"]
    assert [(a["act"], a["version"]) for a in acts] == [("closing", 3), ("reply", 2), ("note", 1)]
    read = await own.get(at)
    assert (read.json(), read.headers["etag"]) == (closed.json(), '"3"')
    unchanged = await registry.get(FORUM)
    assert (unchanged.headers["etag"], "review_notes" in unchanged.json()) == (version, False)
    # An instrument that was reviewed stays.
    kept = await registry.as_(SECRETARIAT).delete(f"{FORUM}/instruments/{instrument['id']}", etag='"1"')
    assert kept.status_code == 409, kept.text


async def test_another_province_does_not_learn_of_a_note(registry: Caller, forum: dict[str, Any]) -> None:
    note = await write_note(registry)
    at = f"{NOTES}/{note['id']}"
    jateng = registry.as_(GWPP_JATENG)
    assert (await jateng.get(NOTES)).json()["items"] == []
    for answer in (
        await jateng.get(at),
        await jateng.get(f"{at}/history"),
        await jateng.post(f"{at}/closing", {"reason": "x"}),
        await registry.as_(SECRETARIAT).get(f"/v1/kabkota/forums/tidak-ada/review-notes/{note['id']}"),
    ):
        assert answer.status_code == 404
    own = await write_note(registry, by=GWPP_JATENG)
    assert [n["id"] for n in (await jateng.get(NOTES)).json()["items"]] == [own["id"]]
    elsewhere = client_actor("gwpp-bali", "gwpp", province=["51"])
    assert (await registry.as_(elsewhere).get(NOTES)).status_code == 403
    await write_note(registry, by=elsewhere, status=403)
    reader = client_actor("gwpp-diy", "gwpp", scopes=frozenset({"registry:read"}), province=["34"])
    await write_note(registry, by=reader, status=403)


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"finding": "buruk"}, "/finding", "unknown-code"),
        ({"reply_by": "2020-01-01"}, "/reply_by", "in-the-past"),
        ({"text": ""}, "/text", "string-too-short"),
        ({"province_code": "33"}, "/province_code", "not-your-province"),
        ({"instrument_id": "018f0000-0000-7000-8000-000000000000"}, "/instrument_id", "unknown-row"),
        ({"written_by": "x"}, "/written_by", "extra-forbidden"),
    ],
)
async def test_a_wrong_note_is_named_and_not_written(
    registry: Caller, forum: dict[str, Any], fields: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await write_note(registry, status=422, **fields)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(pointer, code)]
    assert (await registry.as_(SECRETARIAT).get(NOTES)).json()["items"] == []


async def test_an_office_of_two_provinces_says_for_which_it_writes(
    registry: Caller, forum: dict[str, Any]
) -> None:
    both = client_actor("gwpp-dua", "gwpp", province=["33", "34"])
    problem = await write_note(registry, by=both, status=422)
    assert problem["errors"][0]["pointer"] == "/province_code"
    assert (await write_note(registry, by=both, province_code="33"))["province_code"] == "33"


async def test_notes_are_paged_and_filtered(registry: Caller, forum: dict[str, Any]) -> None:
    notes = [await write_note(registry, finding=f) for f in ("sesuai", "perlu_perbaikan", "sesuai")]
    await registry.as_(GWPP_DIY).post(f"{NOTES}/{notes[0]['id']}/closing", {"reason": "x"})
    own = registry.as_(KARTAMANTUL)

    async def seen(query: str) -> list[str]:
        return [n["id"] for n in (await own.get(f"{NOTES}?{query}")).json()["items"]]

    newest_first = [n["id"] for n in reversed(notes)]
    assert await seen("") == newest_first
    assert await seen("open=false") == [notes[0]["id"]]
    assert await seen("open=true&finding=sesuai") == [notes[2]["id"]]
    first = (await own.get(f"{NOTES}?page_size=2")).json()
    rest = (await own.get(f"{NOTES}?page_size=2&cursor={first['next_cursor']}")).json()
    assert [n["id"] for n in first["items"] + rest["items"]] == newest_first
    assert (await own.get(f"{NOTES}?finding=buruk")).status_code == 400


async def test_of_two_closings_at_once_one_counts(registry: Caller, forum: dict[str, Any]) -> None:
    note = await write_note(registry)
    closing = f"{NOTES}/{note['id']}/closing"
    answers = await asyncio.gather(*(registry.as_(GWPP_DIY).post(closing, {"reason": "x"}) for _ in range(2)))
    assert sorted(a.status_code for a in answers) == [201, 409]


async def test_a_province_has_its_forums_with_open_notes_and_warnings(real_forums: Caller) -> None:
    await write_note(real_forums)
    closed = await write_note(real_forums)
    gwpp = real_forums.as_(GWPP_DIY)
    await gwpp.post(f"{NOTES}/{closed['id']}/closing", {"reason": "x"})
    items = (await gwpp.get("/v1/kabkota/supervision")).json()["items"]
    found = {item["slug"]: item for item in items}
    assert {"kartamantul", "javapromo"} <= set(found)
    assert "barlingmascakeb" not in found
    assert all("34" in item["provinces"] for item in items)
    assert (found["kartamantul"]["open_notes"], found["javapromo"]["open_notes"]) == (1, 0)
    assert [w["code"] for w in found["kartamantul"]["warnings"]] == ["dipantau_gubernur"]
    assert [w["code"] for w in found["javapromo"]["warnings"]] == ["dipantau_menteri"]
    assert (await gwpp.get("/v1/kabkota/supervision?province=33")).status_code == 403
    ministry = real_forums.as_(MINISTRY)
    of_jateng = (await ministry.get("/v1/kabkota/supervision?province=33")).json()["items"]
    assert "barlingmascakeb" in {item["slug"] for item in of_jateng}
    everything = (await ministry.get("/v1/kabkota/supervision?page_size=100")).json()["items"]
    assert len(everything) > len(of_jateng)
    first = (await ministry.get("/v1/kabkota/supervision?page_size=2")).json()
    rest = (await ministry.get(f"/v1/kabkota/supervision?page_size=100&cursor={first['next_cursor']}")).json()
    assert first["items"] + rest["items"] == everything
    for unknown in ("jateng", "99"):
        assert (await ministry.get(f"/v1/kabkota/supervision?province={unknown}")).status_code == 400


async def test_guidance_names_its_governor_by_province(registry: Caller) -> None:
    await make_forum(registry)
    at = "/v1/kabkota/forums/forum-uji/guidance"
    body = {"kind": "evaluasi", "authority": "gubernur", "held_on": "2025", "subject": "Evaluasi DEMO"}
    secretariat = registry.as_(SECRETARIAT)
    for fields, pointer in (
        ({}, "/region_code"),
        ({"region_code": "34.04"}, "/region_code"),
        ({"region_code": "99"}, "/region_code"),
        ({"region_code": "34", "authority": "menteri"}, "/region_code"),
        ({"region_code": "34", "kind": "hukuman"}, "/kind"),
        ({"region_code": "34", "held_on": "2999"}, "/held_on"),
    ):
        answer = await secretariat.post(at, body | fields)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    made = await secretariat.post(at, body | {"region_code": "34"})
    assert made.status_code == 201, made.text
    assert (await registry.get("/v1/kabkota/forums/forum-uji")).json()["guidance"] == [made.json()]
