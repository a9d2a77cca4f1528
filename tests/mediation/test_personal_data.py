"""Personal data: where it is, a person's copy, its correction, and an erasure that leaves trails valid."""

import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import LargeBinary, Uuid
from sqlalchemy.types import Boolean, Date, DateTime, Integer

from services.kit import clock
from services.kit.files.store import key_of
from services.mediation.personal_data.matching import Person
from services.mediation.personal_data.register import ACTIVITIES, TABLES
from services.mediation.schema import metadata
from services.mediation.trail.verify import WHOLE, main
from tests.mediation.requests import AT, ONE, TWO, act, drafting, enrolled, file
from tests.support.callers import AUDITOR, COORDINATOR, DESK, OFFICER, Caller, client_actor
from tests.support.databases import TestDatabase, owner_of

SECRETARIAT = client_actor("api-sekretariat", "secretariat", scopes=DESK)
REQUESTS = f"{AT}/personal-data/requests"
SARI = "Sari Contoh (DEMO)"
POWER = {
    "name": SARI,
    "position": "Kepala bagian (DEMO)",
    "power": "berunding",
    "letter_number": "1/DEMO",
    "letter_date": "2026-01-05",
}
SIGNAL = {
    "title": "Isyarat (DEMO)",
    "classification": "konflik_sosial",
    "severity": 3,
    "region_codes": ["34.01", "34.02"],
    "institution": "kesbangpol",
    "contact": "Bu Sari Contoh (DEMO), 0274-000000",
    "statements": [{"text": "Kabar (DEMO).", "source": "Warga (DEMO)"}],
}
# Of types that hold no words.
WORDLESS = (Uuid, LargeBinary, Boolean, Date, DateTime, Integer)


async def asked(mediation: Caller, kind: str, *, name: str = SARI, **changes: Any) -> dict[str, Any]:
    """A request of a person whose identity was checked."""
    body = {"kind": kind, "person_name": name} | changes
    made = await mediation.as_(OFFICER).post(REQUESTS, body)
    assert made.status_code == 201, made.text
    at = f"{REQUESTS}/{made.json()['id']}/identity-check"
    checked = await mediation.as_(OFFICER).post(at, {"note": "KTP dilihat (DEMO)."})
    assert checked.status_code == 201, checked.text
    told: dict[str, Any] = checked.json()
    return told


