"""Codes change by decree; what was stays true. All changes here are invented and say so."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.kit.db import Databases
from services.kit.feed.tables import TABLES
from services.kit.paging import Page
from services.registry.importer import IMPORTER, region_rows
from services.registry.region_changes.schemas import RegionChangeOut
from services.registry.regions.imports import import_regions
from services.registry.regions.schemas import RegionOut
from services.registry.regions.validity import ends_before_start, is_valid, name_at
from tests.registry.factories import SOURCE, change_codes, decree, make_forum
from tests.support.callers import SECRETARIAT, Caller

CHANGES = "/v1/kabkota/region-changes"
NEW: dict[str, Any] = {"code": "34.69", "name": "Kabupaten Contoh (DEMO)", "level": "kabupaten"}
SPLIT: dict[str, Any] = {
    "changes": [{"code": "34.01", "successors": ["34.69", "34.79"]}],
    "created": [NEW, {"code": "34.79", "name": "Kota Contoh (DEMO)", "level": "kota"}],
}
RECODED: dict[str, Any] = {"changes": [{"code": "34.01", "successors": ["34.69"]}], "created": [NEW]}


async def _region(registry: Caller, code: str, when: str | None = None) -> dict[str, Any]:
    answer = await registry.get(f"/v1/regions/{code}", params={"as_of": when} if when else None)
    assert answer.status_code == 200, answer.text
    return RegionOut.model_validate_json(answer.content).model_dump()


async def _codes(registry: Caller, query: str = "") -> list[str]:
    answer = await registry.get(f"/v1/regions?page_size=1000{query}")
    assert answer.status_code == 200, answer.text
    return [region["code"] for region in answer.json()["items"]]


async def test_an_imported_region_says_nothing_of_its_validity_that_no_source_says(registry: Caller) -> None:
    region = await _region(registry, "34.04")
    assert (region["valid_from"], region["valid_to"], region["decree"]) == (None, None, None)
    assert (region["successors"], region["predecessors"], region["decrees"]) == ([], [], [])


async def test_a_region_that_is_split_ends_and_names_its_successors(changing_regions: Caller) -> None:
    registry = changing_regions
    change = await change_codes(registry, **SPLIT)
    assert change["codes"] == ["34.01", "34.69", "34.79"]

    old = await _region(registry, "34.01")
    assert (old["valid_to"], old["successors"], old["version"]) == ("2020-03-01", ["34.69", "34.79"], 2)
    assert old["decree"] == decree() | {"effective_on": "2020-03-01"}
    new = await _region(registry, "34.79")
    assert (new["valid_from"], new["predecessors"], new["version"]) == ("2020-03-01", ["34.01"], 1)
    assert (new["province_code"], new["source"], new["mark"]) == ("34", SOURCE, "U")

    codes = await _codes(registry)
    assert "34.01" not in codes
    assert {"34.69", "34.79"} <= set(codes)
    assert await _codes(registry, "&decree=DEMO-1/2020") == ["34.01", "34.69", "34.79"]
    assert await _codes(registry, "&decree=DEMO-1/2020&as_of=2019") == ["34.01"]
    assert len(await _codes(registry, "&as_of=2020-02-29")) == 552
    assert len(await _codes(registry, "&as_of=2020")) == 554
    unknown = await registry.get("/v1/regions?decree=DEMO-0")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/query/decree")


async def test_a_region_is_read_as_of_a_time_or_its_successor_is_named(changing_regions: Caller) -> None:
    registry = changing_regions
    await change_codes(registry, **RECODED)
    assert (await _region(registry, "34.01", "2020-02-29"))["code"] == "34.01"
    assert (await _region(registry, "34.01", "2020"))["code"] == "34.01"
    gone = await registry.get("/v1/regions/34.01?as_of=2020-03-01", headers={"Accept-Language": "en"})
    assert (gone.status_code, gone.json()["code"]) == (404, "region-not-valid-then")
    assert gone.json()["successors"] == ["34.69"]
    assert "34.69" in gone.json()["detail"]
    not_yet = await registry.get("/v1/regions/34.69?as_of=2019")
    assert (not_yet.status_code, not_yet.json()["valid_from"]) == (404, "2020-03-01")
    assert "2020-03-01" in not_yet.json()["detail"]
    assert (await registry.get("/v1/regions/34.68?as_of=2019")).json()["code"] == "region-not-found"
    assert (await registry.get("/v1/regions/34.01?as_of=kemarin")).status_code == 400


async def test_a_name_is_matched_among_the_regions_of_today(changing_regions: Caller) -> None:
    await change_codes(changing_regions, **RECODED)
    match = (await changing_regions.get("/v1/regions/match?name=Kab. Contoh DEMO")).json()["candidates"][0]
    assert (match["code"], match["chosen"]) == ("34.69", True)
    gone = (await changing_regions.get("/v1/regions/match?name=Kab. Kulon Progo")).json()["candidates"]
    assert "34.01" not in {candidate["code"] for candidate in gone}


async def test_regions_are_merged_into_one_that_goes_on(changing_regions: Caller) -> None:
    merged = [{"code": code, "successors": ["34.04"]} for code in ("34.01", "34.02")]
    change = await change_codes(changing_regions, changes=merged)
    assert change["codes"] == ["34.01", "34.02", "34.04"]
    going_on = await _region(changing_regions, "34.04")
    assert (going_on["predecessors"], going_on["valid_to"], going_on["version"]) == (
        ["34.01", "34.02"],
        None,
        2,
    )
    assert (going_on["decree"], going_on["decrees"]) == (None, ["DEMO-1/2020"])


async def test_a_region_is_carved_from_one_that_goes_on(changing_regions: Caller) -> None:
    await change_codes(changing_regions, created=[NEW | {"carved_from": ["34.03"]}])
    mother, child = await _region(changing_regions, "34.03"), await _region(changing_regions, "34.69")
    assert (mother["valid_to"], mother["successors"]) == (None, ["34.69"])
    assert child["predecessors"] == ["34.03"]


async def test_a_new_province_comes_with_its_regions(changing_regions: Caller) -> None:
    await change_codes(
        changing_regions,
        changes=[{"code": "34.01", "successors": ["39.01"]}],
        created=[
            {"code": "39.01", "name": "Kabupaten Contoh (DEMO)", "level": "kabupaten"},
            {"code": "39", "name": "Provinsi Contoh (DEMO)", "level": "provinsi", "carved_from": ["34"]},
        ],
    )
    assert (await _region(changing_regions, "39.01"))["province_code"] == "39"
    assert await _codes(changing_regions, "&province=39") == ["39.01"]


async def test_a_renamed_region_keeps_its_code_and_bears_its_old_name_then(changing_regions: Caller) -> None:
    registry = changing_regions
    before = (await _region(registry, "34.01"))["name"]
    await change_codes(registry, renamed=[{"code": "34.01", "name": "Kabupaten Contoh (DEMO)"}])
    now = await _region(registry, "34.01")
    assert (now["name"], now["valid_to"]) == ("Kabupaten Contoh (DEMO)", None)
    assert now["former_names"] == [{"name": before, "until": "2020-03-01", "decree": "DEMO-1/2020"}]
    assert (await _region(registry, "34.01", "2019"))["name"] == before
    assert (await _region(registry, "34.01", "2021"))["name"] == "Kabupaten Contoh (DEMO)"
    listed = (await registry.get("/v1/regions?province=34&as_of=2019&sort=name")).json()["items"]
    assert before in {region["name"] for region in listed}
    assert [region["name"] for region in listed] == sorted(region["name"] for region in listed)


async def test_what_a_decree_changed_is_not_undone_by_the_next_import(
    changing_regions: Caller, registry_app_running: FastAPI
) -> None:
    await change_codes(changing_regions, renamed=[{"code": "34.01", "name": "Kabupaten Contoh (DEMO)"}])
    databases: Databases = registry_app_running.state.databases
    async with databases["kabkota"].write.begin() as session:
        assert await import_regions(session, IMPORTER, rows=region_rows()) == 0
    assert (await _region(changing_regions, "34.01"))["name"] == "Kabupaten Contoh (DEMO)"


async def test_each_region_touched_is_told_in_the_feed_with_its_new_version(
    changing_regions: Caller, registry_app_running: FastAPI
) -> None:
    await change_codes(changing_regions, **RECODED)
    databases: Databases = registry_app_running.state.databases
    outbox = TABLES.outbox
    async with databases["kabkota"].read.begin() as session:
        rows = (await session.execute(select(outbox).where(outbox.c.entity == "region"))).all()
    told = {row.entity_id: row for row in rows}
    assert set(told) == {"34.01", "34.69"}
    assert (told["34.01"].version, told["34.01"].payload["successors"]) == (2, ["34.69"])
    for code, row in told.items():
        assert RegionOut.model_validate(row.payload).model_dump() == await _region(changing_regions, code)


async def test_a_decree_is_recorded_in_the_simpul_of_its_secretariat_alone(changing_regions: Caller) -> None:
    await change_codes(changing_regions, **RECODED)
    provinsi = changing_regions.as_(changing_regions.actor, "provinsi")
    assert (await _region(provinsi, "34.01"))["valid_to"] is None
    assert (await provinsi.get("/v1/provinsi/region-changes")).json()["items"] == []
    await change_codes(provinsi, **RECODED)
    assert (await _region(provinsi, "34.01"))["valid_to"] == "2020-03-01"


async def test_changes_are_listed_newest_first_and_read_again(changing_regions: Caller) -> None:
    registry = changing_regions
    first = await change_codes(registry, **RECODED)
    second = await change_codes(
        registry, by=decree("DEMO-2/2021"), effective_on="2021", changes=[{"code": "34.69", "successors": []}]
    )
    page = (await registry.get(f"{CHANGES}?page_size=1")).json()
    assert page["items"] == [second]
    rest = (await registry.get(f"{CHANGES}?page_size=1&cursor={page['next_cursor']}")).json()
    assert (rest["items"], rest["next_cursor"]) == ([first], None)
    Page[RegionChangeOut].model_validate(page)
    assert (await registry.get(f"{CHANGES}?decree=DEMO-1/2020")).json()["items"] == [first]
    assert (await registry.get(f"{CHANGES}?region=34.01")).json()["items"] == [first]
    assert (await registry.get(f"{CHANGES}?region=34.77")).status_code == 400
    assert (await registry.get(f"{CHANGES}/{first['id']}")).json() == first
    missing = await registry.get(f"{CHANGES}/018f0000-0000-7000-8000-000000000000")
    assert missing.json()["code"] == "region-change-not-found"
    assert (await _region(registry, "34.69"))["decrees"] == ["DEMO-1/2020", "DEMO-2/2021"]


async def test_a_decree_may_be_recorded_in_parts_that_agree(changing_regions: Caller) -> None:
    await change_codes(changing_regions, **RECODED)
    await change_codes(changing_regions, renamed=[{"code": "34.02", "name": "Kabupaten Contoh Dua (DEMO)"}])
    other = await change_codes(
        changing_regions,
        409,
        by=decree(title="Judul lain (DEMO)"),
        renamed=[{"code": "34.03", "name": "Kabupaten Contoh Tiga (DEMO)"}],
    )
    assert (other["code"], other["errors"][0]["pointer"]) == ("decree-recorded-otherwise", "/decree/title")


async def test_the_same_key_records_once(changing_regions: Caller) -> None:
    body = {"decree": decree(), "effective_on": "2020-03-01", **RECODED}
    secretariat = changing_regions.as_(SECRETARIAT)
    first = await secretariat.post(CHANGES, body, headers={"Idempotency-Key": "k"})
    again = await secretariat.post(CHANGES, body, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert len((await changing_regions.get(CHANGES)).json()["items"]) == 1


async def test_of_two_that_end_a_region_at_once_one_is_told(changing_regions: Caller) -> None:
    secretariat = changing_regions.as_(SECRETARIAT)
    bodies = [
        {"decree": decree(f"DEMO-{n}/2020"), "effective_on": "2020", **RECODED, "created": [NEW]}
        for n in (1, 2)
    ]
    answers = await asyncio.gather(*(secretariat.post(CHANGES, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


KAB = "Kabupaten Contoh (DEMO)"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "", "nothing-changes"),
        ({"changes": [{"code": "34.68", "successors": ["34.02"]}]}, "/changes/0/code", "unknown-region"),
        (
            {"changes": [{"code": "34.01", "successors": ["34.68"]}]},
            "/changes/0/successors/0",
            "unknown-region",
        ),
        (
            {"changes": [{"code": "34.01", "successors": ["34.01"]}]},
            "/changes/0/successors/0",
            "circular-successors",
        ),
        (
            {
                "changes": [
                    {"code": "34.01", "successors": ["34.02"]},
                    {"code": "34.02", "successors": ["34.03"]},
                    {"code": "34.03", "successors": ["34.01"]},
                ]
            },
            "/changes/1/successors/0",
            "circular-successors",
        ),
        (
            {
                "changes": [
                    {"code": "34.01", "successors": ["34.02"]},
                    {"code": "34.02", "successors": ["34.03"]},
                ]
            },
            "/changes/0/successors/0",
            "region-ends-too",
        ),
        ({"changes": [{"code": "34.01", "successors": ["34"]}]}, "/changes/0/successors/0", "other-level"),
        (
            {"changes": [{"code": "34", "successors": ["33"]}]},
            "/changes/0/code",
            "province-still-has-regions",
        ),
        (
            {"changes": [{"code": "34.01", "successors": ["34.02", "34.02"]}]},
            "/changes/0/successors",
            "repeated-value",
        ),
        (
            {"changes": [{"code": "34.01", "successors": []}, {"code": "34.01", "successors": ["34.02"]}]},
            "/changes/1/code",
            "repeated-value",
        ),
        (
            {"created": [{"code": "34.80", "name": KAB, "level": "kabupaten"}]},
            "/created/0/code",
            "code-of-other-level",
        ),
        (
            {"created": [{"code": "34.70", "name": KAB, "level": "kabupaten"}]},
            "/created/0/code",
            "code-of-other-level",
        ),
        (
            {"created": [{"code": "99.01", "name": KAB, "level": "kabupaten"}]},
            "/created/0/code",
            "unknown-region",
        ),
        ({"created": [NEW | {"carved_from": ["34"]}]}, "/created/0/carved_from/0", "other-level"),
        ({"created": [NEW | {"carved_from": ["34.68"]}]}, "/created/0/carved_from/0", "unknown-region"),
        (
            {
                "created": [NEW | {"carved_from": ["34.01"]}],
                "changes": [{"code": "34.01", "successors": ["34.02"]}],
            },
            "/created/0/carved_from/0",
            "carved-from-ends",
        ),
        ({"renamed": [{"code": "34.68", "name": KAB}]}, "/renamed/0/code", "unknown-region"),
        ({"renamed": [{"code": "34.02", "name": "Kabupaten Bantul"}]}, "/renamed/0/name", "same-name"),
        (
            {
                "renamed": [{"code": "34.01", "name": KAB}],
                "changes": [{"code": "34.01", "successors": ["34.02"]}],
            },
            "/renamed/0/code",
            "region-ends-too",
        ),
        (
            {"renamed": [{"code": "34.01", "name": KAB}], "effective_on": "2099"},
            "/effective_on",
            "in-the-future",
        ),
        ({**RECODED, "effective_on": "2020-13"}, "/effective_on", "invalid-partial-date"),
        ({**RECODED, "by": decree(date="2099")}, "/decree/date", "in-the-future"),
        ({**RECODED, "by": decree(mark="Z")}, "/decree/mark", "literal-error"),
        ({**RECODED, "by": {"title": "x"}}, "/decree/number", "missing"),
    ],
)
async def test_a_change_that_cannot_be_is_named_and_nothing_is_written(
    changing_regions: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await change_codes(changing_regions, 422, **body)
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in problem["errors"]}, problem
    assert (await changing_regions.get(CHANGES)).json()["items"] == []
    assert (await _region(changing_regions, "34.01"))["version"] == 1


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        (
            {"changes": [{"code": "34.01", "successors": ["34.02"]}]},
            409,
            "/changes/0/code",
            "region-already-ended",
        ),
        ({"renamed": [{"code": "34.01", "name": "x"}]}, 409, "/renamed/0/code", "region-already-ended"),
        ({"created": [NEW]}, 409, "/created/0/code", "region-code-taken"),
        (
            {"created": [{"code": "34.01", "name": KAB, "level": "kabupaten"}]},
            409,
            "/created/0/code",
            "region-code-taken",
        ),
        (
            {"changes": [{"code": "34.02", "successors": ["34.01"]}]},
            422,
            "/changes/0/successors/0",
            "region-not-valid",
        ),
        (
            {"changes": [{"code": "34.02", "successors": ["34.69"]}], "effective_on": "2010"},
            422,
            "/changes/0/successors/0",
            "region-not-valid",
        ),
        (
            {"changes": [{"code": "34.69", "successors": ["34.02"]}], "effective_on": "2020-03-01"},
            422,
            "/changes/0/code",
            "ends-before-start",
        ),
        (
            {"renamed": [{"code": "34.69", "name": "x"}], "effective_on": "2010"},
            422,
            "/renamed/0/code",
            "region-not-valid",
        ),
    ],
)
async def test_a_region_ends_once_and_a_code_is_given_once(
    changing_regions: Caller, body: dict[str, Any], status: int, pointer: str, code: str
) -> None:
    await change_codes(changing_regions, **RECODED)
    problem = await change_codes(changing_regions, status, by=decree("DEMO-2/2021"), **body)
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in problem["errors"]}, problem
    assert len((await changing_regions.get(CHANGES)).json()["items"]) == 1


async def test_a_region_is_not_renamed_before_its_last_name(changing_regions: Caller) -> None:
    await change_codes(changing_regions, renamed=[{"code": "34.01", "name": KAB}])
    earlier = [{"code": "34.01", "name": "Kabupaten Contoh Dua (DEMO)"}]
    problem = await change_codes(changing_regions, 422, effective_on="2019", renamed=earlier)
    assert problem["errors"][0]["code"] == "ends-before-start"


async def test_a_membership_keeps_the_old_code_and_may_be_ended(changing_regions: Caller) -> None:
    registry = changing_regions
    await make_forum(registry)
    members = "/v1/kabkota/forums/forum-uji/members"
    secretariat = registry.as_(SECRETARIAT)
    member = (await secretariat.post(members, {"region_code": "34.01"})).json()
    await change_codes(registry, **RECODED)
    held = (await registry.get(f"{members}/{member['id']}")).json()
    assert (held["region_code"], held["version"]) == ("34.01", 1)
    ended = await secretariat.patch(f"{members}/{member['id']}", {"member_to": "2020-03-01"}, etag='"1"')
    assert (ended.status_code, ended.json()["region_code"]) == (200, "34.01")

    refused = await secretariat.post(members, {"region_code": "34.01", "body": "dprd"})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/region_code", "region-not-valid")
    assert "34.69" in error["detail"]
    assert (await secretariat.post(members, {"region_code": "34.69"})).status_code == 201


async def test_a_code_that_is_not_valid_yet_has_no_members(changing_regions: Caller) -> None:
    registry = changing_regions
    await make_forum(registry)
    await change_codes(registry, effective_on="2099-01-01", **RECODED)
    members = "/v1/kabkota/forums/forum-uji/members"
    early = await registry.as_(SECRETARIAT).post(members, {"region_code": "34.69"})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "region-not-valid")
    assert "2099-01-01" in early.json()["errors"][0]["detail"]
    assert (await registry.as_(SECRETARIAT).post(members, {"region_code": "34.01"})).status_code == 201
    assert "34.69" not in await _codes(registry)


@pytest.mark.parametrize(
    ("start", "end", "when", "is_there"),
    [
        (None, None, "1945", True),
        ("2020-03-01", None, "2020-02-29", False),
        ("2020-03-01", None, "2020", True),
        ("2020", None, "2019-12-31", False),
        (None, "2020-03-01", "2020-03-01", False),
        (None, "2020-03-01", "2020-03", False),
        (None, "2020-03-01", "2020", True),
        (None, "2020-03-02", "2020-03", True),
        (None, "2020", "2020-12-31", True),
        (None, "2020", "2021", False),
        (None, "2020-03", "2020-03-31", True),
        (None, "2020-03", "2020-04-01", False),
    ],
)
async def test_python_and_postgresql_judge_validity_alike(
    changing_regions: Caller, start: str | None, end: str | None, when: str, is_there: bool
) -> None:
    assert is_valid(start, end, when) is is_there
    code = "34.01"
    if start is not None:
        await change_codes(changing_regions, effective_on=start, created=[NEW])
        code = "34.69"
    if end is not None:
        await change_codes(changing_regions, effective_on=end, changes=[{"code": code, "successors": []}])
    assert (code in await _codes(changing_regions, f"&as_of={when}")) is is_there
    answer = await changing_regions.get(f"/v1/regions/{code}?as_of={when}")
    assert answer.status_code == (200 if is_there else 404)


def test_partial_dates_that_leave_a_day_are_no_end_before_the_start() -> None:
    assert not ends_before_start(None, "2020")
    assert not ends_before_start("2020", "2020")
    assert not ends_before_start("2020-03-01", "2020-03-02")
    assert ends_before_start("2020-03-01", "2020-03-01")
    assert ends_before_start("2020-03", "2020-02")


def test_the_oldest_name_not_yet_over_is_the_name_of_then() -> None:
    former = [{"name": "Satu", "until": "2000"}, {"name": "Dua", "until": "2010-05-01"}]
    names = [name_at("Tiga", former, when) for when in ("1999", "2000-12-31", "2001", "2010", "2010-05-01")]
    assert names == ["Satu", "Satu", "Dua", "Dua", "Tiga"]
