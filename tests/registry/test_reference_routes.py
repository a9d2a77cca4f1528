"""Regions and vocabularies, as anybody reads them."""

from typing import Any

import pytest

from services.knowledge import importer as library
from services.registry.importer import read_json
from tests.support.callers import Caller


async def test_all_regions_are_listed_in_both_simpul(registry: Caller) -> None:
    for simpul in ("provinsi", "kabkota"):
        answer = await registry.as_(registry.actor, simpul).get("/v1/regions?page_size=1000")
        items = answer.json()["items"]
        assert len(items) == 552
        assert answer.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("level=provinsi", 38),
        ("level=kabupaten", 416),
        ("level=kota", 98),
        ("autonomous=false", 6),
        ("province=34", 5),
    ],
)
async def test_regions_are_counted_as_the_decree_counts_them(
    registry: Caller, query: str, count: int
) -> None:
    assert len((await registry.get(f"/v1/regions?{query}&page_size=1000")).json()["items"]) == count


async def test_a_region_shows_its_source_and_how_sure_it_is(registry: Caller) -> None:
    region = (await registry.get("/v1/regions/31.71")).json()
    assert region["name"] == "Kota Administrasi Jakarta Pusat"
    assert (region["level"], region["province_code"], region["autonomous"]) == ("kota", "31", False)
    assert (region["mark"], region["inferred"]) == ("V2", ["/level", "/autonomous"])
    unknown = await registry.get("/v1/regions?province=99")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/query/province")
    assert "idn-area-data" in region["source"]["title"]
    assert (await registry.get("/v1/regions/99.01")).json()["code"] == "region-not-found"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kab. Sleman", "34.04"),
        ("DIY", "34"),
        ("Sleman, Kabupaten", "34.04"),
        ("Kab. Slemman", "34.04"),
        ("KOTA YOGYAKARTA", "34.71"),
        ("Jateng", "33"),
        ("Kab. OKI", "16.02"),
        ("Kepri", "21"),
        ("Babel", "19"),
        ("DKI Jakarta", "31"),
        ("Jakarta", "31"),
        ("Pemkab Bantul", "34.02"),
        ("Gunung Kidul", "34.03"),
    ],
)
async def test_a_name_as_people_write_it_finds_its_region(registry: Caller, name: str, code: str) -> None:
    answer = await registry.get("/v1/regions/match", params={"name": name})
    best = answer.json()["candidates"][0]
    assert (best["code"], best["chosen"]) == (code, True), answer.json()


@pytest.mark.parametrize("name", ["Bogor", "Tangerang", "Yogyakarta"])
async def test_a_name_that_means_two_regions_chooses_neither(registry: Caller, name: str) -> None:
    candidates = (await registry.get("/v1/regions/match", params={"name": name})).json()["candidates"]
    assert len(candidates) >= 2
    assert not any(c["chosen"] for c in candidates)


async def test_a_name_that_means_nothing_finds_nothing(registry: Caller) -> None:
    assert (await registry.get("/v1/regions/match?name=qqqqqq")).json() == {"candidates": []}


@pytest.mark.parametrize("query", ["", "name=", "name=%20", "name=x&limit=0", "name=x&y=1", "name=%00"])
async def test_a_match_that_cannot_be_asked_is_refused(registry: Caller, query: str) -> None:
    assert (await registry.get(f"/v1/regions/match?{query}")).status_code == 400


async def test_the_reason_of_a_match_speaks_both_languages(registry: Caller) -> None:
    english = await registry.get("/v1/regions/match?name=DIY", headers={"Accept-Language": "en"})
    assert english.json()["candidates"][0]["reason"] == "abbreviation"


def _as_record(vocabulary: dict[str, Any]) -> dict[str, Any]:
    def bare(row: dict[str, Any]) -> dict[str, Any]:
        kept = {k: v for k, v in row.items() if k not in ("attributes", "version", "terms", "source")}
        if row["source"] is not None:
            kept["source"] = {k: row["source"][k] for k in ("document", "locator")}
        kept |= row["attributes"]
        return kept

    record = bare(vocabulary)
    if record["note"] is None:
        del record["note"]
    record["terms"] = [bare(term) for term in vocabulary["terms"]]
    return record


async def test_every_vocabulary_can_be_had_back_from_the_api_without_loss(registry: Caller) -> None:
    held = {v["code"]: v for v in (await registry.get("/v1/vocabularies?page_size=100")).json()["items"]}
    records = read_json("vocabularies.json")
    own = read_json("vocabularies-of-simpul.json")
    assert len(held) == len(records) + len(own["vocabularies"]) + 1
    for record in records:
        added = {term["code"] for term in own["terms"].get(record["code"], [])}
        given = _as_record(held[record["code"]])
        given["terms"] = [term for term in given["terms"] if term["code"] not in added]
        assert given == {k: v for k, v in record.items() if (k, v) != ("note", None)}


async def test_the_words_for_sectors_are_a_vocabulary_mapped_as_inferred(registry: Caller) -> None:
    answer = await registry.get("/v1/vocabularies/sector")
    terms = {t["code"]: t for t in answer.json()["terms"]}
    forums, practices = read_json("forums.json"), library.read_json("practices.json")
    used = {s for record in (*forums, *practices) for s in record["sectors"]}
    assert set(terms) == used
    assert terms["persampahan"]["attributes"] == {"urusan": ["2.11"], "inferred": ["/label_en", "/urusan"]}
    urusan = {t["code"] for t in (await registry.get("/v1/vocabularies/urusan")).json()["terms"]}
    assert {u for t in terms.values() for u in t["attributes"]["urusan"]} <= urusan


async def test_vocabularies_are_paged_and_cached(registry: Caller) -> None:
    first = (await registry.get("/v1/vocabularies?page_size=50")).json()
    rest = (await registry.get(f"/v1/vocabularies?page_size=50&cursor={first['next_cursor']}")).json()
    own = len(read_json("vocabularies-of-simpul.json")["vocabularies"])
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (50, 7 + own, None)
    one = await registry.get("/v1/vocabularies/branch")
    again = await registry.get("/v1/vocabularies/branch", headers={"If-None-Match": one.headers["etag"]})
    assert again.status_code == 304
    assert (await registry.get("/v1/vocabularies/tidak-ada")).json()["code"] == "vocabulary-not-found"
