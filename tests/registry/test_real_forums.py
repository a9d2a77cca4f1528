"""The 21 forums of the sources, as anybody reads them."""

from typing import Any

from fastapi import FastAPI

from services.kit.db import Databases
from services.registry.forums.schemas.forum import ForumPatch
from services.registry.importer import read_json, take_all_later_facts
from tests.support.callers import Caller


def _as_record(forum: dict[str, Any]) -> dict[str, Any]:
    """A forum of the API back in the shape of its record: what the import must not lose."""
    lists = {
        "members": ("region_code", "region_name", "role", "note", "body"),
        "instruments": ("type", "numbers", "title", "signed_on", "signatories", "note", "regulation_id"),
        "organs": ("kind", "description"),
        "funding": ("source", "description", "amount_idr", "period", "shares"),
    }
    said = [*ForumPatch.model_fields, "slug", "simpul", "entity_kind", "source", "as_of"]
    record = {field: forum[field] for field in said}
    inferred = list(forum["inferred"])
    for name, fields in lists.items():
        key = "legal_instruments" if name == "instruments" else name
        record[key] = [{field: row[field] for field in fields} for row in forum[name]]
        for index, row in enumerate(forum[name]):
            inferred += [f"/{key}/{index}{pointer}" for pointer in row["inferred"]]
    for instrument in record["legal_instruments"]:
        if instrument["regulation_id"] is None:
            del instrument["regulation_id"]
    record["activities"] = [row["title"] for row in forum["activities"]]
    record["inferred"] = sorted(inferred)
    record["source"] = {k: forum["source"][k] for k in ("document", "locator")}
    return record


async def test_every_record_can_be_had_back_from_the_api_without_loss(real_forums: Caller) -> None:
    for record in read_json("forums.json"):
        answer = await real_forums.as_(real_forums.actor, record["simpul"]).get(
            f"/v1/{record['simpul']}/forums/{record['slug']}"
        )
        assert answer.status_code == 200, answer.text
        assert _as_record(answer.json()) == record | {"inferred": sorted(record["inferred"])}


async def test_kartamantul_stands_with_partner_decrees_and_cost_shares(real_forums: Caller) -> None:
    forum = (await real_forums.get("/v1/kabkota/forums/kartamantul")).json()
    assert [(m["region_code"], m["role"]) for m in forum["members"]] == [
        ("34.71", "anggota"),
        ("34.04", "anggota"),
        ("34.02", "anggota"),
        ("34", "mitra"),
    ]
    assert [len(i["numbers"]) for i in forum["instruments"]] == [3, 3]
    waste = next(f for f in forum["funding"] if f["amount_idr"] == 1_900_000_000)
    assert [s["percent"] for s in waste["shares"]] == [75, 15, 10]
    assert forum["funding"][3]["inferred"] == ["/shares/2", "/shares/3/amount_idr"]
    assert forum["status"] == "belum_diverifikasi"
    assert forum["source"]["title"].startswith("Studi")
    assert forum["provenance"] == {}


async def test_rows_that_break_a_rule_are_taken_and_say_so(real_forums: Caller) -> None:
    jabotabek = (await real_forums.get("/v1/kabkota/forums/jabotabek")).json()
    assert {m["irregular"]["code"] for m in jabotabek["members"]} == {"region-unresolved"}
    assert {m["region_code"] for m in jabotabek["members"]} == {None}
    barlingmascakeb = (await real_forums.get("/v1/kabkota/forums/barlingmascakeb")).json()
    decree = barlingmascakeb["instruments"][0]
    assert (len(decree["numbers"]), len(decree["signatories"])) == (4, 5)
    assert decree["irregular"]["code"] == "numbers-missing"
    bkprs = (await real_forums.as_(real_forums.actor, "provinsi").get("/v1/provinsi/forums/bkprs")).json()
    assert bkprs["irregular"]["code"] == "branch-unknown"


