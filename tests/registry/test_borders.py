"""Border pairs: which two regions border each other, as far as it is recorded. All pairs here are tests."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.kit.db import Databases
from services.kit.feed.tables import TABLES
from tests.registry.factories import SOURCE, change_codes, make_forum, make_pair
from tests.support.callers import SECRETARIAT, Caller

PAIRS = "/v1/kabkota/border-pairs"


async def _list(registry: Caller, query: str = "") -> list[tuple[str, ...]]:
    answer = await registry.get(f"/v1/{registry.simpul}/border-pairs?{query}")
    assert answer.status_code == 200, answer.text
    return [tuple(pair["region_codes"]) for pair in answer.json()["items"]]


async def test_a_pair_is_unordered_and_says_where_it_runs(registry: Caller) -> None:
    assert await _list(registry) == []
    within = await make_pair(registry, "34.71", "34.04", note="Uji")
    assert within["region_codes"] == ["34.04", "34.71"]
    assert within["region_names"] == ["Kabupaten Sleman", "Kota Yogyakarta"]
    assert (within["between_provinces"], within["version"], within["source"]) == (False, 1, SOURCE)
    between = await make_pair(registry, "34.04", "33.08")
    assert between["between_provinces"] is True
    assert (await registry.get(f"{PAIRS}/{within['id']}")).json() == within
    problem = await make_pair(registry, "34.04", "34.71", status=409)
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("border-pair-recorded", "/region_codes")


async def test_provinces_border_each_other_in_the_simpul_of_provinces(registry: Caller) -> None:
    provinsi = registry.as_(registry.actor, "provinsi")
    pair = await make_pair(provinsi, "34", "33")
    assert (pair["region_codes"], pair["between_provinces"]) == (["33", "34"], True)
    assert await _list(provinsi, "province=34") == [("33", "34")]
    assert await _list(registry) == []
    problem = await make_pair(provinsi, "34.01", "34.02", status=422)
    assert problem["errors"][0]["code"] == "other-level"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"region_codes": ["34.04", "34.04"]}, "/region_codes", "same-region"),
        ({"region_codes": ["34.04", "33"]}, "/region_codes", "different-levels"),
        ({"region_codes": ["34", "33"]}, "/region_codes", "other-level"),
        ({"region_codes": ["34.04", "34.68"]}, "/region_codes/1", "unknown-region"),
        ({"region_codes": ["34.04"]}, "/region_codes", "too-short"),
        ({"region_codes": ["34.04", "34.02", "34.03"]}, "/region_codes", "too-long"),
        ({"region_codes": ["34.04", "Bantul"]}, "/region_codes/1", "string-pattern-mismatch"),
        ({"source": None}, "/source", "null"),
        ({"mark": "Z"}, "/mark", "literal-error"),
        ({"kind": "x"}, "/kind", "extra-forbidden"),
    ],
)
async def test_a_pair_that_cannot_be_is_named_and_nothing_is_written(
    registry: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    sent = {"region_codes": ["34.02", "34.04"], "source": SOURCE} | body
    answer = await registry.as_(SECRETARIAT).post(PAIRS, sent)
    assert answer.status_code == 422
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in answer.json()["errors"]}, answer.text
    assert await _list(registry) == []


async def test_a_pair_without_a_source_is_not_recorded(registry: Caller) -> None:
    answer = await registry.as_(SECRETARIAT).post(PAIRS, {"region_codes": ["34.02", "34.04"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/source")


async def test_a_code_that_is_no_more_borders_nothing_new(changing_regions: Caller) -> None:
    held = await make_pair(changing_regions, "34.01", "34.02")
    await change_codes(changing_regions, changes=[{"code": "34.01", "successors": ["34.02"]}])
    assert await _list(changing_regions) == [("34.01", "34.02")]
    assert (await changing_regions.get(f"{PAIRS}/{held['id']}")).json() == held
    problem = await make_pair(changing_regions, "34.01", "34.04", status=422)
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("/region_codes/0", "region-not-valid")
    assert "34.02" in error["detail"]


async def test_pairs_are_filtered_and_paged(registry: Caller) -> None:
    for codes in (("34.02", "34.04"), ("34.04", "34.71"), ("33.08", "34.04"), ("33.08", "33.71")):
        await make_pair(registry, *codes)
    assert await _list(registry) == [
        ("33.08", "33.71"),
        ("33.08", "34.04"),
        ("34.02", "34.04"),
        ("34.04", "34.71"),
    ]
    assert await _list(registry, "region=34.71") == [("34.04", "34.71")]
    assert len(await _list(registry, "region=34.04")) == 3
    assert len(await _list(registry, "province=33")) == 2
    assert await _list(registry, "between_provinces=true") == [("33.08", "34.04")]
    assert len(await _list(registry, "between_provinces=false&province=34")) == 2
    seen: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await registry.get(f"{PAIRS}?page_size=3{after}")).json()
        seen += [pair["region_codes"] for pair in page["items"]]
        cursor = page["next_cursor"]
    assert [tuple(codes) for codes in seen] == await _list(registry)


@pytest.mark.parametrize("query", ["region=99.99", "region=x", "province=99", "without_forum=2", "kind=x"])
async def test_a_filter_that_cannot_be_is_named(registry: Caller, query: str) -> None:
    answer = await registry.get(f"{PAIRS}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


async def test_pairs_without_a_forum_of_both_are_found(registry: Caller) -> None:
    await make_pair(registry, "34.02", "34.04")
    await make_pair(registry, "34.04", "34.71")
    for slug, codes in (("forum-satu", ("34.02", "34.04")), ("forum-dua", ("34.71",))):
        await make_forum(registry, slug)
        for code in codes:
            at = f"/v1/kabkota/forums/{slug}/members"
            added = await registry.as_(SECRETARIAT).post(at, {"region_code": code})
            assert added.status_code == 201
    assert await _list(registry, "without_forum=false") == [("34.02", "34.04")]
    assert await _list(registry, "without_forum=true") == [("34.04", "34.71")]
    members = "/v1/kabkota/forums/forum-satu/members"
    sleman = (await registry.get(members)).json()["items"][1]
    ended = await registry.as_(SECRETARIAT).patch(
        f"{members}/{sleman['id']}", {"member_to": "2020"}, etag='"1"'
    )
    assert ended.status_code == 200
    assert len(await _list(registry, "without_forum=true")) == 2


async def test_a_pair_is_amended_at_its_version_and_its_history_says_so(registry: Caller) -> None:
    pair = await make_pair(registry, "34.02", "34.04")
    at = f"{PAIRS}/{pair['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.patch(at, {"note": "x"}, etag=None)).status_code == 428
    assert (await secretariat.patch(at, {"mark": "Z"}, etag='"7"')).status_code == 422
    assert (await secretariat.patch(at, {"note": "x"}, etag='"7"')).status_code == 412
    assert (await secretariat.patch(at, {"source": None}, etag='"1"')).status_code == 422
    assert (await secretariat.patch(at, {"region_codes": ["34.02", "34.03"]}, etag='"1"')).status_code == 422
    same = await secretariat.patch(at, {"mark": "U"}, etag='"1"')
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    changed = await secretariat.patch(f"{at}?reason=Periksa", {"mark": "V2", "note": "x"}, etag='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await registry.get(at)).json() == changed.json()
    entries = (await secretariat.get(f"{at}/history")).json()["items"]
    assert {(e["field"], e["old"], e["new"], e["why"]) for e in entries if e["version"] == 2} == {
        ("mark", "U", "V2", "Periksa"),
        ("note", None, "x", "Periksa"),
    }
    first = entries[-1]
    assert (first["field"], first["version"], first["new"]) == ("pair", 1, pair)
    page = (await secretariat.get(f"{at}/history?page_size=2")).json()
    rest = (await secretariat.get(f"{at}/history?page_size=2&cursor={page['next_cursor']}")).json()
    assert [*page["items"], *rest["items"]] == entries


async def test_a_pair_recorded_by_mistake_is_unknown_again_and_its_history_stays(
    registry: Caller, registry_app_running: FastAPI
) -> None:
    pair = await make_pair(registry, "34.02", "34.04")
    at = f"{PAIRS}/{pair['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.request("DELETE", at)).status_code == 428
    assert (await secretariat.request("DELETE", at, headers={"If-Match": '"2"'})).status_code == 412
    gone = await secretariat.request("DELETE", f"{at}?reason=Keliru", headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await registry.get(at)).json()["code"] == "border-pair-not-found"
    again = await secretariat.request("DELETE", at, headers={"If-Match": '"1"'})
    assert again.json()["code"] == "border-pair-not-found"
    removal = (await secretariat.get(f"{at}/history")).json()["items"][0]
    assert (removal["old"], removal["new"], removal["why"], removal["version"]) == (pair, None, "Keliru", 2)
    never = await secretariat.get(f"{PAIRS}/018f0000-0000-7000-8000-000000000000/history")
    assert never.status_code == 404

    databases: Databases = registry_app_running.state.databases
    outbox = TABLES.outbox
    async with databases["kabkota"].read.begin() as session:
        statement = select(outbox).where(outbox.c.entity == "border_pair").order_by(outbox.c.version)
        made, removed = (await session.execute(statement)).all()
    assert (made.entity_id, made.version, made.payload) == (pair["id"], 1, pair)
    assert (removed.entity_id, removed.version, removed.payload) == (pair["id"], 2, None)
    assert (await make_pair(registry, "34.02", "34.04"))["id"] != pair["id"]


async def test_the_same_key_records_a_pair_once(registry: Caller) -> None:
    body = {"region_codes": ["34.02", "34.04"], "source": SOURCE}
    secretariat = registry.as_(SECRETARIAT)
    first = await secretariat.post(PAIRS, body, headers={"Idempotency-Key": "k"})
    again = await secretariat.post(PAIRS, body, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert first.headers["location"] == f"{PAIRS}/{first.json()['id']}"
