"""Checks of an instrument: shown, never imposed."""

from datetime import date
from typing import Any

import pytest

from services.registry.instruments.checks import checks_of
from services.registry.instruments.follow_up import is_followed_up
from tests.registry.factories import add_row, make_forum
from tests.registry.test_instruments import AT, HEAD, WHOLE, add
from tests.support.callers import SECRETARIAT, Caller

BARE: dict[str, Any] = {
    "id": "n1",
    "cooperation_kind": None,
    "signed_on": None,
    "in_force_to": None,
    "extensions": [],
    "ended_on": None,
    "objects": [],
    "parties": [],
    "dispute_clause": None,
    "approvals": [],
}


def state(code: str, *, today: date = date(2026, 1, 1), forum: Any = None, **said: Any) -> str | None:
    found = {c.code: c.state for c in checks_of(BARE | said, forum or {}, today=today)}
    return found.get(code)


PARTY = {"region_code": "34.04", "name": None, "signer": HEAD, "rights": "x", "duties": None}


def test_the_four_conditions_ask_for_what_is_recorded_and_never_judge_the_cause() -> None:
    unsigned = PARTY | {"signer": None}
    empowered = PARTY | {"signer": HEAD | {"basis": "surat_kuasa"}}
    assert state("sepakat") == "perlu_diperiksa"
    assert state("sepakat", parties=[PARTY, PARTY]) == "belum"
    assert state("sepakat", parties=[PARTY, unsigned], signed_on="2020") == "belum"
    assert state("sepakat", parties=[PARTY, PARTY], signed_on="2020") == "terpenuhi"
    assert state("cakap", parties=[PARTY, unsigned]) == "belum"
    assert state("cakap", parties=[PARTY, PARTY]) == "terpenuhi"
    assert state("cakap", parties=[PARTY, empowered]) == "perlu_diperiksa"
    assert state("hal_tertentu", parties=[PARTY]) == "belum"
    assert state("hal_tertentu", parties=[PARTY], objects=["x"]) == "terpenuhi"
    assert state("hal_tertentu", parties=[PARTY | {"rights": None}], objects=["x"]) == "belum"
    assert (
        state("sebab_yang_halal", parties=[PARTY, PARTY], objects=["x"], signed_on="2020")
        == "perlu_diperiksa"
    )


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [
        ("2018-07-12", None),
        ("2018", "perlu_diperiksa"),
        (None, "perlu_diperiksa"),
        ("2018-07-13", "peringatan"),
    ],
)
def test_a_cooperation_of_regions_since_pp_28_has_a_clause_on_disputes(
    signed_on: str | None, expected: str | None
) -> None:
    said: dict[str, Any] = {"cooperation_kind": "ksdd", "signed_on": signed_on}
    assert state("klausul_penyelesaian", **said) == expected
    assert state("klausul_penyelesaian", **said, dispute_clause={"steps": []}) == "terpenuhi"
    assert state("klausul_penyelesaian", **said | {"cooperation_kind": "ksdpk"}) is None


@pytest.mark.parametrize(
    ("today", "within"),
    [
        (date(2025, 3, 31), 91),
        (date(2025, 4, 1), 90),
        (date(2025, 5, 1), 60),
        (date(2025, 5, 31), 30),
        (date(2025, 6, 23), 7),
        (date(2025, 6, 29), 7),
        (date(2025, 6, 30), 0),
        (date(2025, 7, 1), -1),
    ],
)
def test_the_end_of_the_term_is_told_ninety_sixty_thirty_seven_and_no_days_before(
    today: date, within: int
) -> None:
    found = {c.code: c for c in checks_of(BARE | {"in_force_to": "2025-06"}, {}, today=today)}
    check = found["masa_berlaku"]
    assert check.state == ("terpenuhi" if within > 90 else "peringatan")
    assert (f"dalam {within} hari" in check.reason.id) is (0 <= within <= 90)
    assert ("habis pada 2025-06-30" in check.reason.id) is (within < 0)
    assert state("masa_berlaku") == "perlu_diperiksa"
    assert state("masa_berlaku", in_force_to="2025", ended_on="2024") is None


def test_a_year_without_programme_or_budget_is_told() -> None:
    today = date(2026, 1, 1)
    assert state("tindak_lanjut", today=today, signed_on="2024-12-31") == "peringatan"
    assert state("tindak_lanjut", today=today, signed_on="2025-01-01") == "belum"
    assert state("tindak_lanjut", today=today, signed_on="2025") == "belum"
    assert state("tindak_lanjut", today=today, signed_on="2010", in_force_to="2015") is None
    assert state("tindak_lanjut", today=today) is None
    for name in ("activities", "funding", "commitments"):
        forum = {name: [{"title": "x"}, {"instrument_id": "n1"}]}
        assert is_followed_up(forum, "n1")
        assert not is_followed_up(forum, "n2")
        assert state("tindak_lanjut", today=today, signed_on="2010", forum=forum) == "terpenuhi"


def test_an_approval_that_is_needed_and_absent_is_told() -> None:
    needed = {"region_code": "34.04", "needed": True, "decision": None}
    assert state("persetujuan_dprd") == "perlu_diperiksa"
    assert state("persetujuan_dprd", approvals=[needed]) == "belum"
    assert state("persetujuan_dprd", approvals=[needed], signed_on="2020") == "peringatan"
    assert state("persetujuan_dprd", approvals=[needed | {"decision": "ditolak"}]) == "belum"
    assert state("persetujuan_dprd", approvals=[needed | {"decision": "disetujui"}]) == "terpenuhi"
    assert state("persetujuan_dprd", approvals=[needed | {"needed": False}]) == "terpenuhi"


async def test_checks_are_read_in_both_languages_with_their_source(registry: Caller) -> None:
    await make_forum(registry)
    made = await add(registry, **WHOLE)
    at = f"{AT}/{made['id']}/checks"
    answer = await registry.get(at)
    assert answer.headers["content-language"] == "id"
    checks = {check["code"]: check for check in answer.json()}
    assert checks["sepakat"]["state"] == "terpenuhi"
    assert checks["sepakat"]["source"] == {"law": "KUH Perdata", "article": "Pasal 1320", "mark": "V2"}
    for check in checks.values():
        assert ("perlu verifikasi" in check["reason"]) is (check["source"]["mark"] != "V")
    english = await registry.get(at, headers={"Accept-Language": "en"})
    assert english.headers["content-language"] == "en"
    assert "ask the legal unit (needs verification)" in english.text
    missing = await registry.get(f"{AT}/018f0000-0000-7000-8000-000000000000/checks")
    assert (missing.status_code, missing.json()["code"]) == (404, "instrument-not-found")


async def test_an_activity_that_names_an_instrument_follows_it_up_and_holds_it(registry: Caller) -> None:
    await make_forum(registry)
    made = await add(registry, signed_on="2010")
    at = f"{AT}/{made['id']}"

    async def follow_up() -> str:
        checks = {check["code"]: check for check in (await registry.get(f"{at}/checks")).json()}
        state: str = checks["tindak_lanjut"]["state"]
        return state

    assert await follow_up() == "peringatan"
    await add_row(registry, "activities", title="Kegiatan (DEMO)", instrument_id=made["id"])
    assert await follow_up() == "terpenuhi"
    held = await registry.as_(SECRETARIAT).delete(at, etag='"1"')
    assert (held.status_code, held.json()["code"]) == (409, "row-referred-to")
