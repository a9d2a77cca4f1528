"""Mappings of urusan, and which regions have reported any. All mappings here are invented (DEMO)."""

from typing import Any

import pytest

from tests.registry.factories import SOURCE, change_codes
from tests.registry.records import add_record
from tests.support.callers import SECRETARIAT, Caller

MAPPINGS = "urusan-mappings"
AT = f"/v1/kabkota/{MAPPINGS}"
WASTE: dict[str, Any] = {
    "region_code": "34.04",
    "urusan": "2.11",
    "subject": "Persampahan (DEMO)",
    "source": SOURCE,
}


async def _subjects(registry: Caller, query: str) -> list[str]:
    answer = await registry.get(f"{AT}?{query}")
    assert answer.status_code == 200, answer.text
    return [mapping["subject"] for mapping in answer.json()["items"]]


async def _coverage(registry: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = await registry.get(f"/v1/{registry.simpul}/{MAPPINGS}/coverage?page_size=1000&{query}")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


async def test_a_region_maps_one_urusan_several_times_with_different_subjects(registry: Caller) -> None:
    first = await add_record(registry, MAPPINGS, WASTE)
    assert (first["region_name"], first["nature"], first["partner_codes"], first["reported_on"]) == (
        "Kabupaten Sleman",
        None,
        [],
        None,
    )
    second = await add_record(registry, MAPPINGS, WASTE | {"subject": "Air (DEMO)"})
    problem = await add_record(registry, MAPPINGS, WASTE, status=409)
    assert problem["errors"][0]["pointer"] == "/subject"
    same = await registry.as_(SECRETARIAT).patch(
        f"{AT}/{second['id']}", {"subject": WASTE["subject"]}, etag='"1"'
    )
    assert (same.status_code, same.json()["code"]) == (409, "urusan-mapping-recorded")
    await add_record(registry, MAPPINGS, WASTE | {"region_code": "34.02"})
    await add_record(registry, MAPPINGS, WASTE | {"urusan": "1.03"})


async def test_mappings_are_found_by_urusan_nature_and_partner(registry: Caller) -> None:
    await add_record(registry, MAPPINGS, WASTE | {"nature": "wajib", "partner_codes": ["34.71", "34"]})
    await add_record(
        registry, MAPPINGS, WASTE | {"urusan": "1.03", "subject": "Jalan (DEMO)", "partner_codes": ["34.71"]}
    )
    assert await _subjects(registry, "urusan=2.11") == ["Persampahan (DEMO)"]
    assert await _subjects(registry, "nature=wajib") == ["Persampahan (DEMO)"]
    assert await _subjects(registry, "nature=sukarela") == []
    assert await _subjects(registry, "partner=34") == ["Persampahan (DEMO)"]
    assert await _subjects(registry, "partner=34.71") == ["Jalan (DEMO)", "Persampahan (DEMO)"]
    assert await _subjects(registry, "partner=34.71&urusan=1.03&region=34.04") == ["Jalan (DEMO)"]
    assert await _subjects(registry, "partner=34.02") == []
    for query in ("urusan=9.99", "nature=biru", "partner=99.99"):
        answer = await registry.get(f"{AT}?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"urusan": "9.99"}, "/urusan", "unknown-code"),
        ({"nature": "biru"}, "/nature", "unknown-code"),
        ({"partner_codes": ["34.02", "34.04"]}, "/partner_codes/1", "same-region"),
        ({"partner_codes": ["34.68"]}, "/partner_codes/0", "unknown-region"),
        ({"partner_codes": ["34.02", "34.02"]}, "/partner_codes", "repeated-value"),
        ({"reported_on": "2999"}, "/reported_on", "in-the-future"),
        ({"reported_on": "2022-02-30"}, "/reported_on", "invalid-partial-date"),
        ({"subject": None}, "/subject", "null"),
        ({"partner_codes": None}, "/partner_codes", "null"),
    ],
)
async def test_what_a_mapping_cannot_say_is_named_in_a_new_one_and_in_an_old(
    registry: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await add_record(registry, MAPPINGS, WASTE | body, status=422)
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in problem["errors"]}
    assert await _subjects(registry, "") == []
    mapping = await add_record(registry, MAPPINGS, WASTE)
    at = f"{AT}/{mapping['id']}"
    refused = await registry.as_(SECRETARIAT).patch(at, body, etag='"1"')
    assert refused.status_code == 422
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in refused.json()["errors"]}
    assert (await registry.get(at)).json() == mapping


