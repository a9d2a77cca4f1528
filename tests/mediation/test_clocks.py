"""Limits in a case: they begin and stop with its acts, are suspended, extended and passed."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.mediation.cases.states import RUNS_IN, TABLE
from services.mediation.clocks import editing, passing
from tests.mediation.requests import (
    AT,
    ONE,
    REASON,
    TWO,
    accepted,
    act,
    enrolled,
    file,
    mediating,
    willing,
)
from tests.support.callers import DESK, OFFICER, Caller, client_actor

SECRETARIAT = client_actor("api-sekretariat", "secretariat", scopes=DESK)
# Wednesday 3 June 2026, ten in the morning in Jakarta.
START = datetime(2026, 6, 3, 3, tzinfo=UTC)


def at(day: str) -> Any:
    """It is ten in the morning of a day in Jakarta."""
    return clock.fixed(datetime.combine(date.fromisoformat(day), START.timetz()))


async def clocks_of(mediation: Caller, case: dict[str, Any], actor: Any = OFFICER) -> dict[str, Any]:
    answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/clocks")
    assert answer.status_code == 200, answer.text
    # Those that run stand first, and count.
    return {item["code"]: item for item in reversed(answer.json()["items"])}


def consents(case: dict[str, Any]) -> list[dict[str, str]]:
    return [{"party_id": party["id"], "letter": "1/DEMO"} for party in case["parties"]]


def test_every_clock_that_an_act_starts_may_run_where_the_act_leads() -> None:
    for row in TABLE:
        for code in row.starts:
            assert row.target is None or row.target in RUNS_IN[code], (row.act, code)
        assert set(row.stops) <= set(RUNS_IN)


async def test_a_limit_begins_with_the_act_and_says_its_article(mediation: Caller) -> None:
    with at("2026-06-03"):
        case = await file(mediation)
    # Ten working days: two weekends, and 16 June is Tahun Baru Islam.
    assert case["due_at"] == "2026-06-18T17:00:00+00:00"
    due = case["due"]
    assert (due["rule"], due["last_day"], due["days_left"]) == ("pemeriksaan", "2026-06-18", 10)
    assert (due["citation"], due["mark"], due["needs_verification"]) == ("Tata tertib simpul", "U", True)
    with at("2026-06-12"):
        seen = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}")).json()
    assert seen["due"]["days_left"] == 3


async def test_a_case_shows_the_first_of_its_limits_and_its_clocks_stop_with_its_acts(
    mediation: Caller,
) -> None:
    with at("2026-06-03"):
        case = await accepted(mediation)
    assert (case["due"]["rule"], case["due"]["last_day"]) == ("kesediaan", "2026-06-17")
    assert (case["due"]["citation"], case["due"]["mark"]) == ("UU 30/1999 Pasal 6", "V")
    running = await clocks_of(mediation, case, TWO)
    assert (running["pemeriksaan"]["status"], running["pemeriksaan"]["stopped_by"]) == (
        "berhenti",
        "acceptance",
    )
    assert running["kesediaan"]["who"] == "pihak"
    with at("2026-06-04"):
        body = {"willing": True, "house_rules_accepted": True}
        made = (await act(mediation, TWO, case, "willingness", body)).json()
    assert (made["due"]["rule"], made["due"]["last_day"]) == ("penunjukan_mediator", "2026-06-08")
    assert made["due"]["needs_verification"]
    with at("2026-06-05"):
        gone = (await act(mediation, ONE, case, "withdrawal", REASON)).json()
    assert (gone["due"], gone["due_at"]) == (None, None)
    statuses = {one["status"] for one in (await clocks_of(mediation, case)).values()}
    assert statuses == {"berhenti"}


async def test_silence_is_waited_for_until_the_limit(mediation: Caller) -> None:
    with at("2026-06-03"):
        case = await accepted(mediation)
    with at("2026-06-17"):
        await act(mediation, OFFICER, case, "reminder", {})
        await act(mediation, OFFICER, case, "reminder", {})
        refused = (await act(mediation, OFFICER, case, "unwillingness", REASON, 409)).json()
        assert "2026-06-17" in refused["detail"]
    with at("2026-06-18"):
        made = (await act(mediation, OFFICER, case, "unwillingness", REASON)).json()
    assert (made["state"], made["due"]) == ("pihak_tidak_bersedia", None)
    with at("2026-06-19"):
        again = (await act(mediation, OFFICER, case, "renewed-invitation", REASON)).json()
    assert again["due"]["last_day"] == "2026-07-03"


async def test_a_suspended_case_keeps_the_days_that_were_left(mediation: Caller) -> None:
    with at("2026-06-03"):
        case = await willing(mediation)
    assert case["due"]["last_day"] == "2026-06-05"
    with at("2026-06-04"):
        body = {"reason": "Menunggu pelantikan (DEMO).", "consents": consents(case)[:1]}
        refused = (await act(mediation, OFFICER, case, "suspension", body, 422)).json()
        assert refused["errors"][0]["pointer"] == "/consents"
        assert "Forum Dua" in refused["errors"][0]["detail"]
        body["consents"] = consents(case)
        made = (await act(mediation, OFFICER, case, "suspension", body)).json()
    assert (made["state"], made["suspended_from"], made["due"]) == (
        "ditangguhkan",
        "penunjukan_mediator",
        None,
    )
    paused = (await clocks_of(mediation, case))["penunjukan_mediator"]
    assert (paused["status"], paused["days_left"]) == ("ditangguhkan", 1)
    # Friday 10 July: the one day that was left is Monday.
    with at("2026-07-10"):
        made = (await act(mediation, OFFICER, case, "resumption", REASON)).json()
        again = (await clocks_of(mediation, case))["penunjukan_mediator"]
    assert (made["state"], made["due"]["last_day"]) == ("penunjukan_mediator", "2026-07-13")
    assert (again["status"], again["days_left"], again["remaining_days"]) == ("berjalan", 1, None)


async def test_a_limit_is_extended_with_consent_and_no_further_than_its_rule(mediation: Caller) -> None:
    with at("2026-06-03"):
        case = await willing(mediation)
        one = (await clocks_of(mediation, case))["penunjukan_mediator"]
        body = {"clock": one["id"], "days": 5, "reason": "Mencari mediator (DEMO)."}
        refused = await act(mediation, OFFICER, case, "extension", body, 422)
        assert refused.json()["errors"][0]["pointer"] == "/consents"
        body["consents"] = consents(case)
        made = (await act(mediation, OFFICER, case, "extension", body)).json()
        assert made["due"]["last_day"] == "2026-06-12"
        unknown = {**body, "clock": case["id"]}
        assert (await act(mediation, OFFICER, case, "extension", unknown, 404)).json()["code"] == (
            "clock-not-found"
        )
    with at("2026-07-30"):
        late = (await act(mediation, OFFICER, case, "extension", body, 422)).json()
        assert late["errors"][0]["code"] == "still-past"


async def test_a_rule_that_limits_extensions_is_kept(mediation: Caller) -> None:
    rule = (await mediation.get(f"{AT}/clock-rules?code=penunjukan_mediator")).json()["items"][0]
    path = f"{AT}/clock-rules/{rule['id']}"
    limited = {
        "extension_limit": 3,
        "extension_citation": "Tata tertib (DEMO)",
        "extension_mark": "U",
        "reason": "DEMO",
    }
    answer = await mediation.as_(SECRETARIAT).patch(path, limited, etag='"1"')
    assert answer.status_code == 200, answer.text
    case = await willing(mediation)
    one = (await clocks_of(mediation, case))["penunjukan_mediator"]
    body = {"clock": one["id"], "days": 2, "reason": "DEMO", "consents": consents(case)}
    await act(mediation, OFFICER, case, "extension", body)
    refused = (await act(mediation, OFFICER, case, "extension", body, 422)).json()
    assert (refused["errors"][0]["code"], "1 hari" in refused["errors"][0]["detail"]) == ("too-long", True)


async def test_passing_a_limit_reminds_once_and_changes_no_state(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    database = mediation_app_running.state.databases["kabkota"]
    with at("2026-06-03"):
        case = await accepted(mediation)
    for day in ("2026-06-17", "2026-06-18", "2026-06-19"):
        with at(day):
            async with database.write.begin() as session:
                assert await passing.notice(session) is False
    with at("2026-06-19"):
        seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
        passed = (await clocks_of(mediation, case))["kesediaan"]
    assert (seen["state"], seen["version"]) == ("menunggu_kesediaan", case["version"] + 1)
    assert "lewat_batas" in [reason["code"] for reason in seen["priority_reasons"]]
    assert (passed["status"], passed["days_left"], passed["reminded_at"][:10]) == ("lewat", -2, "2026-06-18")


async def test_a_rule_edited_while_a_clock_runs_changes_the_next_one_only(mediation: Caller) -> None:
    with at("2026-06-03"):
        case = await accepted(mediation)
        rule = (await mediation.get(f"{AT}/clock-rules?code=kesediaan")).json()["items"][0]
        change = {"limit": 21, "mark": "U", "citation": "Tata tertib (DEMO)", "reason": "Rapat (DEMO)."}
        path = f"{AT}/clock-rules/{rule['id']}"
        assert (await mediation.as_(SECRETARIAT).patch(path, change, etag='"1"')).status_code == 200
        running = (await clocks_of(mediation, case))["kesediaan"]
        later = await accepted(mediation)
    assert (running["limit"], running["last_day"], running["mark"]) == (14, "2026-06-17", "V")
    assert (later["due"]["last_day"], later["due"]["needs_verification"]) == ("2026-06-24", True)
    history = (await mediation.as_(OFFICER).get(f"{path}/history")).json()["items"]
    assert [entry["version"] for entry in history] == [2, 1]
    assert (history[0]["reason"], history[0]["document"]["limit"]) == ("Rapat (DEMO).", 21)


async def test_editions_follow_each_other_and_none_overlaps(mediation: Caller) -> None:
    office = mediation.as_(SECRETARIAT)
    rule = (await mediation.get(f"{AT}/clock-rules?code=kesediaan")).json()["items"][0]
    edition = {
        key: rule[key]
        for key in ("code", "title", "unit", "start_events", "citation", "mark", "who", "needs_consent")
    }
    edition |= {"limit": 10, "effective_from": "2027-01-01"}
    refused = await office.post(f"{AT}/clock-rules", edition)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "overlapping")
    ended = {"effective_to": "2026-12-31", "reason": "Edisi baru (DEMO)."}
    path = f"{AT}/clock-rules/{rule['id']}"
    assert (await office.patch(path, ended, etag=None)).status_code == 428
    assert (await office.patch(path, ended, etag='"7"')).status_code == 412
    assert (await office.patch(path, ended, etag='"1"')).status_code == 200
    made = await office.post(f"{AT}/clock-rules", edition)
    assert (made.status_code, made.json()["edition"]) == (201, 2), made.text
    with at("2026-12-31"):
        assert (await accepted(mediation))["due"]["edition"] == 1
    with at("2027-01-01"):
        assert (await accepted(mediation))["due"]["edition"] == 2
    listed = (await mediation.get(f"{AT}/clock-rules?code=kesediaan&page_size=1")).json()
    assert (listed["items"][0]["edition"], listed["next_cursor"] is None) == (1, False)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"limit": 0}, "/limit"),
        ({"unit": "bulan"}, "/unit"),
        ({"start_events": ["purnama"]}, "/start_events/0"),
        ({"start_events": ["filing"]}, "/start_events/0"),
        ({"effective_to": "2020-01-01"}, "/effective_to"),
        ({"extension_mark": "U"}, "/extension_citation"),
        ({"limit": None}, "/limit"),
    ],
)
async def test_a_rule_that_contradicts_is_refused_and_stays(
    mediation: Caller, change: dict[str, object], pointer: str
) -> None:
    rule = (await mediation.get(f"{AT}/clock-rules?code=kesediaan")).json()["items"][0]
    path = f"{AT}/clock-rules/{rule['id']}"
    answer = await mediation.as_(SECRETARIAT).patch(path, change | {"reason": "DEMO"}, etag='"1"')
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert (await mediation.get(path)).json() == rule


async def test_a_rule_of_an_unknown_code_is_refused(mediation: Caller) -> None:
    rule = {
        "code": "sihir",
        "title": {"id": "DEMO", "en": "DEMO"},
        "limit": 1,
        "unit": "hari_kerja",
        "start_events": [],
        "citation": "DEMO",
        "mark": "U",
        "who": "petugas",
        "effective_from": "2026-01-01",
    }
    answer = await mediation.as_(SECRETARIAT).post(f"{AT}/clock-rules", rule)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/code")


async def test_a_day_that_the_secretariat_added_moves_the_clocks_that_begin_later(mediation: Caller) -> None:
    office = mediation.as_(SECRETARIAT)
    with at("2026-06-03"):
        before = await willing(mediation)
        day = {"day": "2026-06-04", "name": "Pemilihan (DEMO)", "source": "Surat 1/DEMO"}
        assert (await office.post(f"{AT}/non-working-days", day)).status_code == 201
        twice = await office.post(f"{AT}/non-working-days", day)
        assert (twice.status_code, twice.json()["code"]) == (409, "non-working-day-twice")
        after = await willing(mediation)
        unchanged = (await mediation.as_(ONE).get(f"{AT}/cases/{before['id']}")).json()
    assert (unchanged["due"]["last_day"], after["due"]["last_day"]) == ("2026-06-05", "2026-06-08")
    assert [one["day"] for one in (await mediation.get(f"{AT}/non-working-days")).json()["items"]] == [
        "2026-06-04"
    ]
    path = f"{AT}/non-working-days/2026-06-04"
    assert (await office.delete(path)).status_code == 428
    assert (await office.delete(path, etag='"2"')).status_code == 412
    gone: httpx.Response = await office.delete(f"{path}?reason=Keliru+(DEMO)", etag='"1"')
    assert gone.status_code == 204
    assert (await office.delete(path, etag='"1"')).status_code == 404
    # One that is added anew is another.
    assert (await office.post(f"{AT}/non-working-days", day)).json()["version"] == 3
    assert (await office.delete(path, etag='"1"')).status_code == 412
    told = (await mediation.as_(OFFICER).get(f"{path}/history")).json()["items"]
    assert [(one["version"], one["act"], one["reason"]) for one in told] == [
        (3, "added", None),
        (2, "removed", "Keliru (DEMO)"),
        (1, "added", None),
    ]
    assert {one["actor"] for one in told} == {SECRETARIAT.subject}
    assert told[1]["document"] == {"name": day["name"], "source": day["source"]}


async def test_the_rules_of_the_start_are_taken_once(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    database = mediation_app_running.state.databases["kabkota"]
    rules = (await mediation.get(f"{AT}/clock-rules?page_size=100")).json()["items"]
    assert {rule["code"] for rule in rules} >= set(RUNS_IN)
    assert all(rule["needs_verification"] == (rule["mark"] != "V") for rule in rules)
    path = f"{AT}/clock-rules/{rules[0]['id']}"
    change = {"limit": 99, "reason": "DEMO"}
    await mediation.as_(SECRETARIAT).patch(path, change, etag='"1"')
    async with database.write.begin() as session:
        assert await editing.take(session) == 0
    assert (await mediation.get(path)).json()["limit"] == 99


async def test_another_mediator_or_text_does_not_begin_the_limit_of_mediation_afresh(
    mediation: Caller,
) -> None:
    with at("2026-06-03"):
        case = await mediating(mediation)
        running = (await clocks_of(mediation, case))["mediasi"]
        body = {"clock": running["id"], "days": 2, **REASON, "consents": consents(case)}
        await act(mediation, OFFICER, case, "extension", body)
        whole = (await clocks_of(mediation, case))["mediasi"]
    # Five working days are used: 4, 5, 8, 9 and 10 June.
    with at("2026-06-10"):
        used = (await clocks_of(mediation, case))["mediasi"]
        assert used["days_left"] == whole["days_left"] - 5
        await act(mediation, OFFICER, case, "mediator-replacement", REASON)
    with at("2026-06-24"):
        again = await enrolled(mediation, subject="client:pengganti", name="Pengganti (DEMO)")
        await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": again["id"]})
        for party in (ONE, TWO):
            await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
        statement = {"impartial": True, "statement": "DEMO", "letter": "1/DEMO"}
        await act(mediation, OFFICER, case, "impartiality", statement)
        await act(mediation, OFFICER, case, "mediator-appointment", {})
        await act(mediation, OFFICER, case, "opening", {})
        on = (await clocks_of(mediation, case))["mediasi"]
    assert (on["days_left"], on["extended_days"], on["limit"]) == (used["days_left"], 2, used["limit"])
    assert on["id"] != whole["id"]
