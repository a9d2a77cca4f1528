"""Warnings: what the law asks and the register does not show. Information, never an act."""

from datetime import date
from typing import Any

import pytest

from services.registry.supervision.warnings import Warned, warnings_of
from tests.registry.factories import add_row, make_forum
from tests.support.callers import Caller

TODAY = date(2026, 6, 1)
NAMES = {"34": "Daerah Istimewa Yogyakarta"}
INSTRUMENT: dict[str, Any] = {
    "id": "018f0000-0000-7000-8000-000000000001",
    "title": "Naskah DEMO",
    "cooperation_kind": None,
    "nature": "wajib",
    "pattern": "e",
    "signed_on": "2025-01-15",
    "in_force_to": None,
    "extensions": [],
    "ended_on": None,
    "objects": [],
    "parties": [],
    "dispute_clause": None,
    "approvals": [],
}
FORUM: dict[str, Any] = {
    "members": [],
    "instruments": [],
    "activities": [],
    "funding": [],
    "commitments": [],
    "guidance": [],
}


def warned(**forum: Any) -> list[Warned]:
    return list(warnings_of(FORUM | forum, provinces=NAMES, today=TODAY))


def codes(**forum: Any) -> list[str]:
    return [warning.code for warning in warned(**forum)]


def member(code: str | None, role: str = "anggota", member_to: str | None = None) -> dict[str, Any]:
    return {"region_code": code, "role": role, "member_to": member_to}


@pytest.mark.parametrize(
    ("said", "is_warned"),
    [
        ({}, True),
        ({"nature": "sukarela"}, False),
        ({"nature": None}, False),
        ({"signed_on": None}, False),
        ({"signed_on": "2025-06-02"}, False),
        ({"signed_on": "2025-06-01"}, False),
        ({"signed_on": "2025-05-31"}, True),
        # It may have been signed on the last day of that year.
        ({"signed_on": "2025"}, False),
        ({"signed_on": "2024"}, True),
        ({"ended_on": "2026-05-31"}, False),
        ({"in_force_to": "2026-05-31"}, False),
        ({"in_force_to": "2027"}, True),
    ],
)
def test_mandatory_cooperation_is_told_a_year_after_its_signing(
    said: dict[str, Any], is_warned: bool
) -> None:
    assert ("wajib_belum_dilaksanakan" in codes(instruments=[INSTRUMENT | said])) is is_warned


@pytest.mark.parametrize("name", ["activities", "funding", "commitments"])
def test_a_row_that_names_the_instrument_carries_it_out(name: str) -> None:
    mine, other = ({"instrument_id": i} for i in (INSTRUMENT["id"], "other"))
    assert codes(instruments=[INSTRUMENT], **{name: [mine]}) == []
    assert codes(instruments=[INSTRUMENT], **{name: [other]}) == ["wajib_belum_dilaksanakan"]


@pytest.mark.parametrize(
    ("pattern", "taker"),
    [
        ("e", "the governor takes"),
        ("a", "the central government takes"),
        (None, "the centre (a-d) or governor (e)"),
    ],
)
def test_who_takes_over_follows_the_pattern_and_only_after_guidance(pattern: str | None, taker: str) -> None:
    (warning,) = warned(instruments=[INSTRUMENT | {"pattern": pattern}])
    assert taker in warning.reason.en
    assert "PP 28/2018 Pasal 11; recorded: none" in warning.reason.en
    assert "Ini informasi, bukan tindakan." in warning.reason.id
    assert (warning.since, warning.instrument_id) == ("2026-01-15", INSTRUMENT["id"])
    assert (warning.source.law, warning.source.article, warning.source.mark) == (
        "UU 23/2014",
        "Pasal 364",
        "V",
    )


def test_guidance_that_was_recorded_is_said() -> None:
    rows = [
        {"kind": "pembinaan", "instrument_id": None},
        {"kind": "evaluasi", "instrument_id": INSTRUMENT["id"]},
        {"kind": "lain", "instrument_id": "other"},
    ]
    (warning,) = warned(instruments=[INSTRUMENT], guidance=rows)
    assert "tercatat: evaluasi, pembinaan" in warning.reason.id


def test_a_ksdd_after_pp_28_without_a_dispute_clause_is_told() -> None:
    ksdd = INSTRUMENT | {"nature": "sukarela", "cooperation_kind": "ksdd", "signed_on": "2020-02-01"}
    (warning,) = warned(instruments=[ksdd])
    assert (warning.code, warning.since, warning.source.law) == (
        "tanpa_klausul_penyelesaian",
        "2020-02-01",
        "PP 28/2018",
    )
    assert codes(instruments=[ksdd | {"signed_on": "2010"}]) == []
    assert codes(instruments=[ksdd | {"dispute_clause": {"steps": []}}]) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([], []),
        ([member(None)], []),
        ([member("34.04"), member("34.02")], ["dipantau_gubernur"]),
        ([member("34.04"), member("34", role="mitra")], ["dipantau_gubernur"]),
        ([member("34.04"), member("33.08", member_to="2010")], ["dipantau_gubernur"]),
        ([member("34.04"), member("33.08")], ["dipantau_menteri"]),
        ([member("34.04"), member("34")], ["dipantau_menteri"]),
        ([member("34"), member("33")], ["dipantau_menteri"]),
    ],
)
def test_who_monitors_follows_where_the_full_members_lie(
    members: list[dict[str, Any]], expected: list[str]
) -> None:
    assert codes(members=members) == expected


async def test_the_public_reads_the_warnings_of_a_forum_in_its_language(registry: Caller) -> None:
    await make_forum(registry)
    await add_row(registry, "members", region_code="34.04")
    await add_row(registry, "members", region_code="34.02")
    instrument = await add_row(
        registry, "instruments", title="Naskah DEMO", document_kind="pks", nature="wajib", signed_on="2020"
    )
    at = "/v1/kabkota/forums/forum-uji/warnings"
    answer = await registry.get(at)
    assert answer.status_code == 200
    mandatory, monitored = answer.json()
    assert (mandatory["code"], mandatory["instrument_id"]) == ("wajib_belum_dilaksanakan", instrument["id"])
    assert mandatory["since"] == "2021-12-31"
    assert monitored["source"] == {"law": "UU 23/2014", "article": "Pasal 368", "mark": "V"}
    assert "gubernur" in monitored["reason"]
    english = await registry.request("GET", at, headers={"Accept-Language": "en"})
    assert english.headers["content-language"] == "en"
    assert "not an act" in english.json()[0]["reason"]
    await add_row(registry, "activities", title="Kegiatan DEMO", instrument_id=instrument["id"])
    assert [w["code"] for w in (await registry.get(at)).json()] == ["dipantau_gubernur"]
    assert (await registry.get("/v1/kabkota/forums/tidak-ada/warnings")).status_code == 404
