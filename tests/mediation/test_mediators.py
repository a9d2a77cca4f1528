"""The roster, conflicts of interest, and a mediator's way into a case."""

import asyncio
from typing import Any

import pytest

from services.kit import clock
from tests.mediation.requests import (
    AT,
    ONE,
    REASON,
    THREE,
    TWO,
    act,
    appointed,
    enrolled,
    file,
    mediating,
    proposed,
    willing,
)
from tests.support.callers import COORDINATOR, DESK, MEDIATOR, OFFICER, OTHER_OFFICER, Caller, client_actor

OTHER_MEDIATOR = client_actor("mediator-lain", "mediator", scopes=MEDIATOR.scopes)


async def test_the_roster_is_kept_with_if_match(mediation: Caller) -> None:
    made = await enrolled(mediation)
    at = f"{AT}/mediators/{made['id']}"
    keeper = mediation.as_(COORDINATOR)
    assert (await keeper.patch(at, {"active": False}, etag=None)).status_code == 428
    assert (await keeper.patch(at, {"active": False}, etag='"7"')).status_code == 412
    changed = await keeper.patch(at, {"active": False}, etag='"1"')
    assert (changed.status_code, changed.json()["active"], changed.headers["ETag"]) == (
        200,
        False,
        '"2.meja"',
    )
    twice = await keeper.post(
        f"{AT}/mediators",
        {"name": "x", "subject": MEDIATOR.subject, "capacity": "mediator", "term_from": "2020-01-01"},
    )
    assert (twice.status_code, twice.json()["code"]) == (409, "mediator-twice")
    listed = (await mediation.as_(OFFICER).get(f"{AT}/mediators?expertise=persampahan")).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert (await mediation.as_(OFFICER).get(f"{AT}/mediators?active=true")).json()["items"] == []
    assert (await mediation.as_(OTHER_MEDIATOR).get(at)).status_code == 404


async def test_all_that_is_wrong_with_a_mediator_is_told_at_once(mediation: Caller) -> None:
    body = {
        "name": "Salah (DEMO)",
        "capacity": "penyihir",
        "expertise": ["sihir"],
        "region_code": "99.99",
        "term_from": "2026-01-01",
        "term_to": "2025-01-01",
        "earlier_work": [{"forum": "tidak-ada", "what": "x"}, {"what": "y"}],
    }
    answer = await mediation.as_(COORDINATOR).post(f"{AT}/mediators", body)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/capacity",
        "/expertise/0",
        "/region_code",
        "/term_to",
        "/earlier_work/0/forum",
        "/earlier_work/1",
    }
    assert (await mediation.as_(COORDINATOR).get(f"{AT}/mediators")).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"region_code": "33.01"}, "wilayah_asal"),
        ({"region_code": "34"}, "wilayah_asal"),
        ({"earlier_work": [{"forum": "forum-dua", "what": "Penasihat (DEMO)"}]}, "pekerjaan_terdahulu"),
        ({"earlier_work": [{"region_code": "34.02", "what": "Staf (DEMO)"}]}, "pekerjaan_terdahulu"),
        ({"active": False}, "tidak_aktif"),
        ({"term_to": "2020-12-31"}, "masa_tugas"),
        ({"term_from": "2999-01-01"}, "masa_tugas"),
    ],
)
async def test_a_conflicted_mediator_is_told_why_and_not_proposed(
    mediation: Caller, changes: dict[str, Any], code: str
) -> None:
    case = await willing(mediation)
    mediator = await enrolled(mediation, **changes)
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/mediator-candidates")).json()["items"]
    assert [(one["eligible"], one["conflicts"][0]["code"]) for one in seen] == [(False, code)]
    refused = await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]}, 422)
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/mediator_id", code)
    assert (await mediation.as_(MEDIATOR).get(f"{AT}/cases/{case['id']}")).status_code == 404


async def test_another_region_of_the_same_province_is_no_conflict(mediation: Caller) -> None:
    case = await willing(mediation)
    await enrolled(mediation, region_code="33.29")
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/mediator-candidates")).json()["items"]
    assert [(one["eligible"], one["expertise_matches"]) for one in seen] == [(True, ["persampahan"])]


