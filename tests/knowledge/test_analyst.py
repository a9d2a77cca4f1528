"""An analyst's questions: asked of the registry and of the directory, which must answer alike.

Forums, instruments, borders and the decree are invented and marked DEMO.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.kit import clock
from tests.registry.factories import add_row, change_codes, decree, make_forum, make_pair
from tests.support.callers import SECRETARIAT, Caller

NOW = datetime(2026, 6, 1, 5, tzinfo=UTC)
# Wajib, continuous, three regions, ten years: PP 28/2018 Pasal 7.
THREE = [{"region_code": code} for code in ("33.09", "33.10", "34.04")]
LASTING: dict[str, Any] = {
    "document_kind": "kesepakatan_bersama",
    "nature": "wajib",
    "pattern": "d",
    "is_continuous": True,
    "in_force_from": "2025-07-01",
    "in_force_to": "2035-06-30",
    "parties": THREE,
}
GIVEN = {"decision": "disetujui", "decision_number": "1/DEMO", "decided_on": "2026-01"}


@pytest.fixture
async def asked(
    codes_in_feed: None, changing_regions: Caller, knowledge: Caller, catch_up: Callable[[], Any]
) -> Caller:
    """Forums of which each answers some of the questions, in both services."""
    registry = changing_regions
    with clock.fixed(NOW):
        # Across a border of two provinces; its secretariat is due, and a DPRD has not answered.
        await make_forum(registry, "perbatasan", sectors=["persampahan"])
        for party in THREE:
            await add_row(registry, "members", party, of="perbatasan")
        approvals = [{"region_code": "33.09", "needed": True}]
        wide = await add_row(
            registry, "instruments", LASTING, of="perbatasan", title="A", approvals=approvals
        )
        await add_row(
            registry,
            "instruments",
            of="perbatasan",
            title="B",
            document_kind="pks",
            parent_id=wide["id"],
            signed_on="2026",
        )
        # The same with all that was missing there, and nobody beside it.
        await make_forum(registry, "lengkap")
        for code in ("33.01", "33.02"):
            await add_row(registry, "members", of="lengkap", region_code=code)
        await add_row(registry, "organs", of="lengkap", kind="sekretariat")
        approvals = [{"region_code": "33.01", "needed": True} | GIVEN]
        whole = await add_row(
            registry,
            "instruments",
            LASTING,
            of="lengkap",
            title="C",
            urusan=["2.11"],
            approvals=approvals,
            pattern="e",
            parties=[{"region_code": "33.01"}, {"region_code": "33.02"}, {"region_code": "33.03"}],
        )
        await add_row(
            registry,
            "instruments",
            of="lengkap",
            title="D",
            document_kind="pks",
            parent_id=whole["id"],
            signed_on="2026",
        )
        await registry.as_(SECRETARIAT).post(
            "/v1/kabkota/forums/lengkap/verifications", {"means": "surat", "status": "aktif"}
        )
        # Signed long ago, with nothing to show for it, and soon over.
        await make_forum(registry, "terlupa")
        await add_row(registry, "members", of="terlupa", region_code="35.78")
        await add_row(
            registry,
            "instruments",
            of="terlupa",
            title="E",
            document_kind="kesepakatan_bersama",
            signed_on="2022",
            in_force_to="2026-09",
        )
        await make_pair(registry, "33.10", "34.04")
        await make_pair(registry, "33.01", "33.02")
        await make_pair(registry, "35.78", "35.15")
        await change_codes(
            registry,
            by=decree("DEMO-7/2026"),
            effective_on="2026-05-01",
            renamed=[{"code": "35.78", "name": "Kota Contoh (DEMO)"}],
        )
        await catch_up()
    return registry


async def _slugs(caller: Caller, what: str, query: str) -> set[str]:
    with clock.fixed(NOW):
        answer = await caller.get(f"/v1/kabkota/{what}?{query}")
    assert answer.status_code == 200, answer.text
    return {item["slug"] for item in answer.json()["items"]}


QUESTIONS = {
    "mandatory between bordering kab/kota of two provinces": (
        "nature=wajib&pattern=d&bordering=true",
        {"perbatasan"},
    ),
    "agreements ending within six months": ("ends_within_days=183", {"terlupa"}),
    "none ends so soon": ("ends_within_days=30", set()),
    "any member in province 33 with persampahan or urusan 2.11": (
        "province=33&subject=persampahan&subject=2.11",
        {"perbatasan", "lengkap"},
    ),
    "a word of the sources alone": ("subject=persampahan", {"perbatasan"}),
    "kesepakatan without PKS": ("without_pks=true", {"terlupa"}),
    "signed over a year ago without follow-up": ("without_follow_up=true", {"terlupa"}),
    "DPRD approval needed and absent": ("dprd_missing=true", {"perbatasan"}),
    "not verified since a date": ("not_verified_since=2026-06-01", {"perbatasan", "terlupa"}),
    "not verified since the day after": (
        "not_verified_since=2026-06-02",
        {"perbatasan", "terlupa", "lengkap"},
    ),
    "members touched by a decree of codes": ("decree=DEMO-7/2026", {"terlupa"}),
    "secretariat criteria met and none there": ("secretariat_due=true", {"perbatasan"}),
    "mandatory of one province, with an urusan": ("nature=wajib&pattern=e&subject=2.11", {"lengkap"}),
    "two things of one instrument, not of two": ("nature=wajib&without_pks=true", set()),
}


async def test_both_services_answer_alike(asked: Caller, knowledge: Caller) -> None:
    answers = {
        question: (await _slugs(asked, "forums", query), await _slugs(knowledge, "directory", query))
        for question, (query, _) in QUESTIONS.items()
    }
    assert answers == {question: (expected, expected) for question, (_, expected) in QUESTIONS.items()}


async def test_border_pairs_without_a_forum(asked: Caller, knowledge: Caller) -> None:
    for caller, at in ((asked, "border-pairs"), (knowledge, "directory/border-pairs")):
        without = (await caller.get(f"/v1/kabkota/{at}?without_forum=true")).json()["items"]
        with_one = (await caller.get(f"/v1/kabkota/{at}?without_forum=false&page_size=1")).json()
        of_region = (await caller.get(f"/v1/kabkota/{at}?region=35.15")).json()["items"]
        assert [pair["region_codes"] for pair in without] == [["35.15", "35.78"]]
        assert of_region == without
        assert with_one["items"][0]["region_codes"] == ["33.01", "33.02"]
        rest = (
            await caller.get(
                f"/v1/kabkota/{at}?without_forum=false&page_size=1&cursor={with_one['next_cursor']}"
            )
        ).json()
        assert rest["items"][0]["region_codes"] == ["33.10", "34.04"]


async def test_the_directory_follows_what_becomes_of_an_instrument(
    asked: Caller, knowledge: Caller, catch_up: Callable[[], Any]
) -> None:
    instrument = (await asked.get("/v1/kabkota/forums/terlupa/instruments")).json()["items"][0]
    await add_row(asked, "activities", of="terlupa", title="Kegiatan DEMO", instrument_id=instrument["id"])
    await add_row(
        asked,
        "instruments",
        of="terlupa",
        title="F",
        document_kind="pks",
        parent_id=instrument["id"],
        signed_on="2026",
    )
    await catch_up()
    for query in ("without_follow_up=true", "without_pks=true"):
        assert await _slugs(asked, "forums", query) == await _slugs(knowledge, "directory", query) == set()
    (pair,) = (await asked.get("/v1/kabkota/border-pairs?region=35.15")).json()["items"]
    await asked.as_(SECRETARIAT).delete(f"/v1/kabkota/border-pairs/{pair['id']}", etag='"1"')
    await catch_up()
    left = await knowledge.get("/v1/kabkota/directory/border-pairs?without_forum=true")
    assert left.json()["items"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("subject=persampahan&subject=2.99", "/query/subject"),
        ("nature=harus", "/query/nature"),
        ("pattern=z", "/query/pattern"),
        ("province=99", "/query/province"),
        ("without_pks=false", "/query/without_pks"),
        ("ends_within_days=-1", "/query/ends_within_days"),
        ("not_verified_since=kemarin", "/query/not_verified_since"),
        ("decree=", "/query/decree"),
        ("decree=TIDAK-ADA", "/query/decree"),
        ("not_verified_since=0", "/query/not_verified_since"),
        ("ends_within_days=5.0", "/query/ends_within_days"),
    ],
)
async def test_an_unknown_value_is_named_by_both(
    codes_in_feed: None,
    registry: Caller,
    knowledge: Caller,
    catch_up: Callable[[], Any],
    query: str,
    pointer: str,
) -> None:
    await catch_up()
    for caller, what in ((registry, "forums"), (knowledge, "directory")):
        answer = await caller.get(f"/v1/kabkota/{what}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), answer.text


async def test_an_unknown_subject_beside_a_known_one_is_named(asked: Caller, knowledge: Caller) -> None:
    for caller, what in ((asked, "forums"), (knowledge, "directory")):
        answer = await caller.get(f"/v1/kabkota/{what}?subject=persampahan&subject=sihir")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/subject")


async def test_only_a_forum_that_stands_serves_a_border(
    asked: Caller, knowledge: Caller, catch_up: Callable[[], Any]
) -> None:
    await make_forum(asked, "asosiasi-demo", entity_kind="asosiasi")
    for code in ("35.78", "35.15"):
        await add_row(asked, "members", of="asosiasi-demo", region_code=code)
    await asked.as_(SECRETARIAT).post(
        "/v1/kabkota/forums/lengkap/status-changes", {"status": "bubar", "reason": "DEMO", "since": "2026-06"}
    )
    await catch_up()
    for caller, at in ((asked, "border-pairs"), (knowledge, "directory/border-pairs")):
        without = (await caller.get(f"/v1/kabkota/{at}?without_forum=true")).json()["items"]
        assert [pair["region_codes"] for pair in without] == [["33.01", "33.02"], ["35.15", "35.78"]]


async def test_a_secretariat_whose_term_is_over_is_none(
    asked: Caller, knowledge: Caller, catch_up: Callable[[], Any]
) -> None:
    (organ,) = (await asked.get("/v1/kabkota/forums/lengkap/organs")).json()["items"]
    at = f"/v1/kabkota/forums/lengkap/organs/{organ['id']}"
    for version, term_to, expected in (
        (1, "2026-06", {"perbatasan"}),
        (2, "2026-05", {"perbatasan", "lengkap"}),
    ):
        await asked.as_(SECRETARIAT).patch(at, {"term_to": term_to}, etag=f'"{version}"')
        await catch_up()
        for caller, what in ((asked, "forums"), (knowledge, "directory")):
            assert await _slugs(caller, what, "secretariat_due=true") == expected