async def test_each_simpul_lists_its_own_forums_only(real_forums: Caller) -> None:
    provinsi = await real_forums.as_(real_forums.actor, "provinsi").get("/v1/provinsi/forums?page_size=100")
    kabkota = await real_forums.get("/v1/kabkota/forums?page_size=100")
    assert len(provinsi.json()["items"]) == 6
    assert len(kabkota.json()["items"]) == 15
    assert {f["simpul"] for f in provinsi.json()["items"]} == {"provinsi"}
    missing = await real_forums.as_(real_forums.actor, "provinsi").get("/v1/provinsi/forums/kartamantul")
    assert missing.status_code == 404


async def test_later_facts_stand_beside_the_record_of_2006(later_facts: Caller) -> None:
    pawonsari = "/v1/kabkota/forums/pawonsari"
    facts = (await later_facts.get(f"{pawonsari}/facts")).json()["items"]
    assert [(fact["as_of"], fact["mark"]) for fact in facts] == [("2002", "V2"), ("1986", "V2")]
    assert facts[0]["source"]["title"].startswith("Catatan Simpul")
    record = next(r for r in read_json("forums.json") if r["slug"] == "pawonsari")
    forum = (await later_facts.get(pawonsari)).json()
    assert forum["notes"] == record["notes"]
    (decree,) = forum["instruments"]
    assert (decree["numbers"][0], decree["provenance"]["mark"]) == ("272/2002", "V2")
    assert (await later_facts.get(f"{pawonsari}?as_of=1990")).json()["notes"] == "Dikenal sejak 1986."

    kartamantul = (await later_facts.get("/v1/kabkota/forums/kartamantul")).json()
    landfill = kartamantul["activities"][-1]
    assert (landfill["ends_on"], landfill["provenance"]["mark"]) == ("2015-01-01", "V2")
    assert all(row["provenance"] is None for row in kartamantul["members"])

    at = "/v1/kabkota/forums/barlingmascakeb"
    now, then = (await later_facts.get(at)).json(), (await later_facts.get(f"{at}?as_of=2006")).json()
    assert now["notes"] == f"{then['notes']} Tidak aktif pada 2012."
    assert now["provenance"]["notes"]["mark"] == "V2"
    assert [len(instrument["numbers"]) for instrument in now["instruments"]] == [4, 5]

    mpu = await later_facts.as_(later_facts.actor, "provinsi").get("/v1/provinsi/forums/mitra-praja-utama")
    assert len(mpu.json()["members"]) == 10
    assert [(row["name"], row["provenance"]["mark"]) for row in mpu.json()["aliases"]] == [("Dwi Praja", "V")]


async def test_later_facts_are_taken_once(later_facts: Caller, registry_app_running: FastAPI) -> None:
    before = (await later_facts.get("/v1/kabkota/forums?page_size=100")).content
    databases: Databases = registry_app_running.state.databases
    for database in databases.values():
        assert await take_all_later_facts(database) == 0
    assert (await later_facts.get("/v1/kabkota/forums?page_size=100")).content == before


async def test_entity_kinds_are_counted_apart(real_forums: Caller) -> None:
    facets = (await real_forums.get("/v1/kabkota/forums/facets")).json()
    counted = {facet["value"]: facet["count"] for facet in facets["entity_kind"]}
    records = [r for r in read_json("forums.json") if r["simpul"] == "kabkota"]
    kinds = [record["entity_kind"] for record in records]
    assert facets["total"] == len(records)
    assert counted == {kind: kinds.count(kind) for kind in set(kinds)}
    assert sum(facet["count"] for facet in facets["stage"]) == len(records)
    waste = (await real_forums.get("/v1/kabkota/forums/facets?sector=persampahan&province=34")).json()
    listed = (await real_forums.get("/v1/kabkota/forums?sector=persampahan&province=34")).json()["items"]
    assert waste["total"] == len(listed) > 0
    assert {"value": "persampahan", "count": len(listed)} in waste["sector"]
    unknown = await real_forums.get("/v1/kabkota/forums/facets?sector=langit")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/query/sector")
    assert (await real_forums.get("/v1/kabkota/forums/facets?page_size=5")).status_code == 400
