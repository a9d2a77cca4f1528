"""What an entry holds of its forum, what may be asked of it, and how entries are counted."""

from typing import Any

import pytest
from fastapi import FastAPI

from services.knowledge.directory.schemas import EntryOut
from services.registry.importer import read_json
from tests.knowledge.conftest import CatchUp, record_codes
from tests.registry.factories import add_row, make_forum
from tests.support.callers import SECRETARIAT, Caller
from tests.support.held import HeldStates

DIRECTORY = "/v1/kabkota/directory"
OFFICE = {
    "address": "Jalan Contoh 1 (DEMO)",
    "region_code": "33.01",
    "phone": "+62 274 0000",
    "email": "sekretariat@contoh.example",
    "website": "https://contoh.example/forum",
}


@pytest.fixture
async def demo(
    registry: Caller, registry_app_running: FastAPI, knowledge: Caller, catch_up: CatchUp, held: HeldStates
) -> Caller:
    """An invented forum with everything an entry shows, and two with little."""

    async def build() -> None:
        await record_codes(registry_app_running)
        await _make_forums(registry)
        await catch_up()

    await held.begin_with("entries", build)
    return knowledge


async def _make_forums(registry: Caller) -> None:
    await make_forum(
        registry,
        "lengkap",
        founded_on="2001-06",
        institutional_format="lembaga_kerjasama",
        sectors=["persampahan"],
        secretariat={"place": "Cilacap"},
    )
    for code in ("33.01", "33.02"):
        await add_row(registry, "members", of="lengkap", region_code=code)
    await add_row(registry, "members", of="lengkap", region_code="33", role="mitra")
    organ = await add_row(
        registry, "organs", of="lengkap", kind="sekretariat", name="Sekretariat (DEMO)", office=OFFICE
    )
    named: dict[str, Any] = {"name": "Pejabat DEMO", "office": "Kepala Sekretariat"}
    await add_row(
        registry,
        "officers",
        named,
        of="lengkap",
        organ_id=organ["id"],
        is_contact=True,
        office_phone="+62 274 1111",
        personal_phone="+62 800 0000",
        personal_number="0000 1111",
        term_to="2027",
    )
    await add_row(registry, "officers", of="lengkap", name="Bukan Narahubung DEMO", office="Staf")
    await make_forum(registry, "tahun-saja", founded_on="2001")
    await make_forum(registry, "tanpa-tahun", branch="legislatif")


async def test_an_entry_shows_contacts_but_nothing_personal(demo: Caller) -> None:
    answer = await demo.get(f"{DIRECTORY}/lengkap")
    entry = answer.json()
    EntryOut.model_validate(entry)
    office, person = entry["contacts"]
    assert office == OFFICE | {
        "organ": "sekretariat",
        "organ_name": "Sekretariat (DEMO)",
        "person": None,
        "position": None,
        "unit": None,
        "until": None,
    }
    assert (person["organ"], person["person"], person["phone"], person["until"]) == (
        "sekretariat",
        "Pejabat DEMO",
        "+62 274 1111",
        "2027",
    )
    for hidden in ("0000 1111", "+62 800 0000", "Bukan Narahubung DEMO"):
        assert hidden not in answer.text


async def test_the_level_is_that_of_full_members(demo: Caller) -> None:
    entry = (await demo.get(f"{DIRECTORY}/lengkap")).json()
    assert entry["levels"] == ["kabkota"]
    assert [member["region_code"] for member in entry["members"]] == ["33.01", "33.02", "33"]
    assert (await demo.get(f"{DIRECTORY}/tahun-saja")).json()["levels"] == []


async def test_every_entry_of_the_real_forums_has_the_declared_shape(directory: Caller) -> None:
    page = (await directory.get(f"{DIRECTORY}?page_size=100")).json()["items"]
    for entry in page:
        EntryOut.model_validate(entry)
    kartamantul = next(entry for entry in page if entry["slug"] == "kartamantul")
    assert (kartamantul["levels"], kartamantul["admission"]["basis"]) == (["kabkota"], "impor")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("founded_from=2001", {"lengkap", "tahun-saja"}),
        ("founded_from=2001-07", {"tahun-saja"}),
        ("founded_to=2001-05-31", {"tahun-saja"}),
        ("founded_from=2001-06-10&founded_to=2001-06-20", {"lengkap", "tahun-saja"}),
        ("founded_from=2002", set()),
        ("founded_to=2000", set()),
        ("institutional_format=lembaga_kerjasama", {"lengkap"}),
        ("level=kabkota", {"lengkap"}),
        ("level=provinsi", set()),
        ("province=33&branch=eksekutif", {"lengkap"}),
        ("branch=legislatif", {"tanpa-tahun"}),
    ],
)
async def test_entries_are_found_by_what_they_are(demo: Caller, query: str, slugs: set[str]) -> None:
    listed = (await demo.get(f"{DIRECTORY}?{query}")).json()["items"]
    assert {entry["slug"] for entry in listed} == slugs
    counted = (await demo.get(f"{DIRECTORY}/facets?{query}")).json()
    assert counted["total"] == len(slugs)


@pytest.mark.parametrize(
    "query",
    [
        "founded_from=2001-13",
        "founded_to=kapan",
        "level=desa",
        "institutional_format=koperasi",
        "network_type=ikan",
        "basis=x",
        "orientation=x",
        "management=x",
        "subject=persampahan&subject=sihir",
        "warna=merah",
        "sort=name",
    ],
)
async def test_a_wrong_question_is_named_by_the_facets_too(demo: Caller, query: str) -> None:
    asked = [f"{DIRECTORY}/facets?{query}"]
    if not query.startswith("sort"):
        asked.append(f"{DIRECTORY}?{query}")
    for path in asked:
        answer = await demo.get(path)
        assert answer.status_code == 400, path
        assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


async def test_the_facets_count_the_real_forums_as_they_are(directory: Caller) -> None:
    counted = (await directory.get(f"{DIRECTORY}/facets")).json()
    forums = [record for record in read_json("forums.json") if record["simpul"] == "kabkota"]
    assert counted["total"] == len(forums)
    kinds = {facet["value"]: facet["count"] for facet in counted["entity_kind"]}
    assert kinds == {
        k: sum(r["entity_kind"] == k for r in forums) for k in {r["entity_kind"] for r in forums}
    }
    provinces = {facet["value"]: facet["count"] for facet in counted["province"]}
    for code, count in provinces.items():
        listed = (await directory.get(f"{DIRECTORY}?province={code}&page_size=100")).json()["items"]
        assert len(listed) == count
    counts = [facet["count"] for facet in counted["sector"]]
    assert counts == sorted(counts, reverse=True)


async def test_a_dissolved_forum_keeps_its_entry(demo: Caller, registry: Caller, catch_up: CatchUp) -> None:
    await registry.as_(SECRETARIAT).post(
        "/v1/kabkota/forums/lengkap/status-changes", {"status": "bubar", "reason": "DEMO"}
    )
    await catch_up()
    assert (await demo.get(f"{DIRECTORY}/lengkap")).json()["status"] == "bubar"
    statuses = (await demo.get(f"{DIRECTORY}/facets")).json()["status"]
    assert {facet["value"]: facet["count"] for facet in statuses} == {"bubar": 1, "usulan": 2}