async def test_another_open_case_of_the_same_parties_is_a_conflict(mediation: Caller) -> None:
    first = await proposed(mediation)
    second = await willing(mediation)
    (seen,) = (await mediation.as_(OFFICER).get(f"{AT}/cases/{second['id']}/mediator-candidates")).json()[
        "items"
    ]
    assert seen["conflicts"][0]["code"] == "perkara_lain"
    assert first["number"] in seen["conflicts"][0]["reason"]["id"]
    assert seen["mediator"]["open_cases"] == 1
    # Who does not see that case is told of it, not which it is.
    witness = {"role": "pemberi_keterangan", "region_code": "51.71"}
    await act(mediation, OFFICER, second, "party-addition", witness)
    bound = client_actor("api-petugas-bali", "officer", scopes=DESK, province=["51"])
    assert (await mediation.as_(bound).get(f"{AT}/cases/{first['id']}")).status_code == 404
    told = await mediation.as_(bound).get(f"{AT}/cases/{second['id']}/mediator-candidates")
    assert told.json()["items"][0]["conflicts"][0]["code"] == "perkara_lain"
    assert first["number"] not in told.text


async def test_a_conflict_declared_after_the_proposal_stands_in_the_way_of_appointment(
    mediation: Caller,
) -> None:
    case = await proposed(mediation)
    for party in (ONE, TWO):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    await act(mediation, MEDIATOR, case, "impartiality", {"impartial": True, "statement": "DEMO"})
    (mediator,) = (await mediation.as_(MEDIATOR).get(f"{AT}/mediators")).json()["items"]
    at = f"{AT}/mediators/{mediator['id']}/conflicts"
    wrong = await mediation.as_(MEDIATOR).post(
        at, {"forum": "forum-satu", "region_code": "33", "reason": "x"}
    )
    assert wrong.status_code == 422
    body = {"forum": "forum-satu", "reason": "Keluarga (DEMO)"}
    assert (await mediation.as_(OFFICER).post(at, body)).status_code == 403
    assert (await mediation.as_(MEDIATOR).post(at, body)).status_code == 201
    assert len((await mediation.as_(OFFICER).get(at)).json()["items"]) == 1
    refused = (await act(mediation, OFFICER, case, "mediator-appointment", {}, 409)).json()
    assert "benturan" in refused["detail"]


