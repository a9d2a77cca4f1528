"""Parties that join and leave, who speaks for them, and how a case relates to others."""

from datetime import timedelta
from typing import Any

import pytest

from services.kit import clock
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, accepted, act, file, willing
from tests.support.callers import COORDINATOR, OFFICER, OTHER_OFFICER, Caller

TODAY = clock.today().isoformat()
POWER = {
    "name": "Kuasa Satu (DEMO)",
    "position": "Kepala Bagian (DEMO)",
    "power": "menandatangani",
    "letter_number": "180/1/DEMO",
    "letter_date": TODAY,
    "valid_until": (clock.today() + timedelta(days=30)).isoformat(),
}


async def held(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case that `OFFICER` examines."""
    case = await file(mediation, **changes)
    await act(mediation, OFFICER, case, "claim", {})
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "examination", {})).json()
    return made


async def test_a_party_joins_with_the_checks_of_a_filing(mediation: Caller) -> None:
    case = await held(mediation)
    body = {"role": "pihak_lain", "forum": "forum-tiga"}
    assert (await mediation.as_(THREE).get(f"{AT}/cases/{case['id']}")).status_code == 404
    made = (await act(mediation, OFFICER, case, "party-addition", body)).json()
    assert [party["forum"] for party in made["parties"]] == ["forum-satu", "forum-dua", "forum-tiga"]
    assert (await mediation.as_(THREE).get(f"{AT}/cases/{case['id']}")).status_code == 200
    twice = (await act(mediation, OFFICER, case, "party-addition", body, 409)).json()
    assert twice["code"] == "party-twice"
    for wrong, pointer in (
        ({"role": "pihak_lain", "region_code": "33.01"}, "/forum"),
        ({"role": "pemberi_keterangan", "region_code": "33.99"}, "/region_code"),
        ({"role": "pihak_lain", "forum": "tidak-ada"}, "/forum"),
        ({"role": "pihak_lain"}, ""),
    ):
        refused = await act(mediation, OFFICER, case, "party-addition", wrong, 422)
        assert refused.json()["errors"][0]["pointer"] == pointer
    for actor, status in ((ONE, 403), (OTHER_OFFICER, 403), (COORDINATOR, 403)):
        await act(mediation, actor, case, "party-addition", body, status)


async def test_a_disputant_joins_before_mediation_or_not_at_all(mediation: Caller) -> None:
    case = await willing(mediation)
    late = {"role": "pihak_lain", "forum": "forum-tiga"}
    refused = await act(mediation, OFFICER, case, "party-addition", late, 422)
    assert refused.json()["errors"][0]["code"] == "too-late"
    told = {"role": "pemberi_keterangan", "name": "Saksi Ahli (DEMO)"}
    made = (await act(mediation, OFFICER, case, "party-addition", told)).json()
    assert (made["state"], made["parties"][-1]["name"]) == ("penunjukan_mediator", "Saksi Ahli (DEMO)")


async def test_who_may_settle_an_issue_follows_the_parties_that_stand(mediation: Caller) -> None:
    between = {
        "kind": "antar_daerah",
        "letter": "005/1/DEMO",
        "parties": [
            {"role": "pemohon", "region_code": "33.01"},
            {"role": "pihak_lain", "region_code": "33.02"},
        ],
    }
    case = await file(mediation, OFFICER, **between)
    told = [authority_of(case)]
    await act(mediation, OFFICER, case, "claim", {})
    joining = {"role": "pihak_lain", "region_code": "34.01"}
    joined = (await act(mediation, OFFICER, case, "party-addition", joining)).json()
    told.append(authority_of(joined))
    leaving = {"party_id": joined["parties"][-1]["id"], "left_on": TODAY, **REASON}
    told.append(authority_of((await act(mediation, OFFICER, case, "party-departure", leaving)).json()))
    assert told == [("gubernur", "33", False), ("menteri", None, True), ("gubernur", "33", False)]


def authority_of(case: dict[str, Any]) -> tuple[str, str | None, bool]:
    """Who may settle the first issue, of which province, and whether the law leaves a gap."""
    told = case["issues"][0]["authority"]
    return told["body"], told["province"], told["gap"] is not None


async def test_a_party_leaves_with_date_and_reason_and_the_case_goes_on(mediation: Caller) -> None:
    case = await held(mediation)
    await act(mediation, OFFICER, case, "party-addition", {"role": "pihak_lain", "forum": "forum-tiga"})
    for issue in case["issues"]:
        decision = {"route": "mediasi", "reason": "DEMO"}
        await act(mediation, OFFICER, case, f"issues/{issue['id']}/decision", decision)
    case = (await act(mediation, OFFICER, case, "acceptance", {})).json()
    yes = {"willing": True, "house_rules_accepted": True}
    assert (await act(mediation, TWO, case, "willingness", yes)).json()["state"] == "menunggu_kesediaan"
    await act(mediation, THREE, case, "representative-naming", POWER)
    third = case["parties"][2]["id"]
    body = {"party_id": third, "left_on": TODAY, "reason": "Bergabung dengan forum lain (DEMO)."}
    made = (await act(mediation, OFFICER, case, "party-departure", body)).json()
    # Everybody who is left is willing.
    assert made["state"] == "penunjukan_mediator"
    gone = made["parties"][2]
    assert (gone["left_on"], gone["left_reason"]) == (TODAY, body["reason"])
    assert gone["representatives"][0]["ended_on"] == TODAY
    await act(mediation, OFFICER, case, "party-departure", body, 404)
    await act(mediation, THREE, case, "withdrawal", REASON, 404)


@pytest.mark.parametrize(
    ("which", "on", "pointer"),
    [
        (1, TODAY, "/party_id"),
        (0, TODAY, "/party_id"),
        (1, (clock.today() + timedelta(days=1)).isoformat(), "/left_on"),
        (1, (clock.today() - timedelta(days=1)).isoformat(), "/left_on"),
    ],
)
async def test_the_last_of_a_side_stays_and_dates_make_sense(
    mediation: Caller, which: int, on: str, pointer: str
) -> None:
    case = await held(mediation)
    body = {"party_id": case["parties"][which]["id"], "left_on": on, "reason": "DEMO"}
    refused = await act(mediation, OFFICER, case, "party-departure", body, 422)
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_a_party_of_another_case_is_not_there(mediation: Caller) -> None:
    case, other = await held(mediation), await file(mediation)
    stranger = other["parties"][1]["id"]
    for name, body in (
        ("party-departure", {"party_id": stranger, "left_on": TODAY, "reason": "DEMO"}),
        ("head-change", {"party_id": stranger, "on": TODAY}),
        ("representative-naming", POWER | {"party_id": stranger}),
        ("access-code-issue", {"party_id": stranger}),
    ):
        answer = await act(mediation, OFFICER, case, name, body, 404)
        assert answer.json()["code"] == "party-not-found"


async def test_a_new_head_ends_personal_powers_alone(mediation: Caller) -> None:
    case = await held(mediation)
    earlier = POWER | {"letter_date": (clock.today() - timedelta(days=30)).isoformat()}
    await act(mediation, TWO, case, "representative-naming", earlier | {"personal": True})
    await act(mediation, TWO, case, "representative-naming", earlier | {"name": "Kuasa Dua (DEMO)"})
    # Given by the new head, on the first day in office.
    await act(mediation, TWO, case, "representative-naming", POWER | {"personal": True})
    await act(mediation, ONE, case, "representative-naming", earlier | {"personal": True})
    made = (
        await act(mediation, TWO, case, "head-change", {"on": TODAY, "note": "Pelantikan (DEMO)."})
    ).json()
    ended = [[power["ended_on"] for power in party["representatives"]] for party in made["parties"]]
    assert ended == [[None], [TODAY, None, None]]
    assert made["parties"][1]["representatives"][0]["ended_reason"] == "Pergantian kepala daerah."
    # The office says for which party.
    refused = await act(mediation, OFFICER, case, "head-change", {"on": TODAY}, 422)
    assert refused.json()["errors"][0]["pointer"] == "/party_id"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"valid_until": (clock.today() - timedelta(days=1)).isoformat()}, "/valid_until"),
        ({"letter_date": (clock.today() + timedelta(days=1)).isoformat()}, "/letter_date"),
        ({"power": "memutus"}, "/power"),
        ({"letter_number": " "}, "/letter_number"),
    ],
)
async def test_a_power_that_does_not_hold_is_refused(
    mediation: Caller, change: dict[str, str], pointer: str
) -> None:
    case = await held(mediation)
    refused = await act(mediation, TWO, case, "representative-naming", POWER | change, 422)
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_a_power_ends_by_its_party_or_the_office(mediation: Caller) -> None:
    case = await held(mediation)
    made = (await act(mediation, TWO, case, "representative-naming", POWER)).json()
    one = made["parties"][1]["representatives"][0]["id"]
    body = {"representative_id": one, "ended_on": TODAY, "reason": "Mutasi (DEMO)."}
    await act(mediation, ONE, case, "representative-ending", body, 404)
    assert (await act(mediation, OFFICER, case, "representative-ending", body)).json()["parties"][1][
        "representatives"
    ][0]["ended_reason"] == "Mutasi (DEMO)."
    await act(mediation, TWO, case, "representative-ending", body, 404)


TWO_ISSUES = [
    {"category": "tapal_batas", "text": "Letak batas (DEMO)."},
    {"category": "konflik_sosial", "text": "Akibatnya bagi warga (DEMO)."},
]


async def test_a_case_is_split_into_two_that_know_each_other(mediation: Caller) -> None:
    case = await held(mediation, issues=TWO_ISSUES)
    await act(mediation, TWO, case, "representative-naming", POWER)
    boundary = case["issues"][0]["id"]
    body = {"issue_ids": [boundary], "title": "Letak batas (DEMO)", "reason": "Kewenangan lain (DEMO)."}
    new = (await act(mediation, OFFICER, case, "split", body)).json()
    assert (new["split_from"], new["state"], new["assignee"]) == (case["id"], "diajukan", OFFICER.subject)
    assert [issue["id"] for issue in new["issues"]] == [boundary]
    assert new["number"].endswith("0002")
    assert [party["forum"] for party in new["parties"]] == ["forum-satu", "forum-dua"]
    assert new["parties"][1]["representatives"][0]["name"] == POWER["name"]
    left = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    assert [issue["category"] for issue in left["issues"]] == ["konflik_sosial"]
    assert (await mediation.as_(THREE).get(f"{AT}/cases/{new['id']}")).status_code == 404
    # One issue cannot be split again.
    await act(mediation, OFFICER, case, "split", body, 409)


async def test_a_split_leaves_an_issue_and_takes_none_of_another_case(mediation: Caller) -> None:
    case, other = await held(mediation, issues=TWO_ISSUES), await file(mediation)
    for ids, code in (
        ([issue["id"] for issue in case["issues"]], "none-left"),
        ([other["issues"][0]["id"]], "unknown"),
    ):
        body = {"issue_ids": ids, "title": "DEMO", "reason": "DEMO"}
        refused = await act(mediation, OFFICER, case, "split", body, 422)
        assert refused.json()["errors"][0]["code"] == code


async def test_a_duplicate_is_linked_to_the_case_that_goes_on(mediation: Caller) -> None:
    first, second = await file(mediation), await held(mediation)
    body = {"case": first["number"].replace("/", "-"), "reason": "Sama (DEMO)."}
    made = (await act(mediation, OFFICER, second, "duplicate-link", body)).json()
    assert made["duplicate_of"] == first["id"]
    assert (await mediation.as_(ONE).get(f"{AT}/cases/{second['id']}")).json()["duplicate_of"] is None
    for reference in (second["id"], "MED-KABKOTA-1999-0001"):
        wrong = {"case": reference, "reason": "DEMO"}
        await act(mediation, COORDINATOR, first, "duplicate-link", wrong, 422)
    await act(mediation, COORDINATOR, first, "duplicate-link", {"case": second["id"], "reason": "DEMO"}, 422)


async def test_root_causes_and_relations_are_replaced_by_version(mediation: Caller) -> None:
    case = await held(mediation)
    at = f"{AT}/cases/{case['id']}"
    officer, match = mediation.as_(OFFICER), {"If-Match": f'"{case["version"]}"'}
    causes = {"root_causes": ["tujuan_kabur", "anggaran"]}
    assert (await officer.send("PUT", f"{at}/root-causes", causes)).status_code == 428
    wrong = await officer.send("PUT", f"{at}/root-causes", {"root_causes": ["sihir"]}, headers=match)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/root_causes/0")
    made = await officer.send("PUT", f"{at}/root-causes", causes, headers=match)
    assert (made.status_code, made.json()["root_causes"]) == (200, causes["root_causes"])
    assert (await officer.send("PUT", f"{at}/root-causes", causes, headers=match)).status_code == 412
    relations = {"related_forums": ["forum-tiga"], "related_instruments": [case["id"]]}
    match = {"If-Match": made.headers["ETag"]}
    made = await mediation.as_(ONE).send("PUT", f"{at}/relations", relations, headers=match)
    assert made.json()["related_forums"] == ["forum-tiga"]
    wrong = await officer.send("PUT", f"{at}/relations", relations | {"related_forums": ["x"]}, headers=match)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/related_forums/0")


async def test_each_act_on_parties_is_on_the_trail(mediation: Caller) -> None:
    case = await accepted(mediation)
    await act(mediation, TWO, case, "representative-naming", POWER)
    await act(mediation, TWO, case, "head-change", {"on": TODAY})
    rows = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail")).json()["items"]
    assert [row["act"] for row in rows][-2:] == ["representative-naming", "head-change"]
    assert rows[-2]["content"]["name"] == POWER["name"]
    assert POWER["name"] not in rows[-2]["refs"]
