"""A case from its filing to the parties' willingness."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import Databases
from services.kit.reads import CompiledRead, HotReads
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, accepted, act, file, request, willing
from tests.support.callers import (
    ANONYMOUS,
    COORDINATOR,
    GWPP_DIY,
    OFFICER,
    OTHER_OFFICER,
    Caller,
    client_actor,
)
from tests.support.databases import TestDatabase, owner_of

READS = frozenset({"mediation:read"})
OVERSEER = client_actor("gwpp-diy", "gwpp", scopes=READS, province=["34"])
MINISTRY = client_actor("kemendagri", "ministry", scopes=READS)


async def test_one_call_opens_a_case_with_its_parties_issues_and_number(mediation: Caller) -> None:
    answer = await mediation.as_(ONE).post(f"{AT}/cases", request())
    assert answer.status_code == 201, answer.text
    case = answer.json()
    assert case["number"] == f"MED/KABKOTA/{clock.today().year}/0001"
    assert (case["state"], case["mandate"], case["viewed_as"]) == ("diajukan", "peran_e", "pihak")
    assert [party["role"] for party in case["parties"]] == ["pemohon", "pihak_lain"]
    assert case["issues"][0]["authority"]["body"] == "menteri"
    assert case["issues"][0]["authority"]["gap"]["id"].startswith("Perselisihan kabupaten/kota antarprovinsi")
    assert answer.headers["Trail-Head"] == f"1:{case['trail']['hash']}"
    by_number = await mediation.as_(TWO).get(f"{AT}/cases/{case['number'].replace('/', '-')}")
    assert by_number.json()["id"] == case["id"]


async def test_numbers_have_no_gap_when_requests_are_refused_or_come_at_once(mediation: Caller) -> None:
    bad = request(parties=[{"role": "pemohon", "forum": "forum-satu"}])
    answers = await asyncio.gather(
        *(mediation.as_(ONE).post(f"{AT}/cases", body) for body in [request(), bad] * 6)
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 6 + [422] * 6
    numbers = sorted(a.json()["number"][-4:] for a in answers if a.status_code == 201)
    assert numbers == ["0001", "0002", "0003", "0004", "0005", "0006"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"parties": [{"role": "pemohon", "forum": "forum-satu"}]}, "/parties"),
        (
            {"parties": [{"role": r, "forum": "forum-satu"} for r in ("pemohon", "pihak_lain")]},
            "/parties/1",
        ),
        ({"issues": [{"category": "sihir", "text": "x"}]}, "/issues/0/category"),
        ({"related_forums": ["forum-dua", "tidak-ada"]}, "/related_forums/1"),
        ({"forum": "forum-dua"}, "/forum"),
        (
            {
                "parties": [
                    {"role": "pemohon", "forum": "forum-satu"},
                    {"role": "pihak_lain", "region_code": "33.99"},
                ]
            },
            "/parties/1/region_code",
        ),
    ],
)
async def test_a_request_that_is_wrong_is_told_where(
    mediation: Caller, changes: dict[str, object], pointer: str
) -> None:
    answer = await mediation.as_(ONE).post(f"{AT}/cases", request(**changes))
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_who_is_not_concerned_does_not_learn_that_there_is_a_case(mediation: Caller) -> None:
    case = await file(mediation)
    for actor, status in ((THREE, 404), (TWO, 200), (ONE, 200), (OFFICER, 200), (ANONYMOUS, 401)):
        assert (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}")).status_code == status
    elsewhere = f"/v1/provinsi/cases/{case['id']}"
    assert (await mediation.as_(OFFICER, "provinsi").get(elsewhere)).status_code == 404


async def test_the_governors_office_sees_what_kind_of_case_it_is_never_what_is_said(
    mediation: Caller,
) -> None:
    reader = GWPP_DIY.__class__(
        GWPP_DIY.subject, GWPP_DIY.roles, frozenset({"mediation:read"}), GWPP_DIY.bindings
    )
    case = await file(mediation)
    seen = (await mediation.as_(reader).get(f"{AT}/cases/{case['id']}")).json()
    assert (seen["viewed_as"], seen["title"], seen["issues"][0]["text"]) == ("pengawas", None, None)
    assert seen["issues"][0]["category"] == "persampahan"


async def test_of_simultaneous_claims_one_wins_and_the_rest_are_told_who(mediation: Caller) -> None:
    case = await file(mediation)
    officers = [OFFICER, OTHER_OFFICER] * 5
    answers = await asyncio.gather(
        *(mediation.as_(actor).post(f"{AT}/cases/{case['id']}/claim", {}) for actor in officers)
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    winner = officers[statuses.index(201)]
    for actor, answer in zip(officers, answers, strict=True):
        if answer.status_code == 201:
            continue
        # Its holder repeats it in vain, and is told so kindly.
        assert answer.status_code == (200 if actor is winner else 409)
        if actor is not winner:
            assert answer.json()["assignee"] == winner.subject


async def test_an_act_out_of_state_says_what_may_be_done(mediation: Caller) -> None:
    case = await file(mediation)
    await act(mediation, OFFICER, case, "claim", {})
    refused = (await act(mediation, OFFICER, case, "acceptance", {}, 409)).json()
    assert (refused["code"], refused["state"]) == ("act-refused", "diajukan")
    assert "examination" in refused["allowed_acts"]
    assert "status diajukan" in refused["detail"]
    other = (await act(mediation, OTHER_OFFICER, case, "examination", {}, 403)).json()
    assert (other["code"], other["allowed_acts"]) == ("not-their-act", [])
    assert f"dipegang {OFFICER.subject}" in other["detail"]
    await act(mediation, THREE, case, "withdrawal", REASON, 404)


async def test_no_mediation_before_every_party_is_willing(mediation: Caller) -> None:
    case = await accepted(mediation)
    assert (case["state"], case["awaited"]) == (
        "menunggu_kesediaan",
        "pihak:" + case["parties"][1]["id"],
    )
    # Silence is not taken for a no: two reminders come first.
    refused = (await act(mediation, OFFICER, case, "unwillingness", REASON, 409)).json()
    assert "dua kali" in refused["detail"]
    await act(mediation, OFFICER, case, "reminder", {})
    await act(mediation, OFFICER, case, "reminder", {})
    body = {"willing": True}
    assert (await act(mediation, TWO, case, "willingness", body, 422)).json()["errors"][0][
        "pointer"
    ] == "/house_rules_accepted"
    body["house_rules_accepted"] = True
    made = (await act(mediation, TWO, case, "willingness", body)).json()
    assert made["state"] == "penunjukan_mediator"


async def test_one_who_is_not_willing_ends_it_and_may_be_asked_again(mediation: Caller) -> None:
    case = await accepted(mediation)
    said = (await act(mediation, TWO, case, "willingness", {"willing": False})).json()
    assert said["state"] == "pihak_tidak_bersedia"
    again = (await act(mediation, OFFICER, case, "renewed-invitation", REASON)).json()
    assert again["state"] == "menunggu_kesediaan"
    assert [party["willingness"] for party in again["parties"]] == ["bersedia", None]


async def test_an_issue_of_another_authority_is_passed_on_and_the_rest_mediated(mediation: Caller) -> None:
    issues = [
        {"category": "tapal_batas", "text": "Letak batas (DEMO)."},
        {"category": "konflik_sosial", "text": "Akibatnya bagi warga (DEMO)."},
    ]
    case = await file(mediation, issues=issues)
    assert [issue["authority"]["body"] for issue in case["issues"]] == ["kemendagri", "menteri"]
    await act(mediation, OFFICER, case, "claim", {})
    await act(mediation, OFFICER, case, "examination", {})
    boundary = case["issues"][0]["id"]
    body = {"route": "mediasi", "reason": "DEMO"}
    refused = await act(mediation, OFFICER, case, f"issues/{boundary}/decision", body, 422)
    assert "Permendagri 141/2017" in refused.json()["errors"][0]["detail"]


async def test_a_forums_own_clause_comes_first(mediation: Caller) -> None:
    parties = [
        {"role": "pemohon", "region_code": "33.03"},
        {"role": "pihak_lain", "region_code": "33.04"},
    ]
    case = await file(mediation, THREE, kind="internal_forum", parties=parties)
    assert (case["clause_status"], case["clause"]["title"]) == ("belum_ditempuh", "Perjanjian (DEMO)")
    assert case["issues"][0]["authority"]["body"] == "gubernur"
    await act(mediation, OFFICER, case, "claim", {})
    await act(mediation, OFFICER, case, "examination", {})
    body = {"route": "mediasi", "reason": "DEMO"}
    await act(mediation, OFFICER, case, f"issues/{case['issues'][0]['id']}/decision", body)
    refused = (await act(mediation, OFFICER, case, "acceptance", {}, 409)).json()
    assert "PP 28/2018" in refused["detail"]
    await act(mediation, OFFICER, case, "internal-clause")
    exhausted = {"result": "sudah_ditempuh", "reason": "Risalah (DEMO)."}
    await act(mediation, THREE, case, "clause-exhaustion", exhausted)
    made = (await act(mediation, OFFICER, case, "acceptance", {})).json()
    assert made["state"] == "menunggu_kesediaan"


async def test_the_queue_shows_what_to_do_next(mediation: Caller) -> None:
    calm = await file(mediation)
    urgent = await file(
        mediation, title="Bentrok (DEMO)", issues=[{"category": "konflik_sosial", "text": "Bentrok (DEMO)."}]
    )
    page = (await mediation.as_(OFFICER).get(f"{AT}/queue")).json()["items"]
    assert [item["id"] for item in page] == [urgent["id"], calm["id"]]
    assert page[0]["priority_reasons"][0]["code"] == "mendesak"
    assert (page[0]["awaited"], page[0]["allowed_acts"]) == ("koordinator", ["claim"])
    await act(mediation, OFFICER, urgent, "claim", {})
    mine = (await mediation.as_(OFFICER).get(f"{AT}/queue?assignee=saya")).json()["items"]
    assert [item["allowed_acts"] for item in mine] == [
        [
            "handover",
            "examination",
            *("letter-receipt", "letter-scan", "letter-correction", "letter-withdrawal", "withdrawal"),
            *("party-addition", "party-departure", "head-change"),
            *("representative-naming", "representative-ending"),
            *("access-code-issue", "access-code-revocation", "duplicate-link"),
            *("document-upload", "document-version", "document-lock", "document-unlock"),
            *("root-causes", "relations"),
        ]
    ]
    found = (await mediation.as_(OFFICER).get(f"{AT}/queue?q=bentrok&page_size=1")).json()
    assert [item["id"] for item in found["items"]] == [urgent["id"]]
    wrong = await mediation.as_(OFFICER).get(f"{AT}/queue?sort=number")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/query/sort")
    assert (await mediation.as_(ONE).get(f"{AT}/queue")).status_code == 403


async def test_every_page_of_the_queue_follows_the_one_before(mediation: Caller) -> None:
    filed = [(await file(mediation))["id"] for _ in range(5)]
    for sort in ("-priority", "awaited_since"):
        seen, at = [], f"{AT}/queue?page_size=2&sort={sort}"
        cursor = ""
        while True:
            page = (await mediation.as_(OFFICER).get(at + cursor)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == filed


async def test_the_coordinator_assigns_and_the_holder_hands_over(mediation: Caller) -> None:
    case = await file(mediation)
    body = {"assignee": OFFICER.subject, "disposition": "Segera (DEMO)."}
    await act(mediation, OFFICER, case, "assignment", body, 403)
    made = (await act(mediation, COORDINATOR, case, "assignment", body)).json()
    assert (made["assignee"], made["disposition"]) == (OFFICER.subject, "Segera (DEMO).")
    over = {"assignee": OTHER_OFFICER.subject, "reason": "Cuti (DEMO)."}
    await act(mediation, OTHER_OFFICER, case, "handover", over, 403)
    given = (await act(mediation, OFFICER, case, "handover", over)).json()
    assert given["assignee"] == OTHER_OFFICER.subject


async def test_a_number_may_be_reserved_and_filed_later(mediation: Caller) -> None:
    answer = await mediation.as_(ONE).post(
        f"{AT}/cases/reservations", {"title": "Menyusul (DEMO)", "kind": "antar_forum"}
    )
    reserved = answer.json()
    assert (answer.status_code, reserved["state"]) == (201, "dipesan")
    assert (await mediation.as_(TWO).get(f"{AT}/cases/{reserved['id']}")).status_code == 404
    filed = (await act(mediation, ONE, reserved, "filing", request())).json()
    assert (filed["state"], filed["number"]) == ("diajukan", reserved["number"])


async def test_a_willing_party_and_a_stranger_read_what_they_may(mediation: Caller) -> None:
    case = await willing(mediation)
    for actor, viewer in ((ONE, "pihak"), (TWO, "pihak"), (OFFICER, "petugas")):
        seen = (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}")).json()
        assert seen["viewed_as"] == viewer
        assert (seen["assignee"] is None) == (viewer == "pihak")


@pytest.mark.parametrize("what", ["cases", "queue"])
async def test_a_longer_list_asks_no_more_of_the_database(
    mediation: Caller, mediation_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    databases: Databases = mediation_app_running.state.databases
    asked: list[str] = []
    engine = databases["kabkota"].engine.sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    read = HotReads.all

    async def noted(self: HotReads, statement: CompiledRead, **values: object) -> list[tuple[Any, ...]]:
        asked.append(statement.sql)
        return await read(self, statement, **values)

    monkeypatch.setattr(HotReads, "all", noted)
    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for _ in range(2):
            await file(mediation)
            asked.clear()
            page = (await mediation.as_(OFFICER).get(f"{AT}/{what}")).json()["items"]
            counts.append((len(page), len(asked)))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert [number for number, _ in counts] == [1, 2]
    assert counts[0][1] == counts[1][1]


async def test_who_only_oversees_is_told_by_no_match_what_it_does_not_read(mediation: Caller) -> None:
    case = await file(mediation, summary="Perkara naga (DEMO).")
    for word, found in (("naga", 0), ("sampah", 0), ('"' + case["number"] + '"', 1)):
        for reader in (OVERSEER, MINISTRY):
            answer = await mediation.as_(reader).get(f"{AT}/cases", params={"q": word})
            assert len(answer.json()["items"]) == found, word
        items = (await mediation.as_(TWO).get(f"{AT}/cases", params={"q": word})).json()["items"]
        assert len(items) == 1


async def test_who_only_oversees_reads_no_persons_name_nor_why_a_party_left(mediation: Caller) -> None:
    case = await accepted(mediation)
    witness = {"role": "pemberi_keterangan", "name": "Saksi Satu (DEMO)"}
    made = (await act(mediation, OFFICER, case, "party-addition", witness)).json()
    party = next(one["id"] for one in made["parties"] if one["name"] == witness["name"])
    left = {"party_id": party, "left_on": clock.today().isoformat(), "reason": "Takut (DEMO)."}
    await act(mediation, OFFICER, case, "party-departure", left)
    for reader in (OVERSEER, MINISTRY):
        answer = await mediation.as_(reader).get(f"{AT}/cases/{case['id']}")
        assert "Saksi Satu" not in answer.text
        assert "Takut" not in answer.text
        assert [one["name"] for one in answer.json()["parties"]][:2] == [
            "Forum Satu (DEMO)",
            "Forum Dua (DEMO)",
        ]
    assert "Takut" in (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}")).text


@pytest.mark.parametrize(("actor", "forum"), [(THREE, "forum-tiga"), (ONE, "forum-satu")])
async def test_a_forum_that_left_sees_the_case_no_more(mediation: Caller, actor: Actor, forum: str) -> None:
    parties = [{"role": "pemohon", "forum": "forum-satu"}, {"role": "pihak_lain", "forum": "forum-dua"}]
    beside = "pemohon" if actor is ONE else "pihak_lain"
    case = await accepted(mediation, parties=[*parties, {"role": beside, "forum": "forum-tiga"}])
    assert (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}")).status_code == 200
    party = next(one["id"] for one in case["parties"] if one["forum"] == forum)
    left = {"party_id": party, "left_on": clock.today().isoformat(), "reason": "DEMO"}
    await act(mediation, OFFICER, case, "party-departure", left)
    for below in ("", "/letters", "/documents", "/trail", "/clocks"):
        assert (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}{below}")).status_code == 404
    assert (await mediation.as_(actor).get(f"{AT}/cases")).json()["items"] == []
    assert (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}")).status_code == 200


async def test_a_region_that_is_no_more_is_no_party(
    mediation: Caller, mediation_databases: dict[str, TestDatabase]
) -> None:
    parties = [
        {"role": "pemohon", "region_code": "33.01"},
        {"role": "pihak_lain", "region_code": "33.02"},
    ]
    body = request(kind="antar_daerah", parties=parties, letter="1/DEMO")
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    at = "UPDATE reference_regions SET valid_to = %s WHERE code = '33.02'"
    try:
        for valid_to, status in (("2020", 422), ("2999-01-01", 201)):
            owner.execute(at, [valid_to])
            answer = await mediation.as_(OFFICER).post(f"{AT}/cases", body)
            assert answer.status_code == status, answer.text
            if status == 422:
                assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
                    ("/parties/1/region_code", "no-more")
                ]
    finally:
        owner.execute(at, [None])


@pytest.mark.parametrize("day", [0, 86_400, 1e9, True, "20260101", "0001-01-01", "9999-12-31"])
async def test_a_day_is_a_day_of_these_times(mediation: Caller, day: object) -> None:
    case = await accepted(mediation)
    letter = {"number": "1", "dated": day, "body": "Dinas (DEMO)", "subject": "DEMO"}
    power = {"name": "Kuasa (DEMO)", "power": "berunding", "letter_number": "1"}
    for actor, name, body, pointer in (
        (OFFICER, "letters", letter, "/dated"),
        (TWO, "representative-naming", power | {"letter_date": day}, "/letter_date"),
        (TWO, "head-change", {"on": day}, "/on"),
    ):
        refused = await act(mediation, actor, case, name, body, 422)
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize("days", [True, "5", 5.5, 10**30])
async def test_a_number_of_days_is_a_number(mediation: Caller, days: object) -> None:
    case = await accepted(mediation)
    body = {"party_id": case["parties"][1]["id"], "days": days}
    refused = await act(mediation, OFFICER, case, "access-code-issue", body, 422)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/days"]


async def test_a_replay_keeps_the_receipt_and_stays_out_of_caches(mediation: Caller) -> None:
    headers = {"Idempotency-Key": "satu"}
    first, again = [
        await mediation.as_(ONE).post(f"{AT}/cases", request(), headers=headers) for _ in range(2)
    ]
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("trail-head", "cache-control", "vary", "etag", "location"):
        assert again.headers[name] == first.headers[name]
