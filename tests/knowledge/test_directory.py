"""The directory: what the registry's feed makes of it, and how it is read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from services.kit.db import Databases
from services.kit.feed.follow import FeedChange
from services.knowledge.reference.models import ReferenceCode
from services.knowledge.reference.projection import ReferenceProjection
from services.registry.importer import read_json, region_rows, vocabulary_records
from tests.registry.factories import make_forum
from tests.support.callers import SECRETARIAT, Caller

DIRECTORY = "/v1/kabkota/directory"


async def test_every_forum_stands_in_the_directory_of_its_simpul(directory: Caller) -> None:
    kabkota = (await directory.get(f"{DIRECTORY}?page_size=100")).json()["items"]
    provinsi = (
        await directory.as_(directory.actor, "provinsi").get("/v1/provinsi/directory?page_size=100")
    ).json()["items"]
    assert {e["slug"] for e in kabkota + provinsi} == {r["slug"] for r in read_json("forums.json")}
    assert (len(kabkota), len(provinsi)) == (15, 6)
    assert {e["simpul"] for e in provinsi} == {"provinsi"}


async def test_an_entry_is_read_by_slug_and_by_id_and_cached_by_version(directory: Caller) -> None:
    by_slug = await directory.get(f"{DIRECTORY}/kartamantul")
    entry = by_slug.json()
    assert [m["role"] for m in entry["members"]] == ["anggota"] * 3 + ["mitra"]
    assert entry["instruments"][0]["numbers"] == ["18 Tahun 2001", "01/PK-KDH/2001", "01 Tahun 2001"]
    by_id = await directory.get(
        f"{DIRECTORY}/{entry['id']}", headers={"If-None-Match": by_slug.headers["etag"]}
    )
    assert by_id.status_code == 304
    assert (await directory.get(f"{DIRECTORY}/tidak-ada")).json()["code"] == "entry-not-found"


async def test_a_change_in_the_registry_arrives_in_the_directory(
    directory: Caller, registry: Caller, catch_up: Callable[[], object]
) -> None:
    changed = await registry.as_(SECRETARIAT).patch(
        "/v1/kabkota/forums/kartamantul", {"purpose": "Berubah."}, etag='"1"'
    )
    await make_forum(registry, "forum-baru", sectors=["persampahan"])
    await catch_up()  # type: ignore[misc]
    entry = (await directory.get(f"{DIRECTORY}/kartamantul")).json()
    assert (entry["purpose"], entry["version"]) == ("Berubah.", changed.json()["version"])
    assert entry["provenance"] == changed.json()["provenance"]
    assert (await directory.get(f"{DIRECTORY}/forum-baru")).json()["status"] == "usulan"


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("region=35", {"gerbangkertosusila", "pawonsari"}),
        ("region=34.71&branch=gabungan", {"javapromo"}),
        ("sector=pariwisata", {"javapromo"}),
        ("urusan=3.26", {"javapromo", "sekber-komwil-vi-apeksi-adeksi"}),
        ("entity_kind=usulan", {"ttu-belu-malaka"}),
        ("stage=perencanaan_awal&scope=sektoral&status=belum_diverifikasi", {"ttu-belu-malaka"}),
    ],
)
async def test_the_directory_is_filtered(directory: Caller, query: str, slugs: set[str]) -> None:
    assert {e["slug"] for e in (await directory.get(f"{DIRECTORY}?{query}")).json()["items"]} == slugs


@pytest.mark.parametrize("sort", ["name", "-name", "updated_at", "-updated_at"])
async def test_pages_of_the_directory_follow_one_another(directory: Caller, sort: str) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await directory.get(f"{DIRECTORY}?page_size=4&sort={sort}{after}")).json()
        seen += [entry["slug"] for entry in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 15


def reference_changes() -> list[FeedChange]:
    """What the registry's feed tells of vocabularies and regions."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    told += [("region", row["code"], row) for row in region_rows()]
    return [
        FeedChange(pos, entity, code, 1, at, payload) for pos, (entity, code, payload) in enumerate(told, 1)
    ]


@pytest.fixture
async def with_codes(knowledge: Caller, knowledge_app_running: FastAPI) -> Caller:
    """Knowledge that has heard of the vocabularies and regions."""
    databases: Databases = knowledge_app_running.state.databases
    for database in databases.values():
        async with database.write.begin() as session:
            await ReferenceProjection().apply(session, reference_changes(), epoch="e")
    return knowledge


@pytest.mark.parametrize(
    "query",
    [
        "warna=merah",
        "sort=slug",
        "page_size=9999",
        "cursor=x",
        "region=abc",
        "region=99",
        "branch=yudikatif",
        "sector=sihir",
        "urusan=9.99",
        "status=entah",
    ],
)
async def test_a_wrong_parameter_is_named(with_codes: Caller, query: str) -> None:
    knowledge = with_codes
    answer = await knowledge.get(f"{DIRECTORY}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


async def test_a_known_code_without_a_forum_is_an_empty_page(with_codes: Caller) -> None:
    assert (await with_codes.get(f"{DIRECTORY}?status=bubar")).json()["items"] == []


async def test_a_region_is_known_with_its_validity_and_successors(
    with_codes: Caller, knowledge_app_running: FastAPI
) -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    told = {"code": "34.01", "valid_to": "2020", "successors": ["34.69"], "decrees": ["DEMO-1/2020"]}
    database = knowledge_app_running.state.databases["kabkota"]
    async with database.write.begin() as session:
        change = FeedChange(10_000, "region", "34.01", 2, at, told)
        await ReferenceProjection().apply(session, [change], epoch="e")
        held = await session.get(ReferenceCode, ("region", "34.01"))
        untouched = await session.get(ReferenceCode, ("region", "34.02"))
    assert (held.valid_from, held.valid_to, held.successors, held.decrees) == (
        None,
        "2020",
        ["34.69"],
        ["DEMO-1/2020"],
    )
    assert (untouched.valid_to, untouched.successors) == (None, [])
