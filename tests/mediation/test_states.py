"""The transition table: nothing illegal is reachable, whatever is done in whatever order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kit.actor import Actor
from services.mediation.cases import states
from services.mediation.cases.codes import FINISHED, STATES
from services.mediation.cases.states import BY_ACT, PARTS, TABLE
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, file, request
from tests.support.callers import COORDINATOR, MEDIATOR, OFFICER, OTHER_OFFICER, Caller

DIAGRAM = Path(__file__).resolve().parents[2] / "services" / "mediation" / "states.mmd"
WILLING = {"willing": True, "house_rules_accepted": True}
# A body that an act may take; acts that are not named take a reason.
BODIES: dict[str, Any] = {
    "claim": {},
    "assignment": {"assignee": OFFICER.subject},
    "handover": {"assignee": OTHER_OFFICER.subject, "reason": "DEMO"},
    "willingness": WILLING,
    "filing": request(),
    "clause-exhaustion": {"result": "sudah_ditempuh", "reason": "DEMO"},
    "examination": {},
    "acceptance": {},
    "reminder": {},
    "opening": {},
    "drafting": {},
    "monitoring": {},
    "referral-dossier": {},
    "referral-receipt": {"number": "1/DEMO", "received_on": "2026-01-02"},
    "referral-reply": {"number": "2/DEMO", "dated": "2026-01-03", "outcome": "dikembalikan"},
    "referral-reply-correction": {"reply": 1, "reason": "DEMO"},
}
# The second is for another authority, whatever the first becomes.
ISSUES = [
    {"category": "persampahan", "text": "Siapa menanggung biaya angkut (DEMO)."},
    {"category": "pertanahan", "text": "Hak atas lahan (DEMO)."},
]
BODIES_OF_LAW = ("menteri", "pertanahan")
# In which every disputant has said that it is willing; and in which it accepted the house rules.
MEDIATED = ("penunjukan_mediator", "pra_mediasi", "mediasi", "perumusan")
ACTORS: dict[str, Actor] = {
    "petitioner": ONE,
    "other": TWO,
    "stranger": THREE,
    "officer": OFFICER,
    "second": OTHER_OFFICER,
    "coordinator": COORDINATOR,
    "mediator": MEDIATOR,
}


def edges() -> Iterator[tuple[str, str, str]]:
    """The table's ways, as (from, act, to), read from its diagram."""
    for line in states.diagram().splitlines()[1:]:
        ways, _, act = line.strip().partition(": ")
        source, _, target = ways.partition(" --> ")
        yield source, act, target


def reachable(start: str, *, without: str | None = None) -> set[str]:
    """The states that acts lead to from a state, one act left out.

    Then a resumption is left out too, for it only leads back to where a case was, and a party's departure,
    which leads on only where everybody who stays has said to be willing.
    """
    beside = ("resumption", "party-departure") if without else ()
    found, open_ends = {start}, [start]
    while open_ends:
        here = open_ends.pop()
        for source, act, target in edges():
            if source == here and act not in (without, *beside) and target not in found:
                found.add(target)
                open_ends.append(target)
    return found


def test_every_state_is_reachable_and_none_but_the_finished_is_an_end() -> None:
    assert reachable("dipesan") == set(STATES)
    for state in STATES:
        assert (len(reachable(state)) == 1) == (state in FINISHED)
        # Whoever has to act finds an act.
        assert state in FINISHED or any(state in row.sources for row in TABLE)


@pytest.mark.parametrize("state", ["pra_mediasi", "mediasi", "perumusan", "kesepakatan", "pemantauan"])
def test_nothing_is_mediated_but_by_the_parties_statements(state: str) -> None:
    assert state not in reachable("dipesan", without="willingness")


@pytest.mark.parametrize("state", ["kesepakatan", "pemantauan"])
def test_nothing_is_agreed_without_signatures(state: str) -> None:
    assert state not in reachable("dipesan", without="signature")


def test_every_act_belongs_to_somebody_and_is_known_once() -> None:
    assert len(BY_ACT) == len(TABLE)
    for row in TABLE:
        assert row.who
        assert row.who <= set(PARTS)
        assert row.sources <= set(STATES)
        assert row.target is None or row.target in STATES


def test_the_diagram_is_that_of_the_table() -> None:
    assert DIAGRAM.read_text(encoding="utf-8") == states.diagram(), "run make openapi"


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_whatever_is_done_the_case_stays_legal(mediation: Caller, data: st.DataObject) -> None:
    accepts = data.draw(st.booleans(), label="accepts the house rules by filing")
    case = await file(mediation, issues=ISSUES, house_rules_accepted=accepts)
    at = f"{AT}/cases/{case['id']}"
    office = mediation.as_(OFFICER)
    before = (await office.get(at)).json()
    ways = set(edges())
    for _ in range(16):
        name = data.draw(st.sampled_from(sorted(ACTORS)), label="who")
        caller = mediation.as_(ACTORS[name])
        seen = await caller.get(at)
        offered = seen.json().get("allowed_acts", []) if seen.status_code == 200 else []
        # Mostly what is offered, now and then anything at all.
        wild = data.draw(st.integers(0, 3), label="wild") == 0
        act = data.draw(st.sampled_from(sorted(BY_ACT) if wild or not offered else offered), label="act")
        if act == "issue-decision":
            issue = data.draw(st.sampled_from(case["issues"]), label="issue")
            route = data.draw(st.sampled_from(("mediasi", "diteruskan")), label="route")
            path, body = f"issues/{issue['id']}/decision", {"route": route, "reason": "DEMO"}
        else:
            path, body = act, BODIES.get(act, REASON)
        answer = await caller.post(f"{at}/{path}", body)
        assert answer.status_code in (200, 201, 403, 404, 405, 409, 422), (name, act, answer.text)
        after = (await office.get(at)).json()
        if answer.status_code == 201:
            assert (before["state"], act, after["state"]) in ways or before["state"] == after["state"]
            assert act in offered or act == "claim", (name, act, before["state"])
            assert after["trail"]["seq"] > before["trail"]["seq"]
            assert answer.headers["Trail-Head"] == f"{after['trail']['seq']}:{after['trail']['hash']}"
        elif answer.status_code != 200:
            assert after == before, (name, act, answer.status_code)
        assert (after["finished_at"] is not None) == (after["state"] in FINISHED)
        assert (after["suspended_from"] is not None) == (after["state"] == "ditangguhkan")
        standing = [p for p in after["parties"] if p["left_on"] is None]
        if after["state"] in MEDIATED:
            assert all(p["willingness"] == "bersedia" for p in standing)
        if after["state"] in MEDIATED[1:]:
            assert all(p["house_rules_accepted"] for p in standing)
        sent = await sent_referrals(office, at)
        passed_on = {issue for one in sent for issue in one["issues"]}
        for issue in after["issues"]:
            # Nothing is passed on but by a dossier that was sent.
            assert issue["status"] != "diteruskan" or issue["id"] in passed_on
        if after["state"] == "ditutup":
            assert all(one["outcome"] is not None for one in sent)
        before = after


async def sent_referrals(office: Caller, at: str) -> list[dict[str, Any]]:
    """What each authority was sent."""
    answers = [await office.get(f"{at}/referral?body={body}") for body in BODIES_OF_LAW]
    found = [answer.json() for answer in answers if answer.status_code == 200]
    return [one for one in found if one["sent_at"] is not None]