async def test_no_appointment_before_each_party_accepts_and_the_mediator_states_impartiality(
    mediation: Caller,
) -> None:
    case = await proposed(mediation)
    assert case["awaited"].startswith("pihak:")
    refused = (await act(mediation, OFFICER, case, "mediator-appointment", {}, 409)).json()
    assert "Forum Satu" in refused["detail"]
    assert "ketidakberpihakan" in refused["detail"]
    # The mediator who is proposed sees the case; another does not.
    for actor, status in ((MEDIATOR, 200), (OTHER_MEDIATOR, 404)):
        assert (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}")).status_code == status
    await act(mediation, ONE, case, "mediator-acceptance", {"accepted": True})
    by_office = {"accepted": True, "party_id": case["parties"][1]["id"]}
    wrong = (await act(mediation, OFFICER, case, "mediator-acceptance", by_office, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/letter"
    await act(mediation, OFFICER, case, "mediator-acceptance", by_office | {"letter": "1/DEMO"})
    statement = {"impartial": True, "statement": "DEMO"}
    await act(mediation, ONE, case, "impartiality", statement, 403)
    await act(mediation, OFFICER, case, "impartiality", statement | {"letter": "2/DEMO"})
    made = (await act(mediation, OFFICER, case, "mediator-appointment", {})).json()
    assert made["state"] == "pra_mediasi"


async def test_a_refusal_has_its_reason_and_ends_the_proposal(mediation: Caller) -> None:
    case = await proposed(mediation)
    wrong = await act(mediation, TWO, case, "mediator-acceptance", {"accepted": False}, 422)
    assert wrong.json()["errors"][0]["pointer"] == "/reason"
    body = {"accepted": False, "reason": "Pernah bersengketa (DEMO)."}
    made = (await act(mediation, TWO, case, "mediator-acceptance", body)).json()
    assert (made["state"], made["awaited"]) == ("penunjukan_mediator", "petugas")
    assert (await mediation.as_(MEDIATOR).get(f"{AT}/cases/{case['id']}")).status_code == 404
    reasons = {}
    for actor in (ONE, TWO, OFFICER):
        (seen,) = (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/mediators")).json()["items"]
        assert seen["state"] == "ditolak"
        reasons[actor.subject] = seen["answers"][0]["reason"]
    assert reasons == {ONE.subject: None, TWO.subject: body["reason"], OFFICER.subject: body["reason"]}


async def test_a_mediator_who_is_not_impartial_is_not_appointed_and_another_proposed(
    mediation: Caller,
) -> None:
    case = await proposed(mediation)
    for party in (ONE, TWO):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    await act(mediation, MEDIATOR, case, "impartiality", {"impartial": False, "statement": "Kerabat (DEMO)"})
    await act(mediation, OFFICER, case, "mediator-appointment", {}, 409)
    other = await enrolled(mediation, name="Bapak Lain (DEMO)", subject=OTHER_MEDIATOR.subject)
    made = (await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": other["id"]})).json()
    # What was said of the first does not count for the second.
    assert made["awaited"] == "pihak:" + ",".join(party["id"] for party in case["parties"])
    assert (await mediation.as_(MEDIATOR).get(f"{AT}/cases/{case['id']}")).status_code == 404
    assert (await mediation.as_(OTHER_MEDIATOR).get(f"{AT}/cases/{case['id']}")).status_code == 200


async def test_a_position_is_for_its_party_the_office_and_the_mediator(mediation: Caller) -> None:
    case = await appointed(mediation)
    refused = (await act(mediation, MEDIATOR, case, "opening", {}, 409)).json()
    assert "Resume" in refused["detail"]
    for party in (ONE, TWO):
        await act(mediation, party, case, "resume", {"position": f"Posisi {party.subject} (DEMO)."})
    await act(mediation, ONE, case, "resume", {"position": "Lebih baik (DEMO)."})
    seen = {}
    for actor in (ONE, TWO, OFFICER, OTHER_OFFICER, MEDIATOR):
        items = (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/resumes")).json()["items"]
        seen[actor.subject] = [item["position"] for item in items]
    first, second = "Lebih baik (DEMO).", f"Posisi {TWO.subject} (DEMO)."
    assert seen == {
        ONE.subject: [first],
        TWO.subject: [second],
        OFFICER.subject: [first, second],
        OTHER_OFFICER.subject: [first, second],
        MEDIATOR.subject: [first, second],
    }
    assert (await mediation.as_(THREE).get(f"{AT}/cases/{case['id']}/resumes")).status_code == 404
    assert (await act(mediation, MEDIATOR, case, "opening", {})).json()["state"] == "mediasi"


async def test_a_mediator_is_replaced_with_a_reason_and_sees_the_case_no_more(mediation: Caller) -> None:
    case = await mediating(mediation)
    made = (await act(mediation, OFFICER, case, "mediator-replacement")).json()
    assert (made["state"], made["reason"]) == ("penunjukan_mediator", REASON["reason"])
    assert (await mediation.as_(MEDIATOR).get(f"{AT}/cases/{case['id']}")).status_code == 404
    # One who is proposed again reads no confidences before the appointment.
    (mediator,) = (await mediation.as_(OFFICER).get(f"{AT}/mediators")).json()["items"]
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]})
    seen = await mediation.as_(MEDIATOR).get(f"{AT}/cases/{case['id']}/resumes")
    assert (seen.status_code, seen.json()["items"]) == (200, [])


async def test_after_closing_each_party_evaluates_the_mediator_once_for_the_office_alone(
    mediation: Caller,
) -> None:
    case = await mediating(mediation)
    criteria = ("netralitas", "kerahasiaan", "penguasaan_masalah", "komunikasi", "ketepatan_waktu")
    body = {"scores": dict.fromkeys(criteria, 4), "note": "Baik (DEMO)."}
    await act(mediation, ONE, case, "mediator-evaluation", body, 409)
    await act(mediation, MEDIATOR, case, "failure")
    await act(mediation, OFFICER, case, "closing")
    too_much = {"scores": dict.fromkeys(criteria, 6)}
    await act(mediation, ONE, case, "mediator-evaluation", too_much, 422)
    await act(mediation, ONE, case, "mediator-evaluation", body)
    twice = (await act(mediation, ONE, case, "mediator-evaluation", body, 409)).json()
    assert twice["code"] == "evaluated-already"
    await act(mediation, OFFICER, case, "mediator-evaluation", body, 403)
    at = f"{AT}/cases/{case['id']}/mediator-evaluations"
    for actor, status in ((ONE, 403), (TWO, 403), (MEDIATOR, 403), (OFFICER, 200), (COORDINATOR, 200)):
        assert (await mediation.as_(actor).get(at)).status_code == status
    (item,) = (await mediation.as_(OFFICER).get(at)).json()["items"]
    assert (item["scores"]["netralitas"], item["note"]) == (4, "Baik (DEMO).")
    another = await willing(mediation)
    (seen,) = (await mediation.as_(OFFICER).get(f"{AT}/cases/{another['id']}/mediator-candidates")).json()[
        "items"
    ]
    assert (seen["eligible"], seen["rating"]) == (True, 4.0)


async def test_the_load_and_term_are_counted_where_the_law_counts_days(mediation: Caller) -> None:
    today = clock.today().isoformat()
    await enrolled(mediation, term_from=today, term_to=today)
    case = await file(mediation)
    (seen,) = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/mediator-candidates")).json()[
        "items"
    ]
    assert (seen["eligible"], seen["mediator"]["open_cases"]) == (True, 0)


async def test_a_conflict_declared_after_appointment_is_shown_and_the_mediator_replaced(
    mediation: Caller,
) -> None:
    case = await mediating(mediation)
    seen = f"{AT}/cases/{case['id']}"
    before = (await mediation.as_(OFFICER).get(seen)).json()
    assert not before["standing"]["mediator_conflicted"]
    (mediator,) = (await mediation.as_(MEDIATOR).get(f"{AT}/mediators")).json()["items"]
    at = f"{AT}/mediators/{mediator['id']}/conflicts"
    other = client_actor("mediator-asing", "mediator", scopes=MEDIATOR.scopes)
    elsewhere = {"forum": "forum-tiga", "reason": "Keluarga (DEMO)"}
    assert (await mediation.as_(other).post(at, elsewhere)).status_code == 404
    assert (await mediation.as_(MEDIATOR).post(at, elsewhere)).status_code == 201
    # What does not concern the case does not touch it.
    assert (await mediation.as_(OFFICER).get(seen)).json()["version"] == before["version"]
    body = {"forum": "forum-satu", "reason": "Keluarga (DEMO)"}
    assert (await mediation.as_(MEDIATOR).post(at, body)).status_code == 201
    shown = (await mediation.as_(OFFICER).get(seen)).json()
    assert (shown["standing"]["mediator_conflicted"], shown["version"]) == (True, before["version"] + 1)
    trail = (await mediation.as_(OFFICER).get(f"{seen}/trail?page_size=100")).json()["items"]
    (row,) = [one for one in trail if one["act"] == "mediator-conflict"]
    assert '"conflicts":"dinyatakan"' in row["refs"]
    assert "mediator-replacement" in shown["allowed_acts"]
    replaced = (await act(mediation, OFFICER, case, "mediator-replacement")).json()
    assert not replaced["standing"]["mediator_conflicted"]


async def test_of_two_proposals_at_once_the_second_sees_the_first(mediation: Caller) -> None:
    cases = [await willing(mediation) for _ in range(2)]
    mediator = await enrolled(mediation)
    body = {"mediator_id": mediator["id"]}
    office = mediation.as_(OFFICER)
    answers = await asyncio.gather(
        *(office.post(f"{AT}/cases/{case['id']}/mediator-proposal", body) for case in cases)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    (refused,) = [answer for answer in answers if answer.status_code == 422]
    assert refused.json()["errors"][0]["code"] == "perkara_lain"