async def test_region_codes_and_partners_are_judged_at_once(registry: Caller) -> None:
    wrong = {"region_code": "34.68", "urusan": "9.99", "nature": "biru", "partner_codes": ["34.67"]}
    problem = await add_record(registry, MAPPINGS, WASTE | wrong, status=422)
    assert {error["pointer"] for error in problem["errors"]} == {
        "/region_code",
        "/urusan",
        "/nature",
        "/partner_codes/0",
    }


async def test_a_partner_that_ended_stays_and_is_not_named_anew(changing_regions: Caller) -> None:
    registry = changing_regions
    mapping = await add_record(registry, MAPPINGS, WASTE | {"partner_codes": ["34.01"]})
    other = await add_record(registry, MAPPINGS, WASTE | {"region_code": "34.02"})
    await change_codes(registry, changes=[{"code": "34.01", "successors": ["34.02"]}])
    secretariat = registry.as_(SECRETARIAT)
    kept = await secretariat.patch(f"{AT}/{mapping['id']}", {"partner_codes": ["34.03", "34.01"]}, etag='"1"')
    assert (kept.status_code, kept.json()["partner_codes"]) == (200, ["34.03", "34.01"])
    anew = await secretariat.patch(f"{AT}/{other['id']}", {"partner_codes": ["34.01"]}, etag='"1"')
    assert (anew.status_code, anew.json()["errors"][0]["code"]) == (422, "region-not-valid")
    assert "34.01" not in {row["region_code"] for row in await _coverage(registry)}


async def test_the_coverage_tells_who_has_reported_and_how_much(registry: Caller) -> None:
    everyone = await _coverage(registry, "province=34")
    assert [row["region_code"] for row in everyone] == ["34.01", "34.02", "34.03", "34.04", "34.71"]
    assert not any(row["reported"] for row in everyone)
    waste = await add_record(registry, MAPPINGS, WASTE | {"reported_on": "2022-11-09"})
    await add_record(registry, MAPPINGS, WASTE | {"subject": "Air (DEMO)", "reported_on": "2024"})
    await add_record(registry, MAPPINGS, WASTE | {"subject": "Tanah (DEMO)"})
    await add_record(registry, MAPPINGS, WASTE | {"region_code": "33.08"})
    reported = await _coverage(registry, "reported=true")
    assert [(row["region_code"], row["mappings"], row["last_reported_on"]) for row in reported] == [
        ("33.08", 1, None),
        ("34.04", 3, "2024"),
    ]
    assert reported[1] == {
        "region_code": "34.04",
        "region_name": "Kabupaten Sleman",
        "level": "kabupaten",
        "autonomous": True,
        "reported": True,
        "mappings": 3,
        "last_reported_on": "2024",
    }
    missing = await _coverage(registry, "reported=false&province=34")
    assert [row["region_code"] for row in missing] == ["34.01", "34.02", "34.03", "34.71"]
    counts = (await registry.get(f"{AT}/coverage/counts")).json()
    assert (counts["reported"], counts["mappings"]) == (2, 4)
    assert counts["regions"] == len(await _coverage(registry))
    assert (await registry.get(f"{AT}/coverage/counts?province=34")).json() == {
        "regions": 5,
        "reported": 1,
        "mappings": 3,
    }

    removed = await registry.as_(SECRETARIAT).delete(f"{AT}/{waste['id']}", etag='"1"')
    assert removed.status_code == 204
    (sleman,) = await _coverage(registry, "reported=true&province=34")
    assert (sleman["mappings"], sleman["last_reported_on"]) == (2, "2024")


async def test_the_coverage_is_paged_and_of_the_simpuls_level(registry: Caller) -> None:
    whole = await _coverage(registry)
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await registry.get(f"{AT}/coverage?page_size=200{after}")).json()
        seen += page["items"]
        cursor = page["next_cursor"]
    assert seen == whole
    assert {row["level"] for row in whole} == {"kabupaten", "kota"}
    provinces = await _coverage(registry.as_(SECRETARIAT, "provinsi"))
    assert {row["level"] for row in provinces} == {"provinsi"}
    assert len(provinces) == 38


@pytest.mark.parametrize("query", ["province=99", "province=x", "reported=2", "warna=biru"])
@pytest.mark.parametrize("path", ["coverage", "coverage/counts"])
async def test_what_the_coverage_cannot_be_asked_is_named(registry: Caller, path: str, query: str) -> None:
    answer = await registry.get(f"{AT}/{path}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"