async def do(mediation: Caller, asked: dict[str, Any], what: str, body: object, status: int = 201) -> Any:
    """Handle a request as the secretariat."""
    answer = await mediation.as_(SECRETARIAT).post(f"{REQUESTS}/{asked['id']}/{what}", body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def rows_of(mediation: Caller, asked: dict[str, Any]) -> dict[str, Any]:
    """An erasure that names every place of the export."""
    items = (await do(mediation, asked, "export", {}))["items"]
    return {"rows": [{"table": item["table"], "row": item["row"]} for item in items]}


async def represented(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case in which Sari speaks for its petitioner."""
    case = await file(mediation, **changes)
    await act(mediation, ONE, case, "representative-naming", POWER)
    return case


async def verified(mediation: Caller, tmp_path: Path) -> int:
    """What the offline verifier says of an export made now."""
    export = tmp_path / "export.ndjson"
    export.write_bytes((await mediation.as_(AUDITOR).get(f"{AT}/trail/export")).content)
    return main([str(export)], io.StringIO())


def test_every_column_that_can_hold_words_is_classified_once() -> None:
    told, held = set(), set()
    for name, entry in TABLES.items():
        columns = [column for some in entry.classes().values() for column in some]
        assert len(columns) == len(set(columns)), name
        assert not (entry.classes()["people"] or entry.prose or entry.accounts) or entry.activity
        told |= {f"{name}.{column}" for column in columns}
    for table in metadata.sorted_tables:
        assert table.name in TABLES, f"{table.name} is not in the register of personal data"
        held |= {f"{table.name}.{c.name}" for c in table.columns if not isinstance(c.type, WORDLESS)}
    assert held - told == set(), "say in the register what these columns hold"
    assert told - held == set(), "the register names columns that are not there"
    assert {entry.activity for entry in TABLES.values()} - {""} == set(ACTIVITIES)


async def test_the_record_of_processing_says_why_what_how_long_and_for_whom(mediation: Caller) -> None:
    told = (await mediation.as_(AUDITOR).get(f"{AT}/personal-data/processing")).json()
    assert (told["citation"], told["mark"]) == ("UU 27/2022 Pasal 31", "V")
    items = {one["code"]: one for one in told["items"]}
    assert {"table": "representatives", "column": "name", "kind": "people", "searched": True} in items[
        "perkara"
    ]["columns"]
    assert all(
        one["purpose"]["id"] and one["retention"]["id"] and one["recipients"]["id"] for one in items.values()
    )
    # What cites no law is not presented as law.
    assert all(one["needs_verification"] for one in items.values() if one["citation"] is None)


async def test_a_request_is_due_three_times_24_hours_after_its_receipt(mediation: Caller) -> None:
    received = clock.now() - timedelta(hours=70)
    one = await asked(mediation, "salinan", received_at=received.isoformat())
    assert (one["hours"], one["citation"], one["mark"]) == (72, "UU 27/2022 Pasal 30, 32, 40, 41", "V")
    assert (one["overdue"], one["due_at"][:16]) == (False, (received + timedelta(hours=72)).isoformat()[:16])
    with clock.fixed(clock.now() + timedelta(hours=3)):
        items = (await mediation.as_(SECRETARIAT).get(f"{REQUESTS}?state=diterima")).json()["items"]
        assert [(item["id"], item["overdue"]) for item in items] == [(one["id"], True)]
    erasure = await asked(mediation, "penghapusan")
    assert (erasure["mark"], erasure["needs_verification"]) == ("U", True)


@pytest.mark.parametrize(
    "change",
    [
        {"person_name": "  "},
        {"person_name": "A"},
        {"kind": "lupa"},
        {"identifiers": [" "]},
        {"received_at": "2999-01-01T00:00:00Z"},
        {"received_at": "2026-01-01T00:00:00"},
        {"received_at": "0001-01-01T00:00:00+14:00"},
        {"received_at": "0001-01-01T00:00:00Z"},
        {"received_at": "9999-12-31T23:59:59-14:00"},
        {"received_at": "2020-01-01T00:00:00Z"},
    ],
)
async def test_a_request_that_says_too_little_is_refused(mediation: Caller, change: dict[str, Any]) -> None:
    body = {"kind": "salinan", "person_name": SARI} | change
    assert (await mediation.as_(OFFICER).post(REQUESTS, body)).status_code == 422
    assert (await mediation.as_(OFFICER).get(REQUESTS)).json()["items"] == []


async def test_an_export_finds_a_person_wherever_people_are_named(mediation: Caller) -> None:
    case = await represented(mediation)
    await enrolled(mediation, name="SARI  contoh (DEMO)", subject="person:sari")
    await mediation.as_(OFFICER).post(f"{AT}/early-warnings", SIGNAL)
    other = await file(mediation)
    await act(mediation, ONE, other, "representative-naming", POWER | {"name": f"{SARI} Muda"})
    one = await asked(mediation, "salinan", identifiers=["person:sari"])
    told = await do(mediation, one, "export", {})
    items = {item["table"]: item for item in told["items"]}
    assert set(items) == {"representatives", "mediators", "early_warnings", "personal_data_requests"}
    assert items["representatives"]["data"] == {"name": SARI, "position": POWER["position"]}
    assert items["representatives"]["case"]["number"] == case["number"]
    assert {"table": "mediators", "column": "subject", "rows": 1} in told["accounts"]
    assert "cases.summary" in told["not_searched"]
    shown = (await mediation.as_(SECRETARIAT).get(f"{REQUESTS}/{one['id']}")).json()
    assert (shown["outcome"], shown["handled_by"]) == ({"exported": 4}, SECRETARIAT.subject)


async def test_nothing_is_done_for_who_was_not_identified_or_asked_for_something_else(
    mediation: Caller,
) -> None:
    made = await mediation.as_(OFFICER).post(REQUESTS, {"kind": "salinan", "person_name": SARI})
    assert (await do(mediation, made.json(), "export", {}, 409))["code"] == "personal-data-request-refused"
    await do(mediation, made.json(), "answer", {"answer": "DEMO"}, 409)
    # Who was never identified may be refused.
    told = await do(mediation, made.json(), "refusal", {"reason": "Identitas tidak terbukti (DEMO)."})
    assert (told["state"], told["answer"]) == ("ditolak", "Identitas tidak terbukti (DEMO).")
    one = await asked(mediation, "salinan")
    await do(mediation, one, "erasure", {}, 409)
    assert (await do(mediation, one, "answer", {"answer": "Dikirim (DEMO)."}))["state"] == "dijawab"
    await do(mediation, one, "export", {}, 409)


async def test_a_correction_changes_the_field_and_the_trail_names_the_column_alone(
    mediation: Caller, tmp_path: Path
) -> None:
    case = await represented(mediation)
    one = await asked(mediation, "perbaikan")
    item = (await do(mediation, one, "export", {}))["items"][0]
    change = {"table": item["table"], "row": item["row"], "field": "name", "value": "Sari Benar (DEMO)"}
    told = await do(mediation, one, "correction", {"changes": [change]})
    assert told["items"][0]["data"]["name"] == "Sari Benar (DEMO)"
    seen = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}")).json()
    assert seen["parties"][0]["representatives"][0]["name"] == "Sari Benar (DEMO)"
    row = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail")).json()["items"][-1]
    assert row["act"] == "personal-data-correction"
    assert "representatives.name" in row["refs"]
    assert "Sari" not in str(row)
    assert await verified(mediation, tmp_path) == WHOLE


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"row": "018f0000-0000-7000-8000-000000000000"}, "/changes/0/row"),
        ({"table": "cases"}, "/changes/0/row"),
        ({"field": "power"}, "/changes/0/field"),
        ({"value": " "}, "/changes/0/value"),
    ],
)
async def test_a_correction_touches_nothing_but_what_is_held_of_the_person(
    mediation: Caller, change: dict[str, str], pointer: str
) -> None:
    await represented(mediation)
    one = await asked(mediation, "perbaikan")
    item = (await do(mediation, one, "export", {}))["items"][0]
    sent = {"table": item["table"], "row": item["row"], "field": "name", "value": "x"} | change
    refused = await do(mediation, one, "correction", {"changes": [sent]}, 422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]


async def test_a_case_that_runs_keeps_its_people_and_the_refusal_says_by_which_article(
    mediation: Caller,
) -> None:
    case = await represented(mediation)
    one = await asked(mediation, "penghapusan")
    refused = await do(mediation, one, "erasure", {}, 409)
    assert case["number"] in refused["detail"]
    assert refused["duties"][0]["citation"] == "UU 23/2014 Pasal 370; PP 28/2018 Pasal 8"
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    assert seen["parties"][0]["representatives"][0]["name"] == SARI


async def test_an_erasure_leaves_tombstones_and_a_trail_that_verifies(
    mediation: Caller, mediation_databases: dict[str, TestDatabase], tmp_path: Path
) -> None:
    open_case = await represented(mediation)
    case = await represented(mediation)
    await act(mediation, ONE, case, "withdrawal")
    one = await asked(mediation, "penghapusan")
    items = (await do(mediation, one, "erasure", await rows_of(mediation, one)))["items"]
    assert {(item["table"], item["outcome"]) for item in items} == {
        ("representatives", "dihapus"),
        ("representatives", "dipertahankan"),
        ("personal_data_requests", "dipertahankan"),
    }
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    named = seen["parties"][0]["representatives"][0]
    assert (named["name"][:9], named["position"]) == ("[dihapus ", None)
    rows = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail")).json()["items"]
    naming = next(row for row in rows if row["act"] == "representative-naming")
    # Who acted stays accountable; what was said is gone, with the salt of its hash.
    assert (naming["actor"], naming["content"], naming["salt"]) == (ONE.subject, None, None)
    assert naming["erased_at"] is not None
    assert (rows[-1]["act"], SARI in str(rows)) == ("personal-data-erasure", False)
    filed = next(row for row in rows if row["act"] == "filing")
    assert filed["content"]["title"] == case["title"]
    assert await verified(mediation, tmp_path) == WHOLE
    kept = (await mediation.as_(OFFICER).get(f"{AT}/cases/{open_case['id']}")).json()
    assert kept["parties"][0]["representatives"][0]["name"] == SARI
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    for table in ("representatives", "trail_details", "letters", "cases"):
        found = owner.execute(f"SELECT t::text FROM {table} t".encode()).fetchall()
        assert sum(SARI in str(row) for row in found) == {"representatives": 1, "trail_details": 1}.get(
            table, 0
        )


def _files(owner: psycopg.Connection, case: dict[str, Any]) -> dict[UUID, str]:
    """The files of a case's letters: their hashes by letter."""
    found = owner.execute(
        "SELECT id, file_sha256 FROM letters WHERE case_id = %s AND file_state = 'siap'", [case["id"]]
    )
    return dict(found.fetchall())


async def test_an_erasure_finds_who_attended_who_petitioned_and_the_papers_about_them(
    mediation: Caller,
    mediation_app_running: FastAPI,
    mediation_databases: dict[str, TestDatabase],
    render: Callable[[], Awaitable[None]],
    tmp_path: Path,
) -> None:
    citizen: dict[str, Any] = {
        "kind": "warga_pemda",
        "forum": "forum-satu",
        "parties": [
            {"role": "pemohon", "name": SARI},
            {"role": "pihak_lain", "forum": "forum-dua"},
        ],
    }
    case = await drafting(mediation)
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    came = [{"name": "Budi (DEMO)", "position": None}, {"name": "sari contoh  (DEMO)", "position": "Staf"}]
    owner.execute("UPDATE session_invitees SET people = %s::jsonb", [json.dumps(came)])
    await act(mediation, ONE, case, "withdrawal")
    petition = await file(mediation, **citizen)
    await act(mediation, ONE, petition, "withdrawal")
    await render()
    made = _files(owner, petition)
    one = await asked(mediation, "penghapusan")
    items = (await do(mediation, one, "erasure", await rows_of(mediation, one)))["items"]
    gone = sorted(item["table"] for item in items if item["outcome"] == "dihapus")
    assert [table for table in gone if table != "letters"] == [
        "parties",
        "session_invitees",
        "session_invitees",
    ]
    people = [row[0] for row in owner.execute("SELECT people FROM session_invitees")]
    assert all(named[0]["name"] == "Budi (DEMO)" for named in people)
    assert all(named[1]["name"].startswith("[dihapus") and named[1]["position"] is None for named in people)
    for table in ("parties", "letters", "trail_details", "cases", "session_invitees"):
        found = owner.execute(f"SELECT lower(t::text) FROM {table} t".encode()).fetchall()
        assert not any("sari contoh" in str(row) for row in found), table
    # Papers that named her are made anew, and what they were is gone from the store.
    await render()
    anew, store = _files(owner, petition), mediation_app_running.state.files
    assert made
    assert set(anew) == set(made)
    for letter_id, sha256 in made.items():
        assert (await store.get(key_of("kabkota", sha256, letter_id)) is None) == (anew[letter_id] != sha256)
        assert await store.get(key_of("kabkota", anew[letter_id], letter_id)) is not None
    assert any(anew[letter_id] != sha256 for letter_id, sha256 in made.items())
    # Of the other case the trail told nothing of her: every act of it can still be proven.
    told = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail?page_size=200")).json()["items"]
    assert not [row["act"] for row in told if row["erased_at"] is not None]
    assert await verified(mediation, tmp_path) == WHOLE


async def test_a_mediator_on_the_roster_and_an_open_signal_keep_their_names_until_they_end(
    mediation: Caller,
) -> None:
    mediator = await enrolled(mediation, name=SARI)
    signal = (await mediation.as_(OFFICER).post(f"{AT}/early-warnings", SIGNAL)).json()
    one = await asked(mediation, "penghapusan")
    refused = await do(mediation, one, "erasure", await rows_of(mediation, one), 409)
    assert len(refused["duties"]) == 2
    roster = mediation.as_(COORDINATOR)
    at = f"{AT}/mediators/{mediator['id']}"
    ended = await roster.patch(at, {"active": False}, etag=f'"{mediator["version"]}"')
    assert ended.status_code == 200, ended.text
    closing = {"unfounded": True, "outcome": "DEMO"}
    await mediation.as_(OFFICER).post(f"{AT}/early-warnings/{signal['id']}/closing", closing)
    items = (await do(mediation, one, "erasure", await rows_of(mediation, one)))["items"]
    assert {item["table"] for item in items if item["outcome"] == "dihapus"} == {
        "mediators",
        "early_warnings",
    }
    assert (await roster.get(at)).json()["name"].startswith("[dihapus ")
    seen = (await mediation.as_(OFFICER).get(f"{AT}/early-warnings/{signal['id']}")).json()
    assert seen["contact"] == "Bu [dihapus], 0274-000000"
    history = (await mediation.as_(OFFICER).get(f"{AT}/early-warnings/{signal['id']}/history")).json()
    assert "personal-data-erasure" in str(history)
    assert SARI not in str(history)


def test_words_are_matched_whole_and_without_case_or_spaces() -> None:
    person = Person(["Ani  Contoh", "ani@contoh.example"])
    assert person.is_named(" ani contoh ")
    assert not person.is_named("Ani Contoh Putri")
    assert person.is_mentioned({"to": ["Ibu ANI\n contoh, Yogya"]})
    assert not person.is_mentioned("Tani Contoh")
    assert person.redacted(["Dani Contoh", {"a": "Ani Contoh."}]) == ["Dani Contoh", {"a": "[dihapus]."}]


async def test_an_erasure_by_name_alone_hits_no_namesake(mediation: Caller) -> None:
    cases = []
    for actor in (ONE, TWO):
        case = await file(mediation)
        await act(mediation, actor, case, "representative-naming", POWER)
        await act(mediation, ONE, case, "withdrawal")
        cases.append(case)
    one = await asked(mediation, "penghapusan", identifiers=["sari@contoh.example"])
    items = (await do(mediation, one, "export", {}))["items"]
    assert [(item["table"], item["by_name_alone"]) for item in items] == [
        ("representatives", True),
        ("representatives", True),
        ("personal_data_requests", False),
    ]
    refused = await do(mediation, one, "erasure", {}, 409)
    assert refused["code"] == "personal-data-ambiguous"
    assert [(place["table"], place["row"], place["case"]["number"]) for place in refused["places"]] == [
        ("representatives", item["row"], item["case"]["number"]) for item in items[:2]
    ]
    assert POWER["position"] not in str(refused)
    for case in cases:
        assert SARI in (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).text
    wrong = {"rows": [{"table": "representatives", "row": cases[0]["id"]}]}
    unknown = await do(mediation, one, "erasure", wrong, 422)
    assert [error["pointer"] for error in unknown["errors"]] == ["/rows/0/row"]
    named = {"rows": [{"table": items[0]["table"], "row": items[0]["row"]}]}
    told = (await do(mediation, one, "erasure", named))["items"]
    assert [(item["row"], item["outcome"]) for item in told] == [(items[0]["row"], "dihapus")]
    texts = [(await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).text for case in cases]
    assert [SARI in text for text in texts] == [False, True]


async def test_what_no_namesake_has_leaves_no_doubt(mediation: Caller) -> None:
    mediator = await enrolled(mediation, name=SARI, subject="person:sari", active=False)
    one = await asked(mediation, "penghapusan", identifiers=["person:sari"])
    items = (await do(mediation, one, "export", {}))["items"]
    assert {item["table"]: item["by_name_alone"] for item in items} == {
        "mediators": False,
        "personal_data_requests": False,
    }
    told = (await do(mediation, one, "erasure", {}))["items"]
    assert [item["row"] for item in told if item["outcome"] == "dihapus"] == [mediator["id"]]
