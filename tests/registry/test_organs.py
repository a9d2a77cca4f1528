"""Organs, the people in their offices, and statutes."""

from typing import Any

import pytest

from services.kit import clock
from tests.registry.factories import add_row, make_forum
from tests.support.callers import MINISTRY, SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"


async def test_an_organ_keeps_its_term_its_office_and_whose_turn_it_is(registry: Caller) -> None:
    await make_forum(registry)
    organ = await add_row(
        registry,
        "organs",
        kind="dewan_pengarah",
        term_from="2025",
        term_to="2027",
        office={"address": "Jalan Contoh 1 (DEMO)", "region_code": "34.71", "email": "demo@contoh.go.id"},
        rotation=[
            {"region_code": "34.71", "turn_from": "2025", "turn_to": "2026"},
            {"region_code": "34.04", "turn_from": "2026", "turn_to": "2027"},
        ],
    )
    assert [turn["region_code"] for turn in organ["rotation"]] == ["34.71", "34.04"]
    assert organ["office"]["website"] is None
    committee = await add_row(registry, "organs", kind="komite_khusus", name="Komite DEMO")
    listed = (await registry.get(f"{FORUM}/organs?kind=komite_khusus")).json()["items"]
    assert listed == [committee]


async def test_personal_numbers_are_for_who_keeps_the_forum(registry: Caller) -> None:
    await make_forum(registry)
    organ = await add_row(registry, "organs", kind="sekretariat")
    officer = await add_row(
        registry,
        "officers",
        organ_id=organ["id"],
        name="Pejabat DEMO",
        office="Kepala sekretariat",
        is_contact=True,
        office_email="demo@contoh.go.id",
        personal_number="19700101 199001 1 001",
        selection={"method": "seleksi_terbuka", "pattern": "dari_luar", "decided_on": "2025-01"},
    )
    assert officer["personal_number"] == "19700101 199001 1 001"
    at = f"{FORUM}/officers/{officer['id']}"
    kept = await registry.as_(SECRETARIAT).get(at)
    seen = await registry.get(at)
    assert (kept.json(), kept.headers["etag"]) == (officer, '"1.pengurus"')
    assert (seen.headers["etag"], seen.headers["cache-control"]) == ('"1.umum"', "private")
    changed = await registry.as_(SECRETARIAT).patch(
        at, {"personal_phone": "0812 3456 7890"}, etag=kept.headers["etag"]
    )
    assert changed.json()["personal_phone"] == "0812 3456 7890"
    shown = [
        seen.text,
        (await registry.as_(MINISTRY).get(at)).text,
        (await registry.get(f"{FORUM}/officers?is_contact=true")).text,
        (await registry.get(FORUM)).text,
        (await registry.as_(SECRETARIAT).get(f"{FORUM}/history")).text,
    ]
    for text in shown:
        assert "19700101 1990" not in text
        assert "0812 3456" not in text
    for caller, items in (
        (registry.as_(SECRETARIAT), [changed.json()]),
        (registry, [(await registry.get(at)).json()]),
    ):
        listed = await caller.get(f"{FORUM}/officers?current=true")
        assert listed.json()["items"] == items
        assert (listed.headers["cache-control"], listed.headers["vary"]) == ("private", "Authorization")
    assert "cache-control" not in (await registry.get(f"{FORUM}/organs")).headers


async def test_an_organ_stays_while_officers_sit_in_it(registry: Caller) -> None:
    await make_forum(registry)
    organ = await add_row(registry, "organs", kind="sekretariat")
    await add_row(registry, "officers", organ_id=organ["id"], name="Pejabat DEMO", office="Staf")
    at = f"{FORUM}/organs/{organ['id']}"
    answer = await registry.as_(SECRETARIAT).delete(at, etag='"1"')
    assert (answer.status_code, answer.json()["code"]) == (409, "row-referred-to")
    assert (await registry.get(at)).status_code == 200


async def test_a_forum_has_each_edition_of_its_statutes_once(registry: Caller) -> None:
    await make_forum(registry)
    first = await add_row(
        registry,
        "statutes",
        edition=1,
        title="AD/ART DEMO",
        adopted_on="2020-05",
        rules=[{"article": "Pasal 5", "subject": "Iuran", "text": "Iuran dibayar setiap tahun."}],
    )
    again = await registry.as_(SECRETARIAT).post(f"{FORUM}/statutes", {"edition": 1, "title": "Lain"})
    assert (again.status_code, again.json()["code"]) == (409, "edition-taken")
    assert (await registry.get(FORUM)).json()["statutes"] == [first]


_OVERLAPPING = [
    {"region_code": "34.71", "turn_from": "2025", "turn_to": "2027"},
    {"region_code": "34.04", "turn_from": "2026"},
]
_TWICE = [{"article": "1", "subject": "a", "text": "a"}, {"article": "1", "subject": "b", "text": "b"}]
_NO_ORGAN = "018f0000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("collection", "body", "pointer", "code"),
    [
        ("organs", {"kind": "raja"}, "/kind", "unknown-code"),
        ("organs", {"kind": None}, "/kind", "null"),
        ("organs", {}, "/kind", "missing"),
        ("organs", {"kind": "sekretariat", "term_from": "3"}, "/term_from", "invalid-partial-date"),
        (
            "organs",
            {"kind": "sekretariat", "term_from": "2026", "term_to": "2025"},
            "/term_to",
            "ends-before-start",
        ),
        (
            "organs",
            {"kind": "sekretariat", "office": {"region_code": "99"}},
            "/office/region_code",
            "unknown-region",
        ),
        (
            "organs",
            {"kind": "sekretariat", "rotation": _OVERLAPPING},
            "/rotation/1/turn_from",
            "turns-overlap",
        ),
        (
            "organs",
            {"kind": "sekretariat", "office": {"email": "x"}},
            "/office/email",
            "string-pattern-mismatch",
        ),
        ("officers", {"name": "A", "office": " "}, "/office", "string-pattern-mismatch"),
        ("officers", {"name": "A", "office": "B", "organ_id": _NO_ORGAN}, "/organ_id", "unknown-row"),
        (
            "officers",
            {"name": "A", "office": "B", "selection": {"method": "undian"}},
            "/selection/method",
            "unknown-code",
        ),
        ("statutes", {"edition": 0, "title": "A"}, "/edition", "greater-than-equal"),
        ("statutes", {"edition": 1, "title": "A", "rules": _TWICE}, "/rules/1/article", "repeated-value"),
    ],
)
async def test_a_wrong_row_is_named_and_nothing_is_written(
    registry: Caller, collection: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    await make_forum(registry)
    answer = await registry.as_(SECRETARIAT).post(f"{FORUM}/{collection}", body)
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert (await registry.get(FORUM)).json()["version"] == 1


async def test_who_is_still_in_office_is_current(registry: Caller) -> None:
    await make_forum(registry)
    for name, term_to in (("A", None), ("B", "2999"), ("C", "2010"), ("D", str(clock.today())[:7])):
        await add_row(registry, "officers", name=name, office="Staf", term_to=term_to)
    current = (await registry.get(f"{FORUM}/officers?current=true")).json()["items"]
    past = (await registry.get(f"{FORUM}/officers?current=false")).json()["items"]
    assert ([row["name"] for row in current], [row["name"] for row in past]) == (["A", "B", "D"], ["C"])
