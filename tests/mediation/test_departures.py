"""What a party that leaves is no longer bound by, and where its leaving leads."""

from datetime import timedelta
from typing import Any

from services.kit import clock
from services.kit.actor import Actor
from tests.mediation.requests import (
    ONE,
    REASON,
    THREE,
    THREE_PARTIES,
    TWO,
    WILLING,
    accepted,
    act,
    drafting,
)
from tests.mediation.test_settlements import HEAD, send, settlement
from tests.support.callers import MEDIATOR, OFFICER, Caller


def leaving(case: dict[str, Any]) -> dict[str, Any]:
    """That the last party of a case leaves today."""
    return {"party_id": case["parties"][-1]["id"], "left_on": clock.today().isoformat(), **REASON}


def consents(case: dict[str, Any]) -> dict[str, Any]:
    return {**REASON, "consents": [{"party_id": one["id"], "letter": "1/DEMO"} for one in case["parties"]]}


async def drafted(mediation: Caller) -> dict[str, Any]:
    """A case of three whose draft obliges the last of them."""
    case = await drafting(mediation, parties=THREE_PARTIES)
    body = {"text": "Biaya dibagi tiga (DEMO).", "issues": [case["issues"][0]["id"]]}
    (made,) = (await act(mediation, MEDIATOR, case, "settlement/clauses", body)).json()["clauses"]
    owed = {
        "clause_id": made["id"],
        "party_id": case["parties"][-1]["id"],
        "text": "Membayar bagiannya (DEMO).",
        "due_on": (clock.today() + timedelta(days=30)).isoformat(),
    }
    await act(mediation, MEDIATOR, case, "settlement/obligations", owed)
    return case


async def initial(mediation: Caller, case: dict[str, Any], *actors: Actor) -> None:
    version = (await settlement(mediation, case))["version"]
    for actor in actors:
        answer = await send(mediation, actor, "POST", case, "settlement/initials", {}, version)
        assert answer.status_code == 201, answer.text


async def test_a_text_is_initialled_anew_and_binds_nobody_who_left(mediation: Caller) -> None:
    case = await drafted(mediation)
    await initial(mediation, case, ONE, THREE)
    read = (await settlement(mediation, case))["version"]
    await act(mediation, OFFICER, case, "party-departure", leaving(case))
    found = await settlement(mediation, case)
    assert (found["version"], found["state"], found["initials"]) == (read + 1, "draf", [])
    # What was read before the departure is another text.
    old = await send(mediation, TWO, "POST", case, "settlement/initials", {}, read)
    assert old.status_code == 412
    await initial(mediation, case, ONE, TWO)
    assert (await settlement(mediation, case))["state"] == "berparaf"
    refused = (await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"}, 409)).json()
    assert "membebani pihak yang sudah keluar" in refused["detail"]
    (owed,) = (await settlement(mediation, case))["obligations"]
    path = f"settlement/obligations/{owed['id']}"
    gone = await send(mediation, MEDIATOR, "DELETE", case, path, None, owed["version"])
    assert gone.status_code == 200, gone.text
    await initial(mediation, case, ONE, TWO)
    made = (await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})).json()
    assert made["state"] == "menunggu_tanda_tangan"


async def test_nobody_leaves_a_signing_by_way_of_a_suspension(mediation: Caller) -> None:
    case = await drafted(mediation)
    await initial(mediation, case, ONE, TWO, THREE)
    await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    await act(mediation, OFFICER, case, "suspension", consents(case))
    refused = (await act(mediation, OFFICER, case, "party-departure", leaving(case), 409)).json()
    assert "sedang ditandatangani" in refused["detail"]
    resumed = (await act(mediation, OFFICER, case, "resumption", REASON)).json()
    assert resumed["awaited"] == f"pihak:{case['parties'][-1]['id']}"
    assert (await act(mediation, THREE, case, "signature", HEAD)).json()["state"] == "kesepakatan"


async def test_who_was_silent_and_leaves_a_suspended_case_holds_nobody_up(mediation: Caller) -> None:
    case = await accepted(mediation, parties=THREE_PARTIES)
    await act(mediation, TWO, case, "willingness", WILLING)
    await act(mediation, OFFICER, case, "suspension", consents(case))
    left = (await act(mediation, OFFICER, case, "party-departure", leaving(case))).json()
    assert left["state"] == "ditangguhkan"
    resumed = (await act(mediation, OFFICER, case, "resumption", REASON)).json()
    assert (resumed["state"], resumed["due"]["rule"]) == ("penunjukan_mediator", "penunjukan_mediator")


async def test_a_departure_that_lets_the_case_go_on_begins_its_limit(mediation: Caller) -> None:
    case = await accepted(mediation, parties=THREE_PARTIES)
    await act(mediation, TWO, case, "willingness", WILLING)
    made = (await act(mediation, OFFICER, case, "party-departure", leaving(case))).json()
    assert (made["state"], made["due"]["rule"]) == ("penunjukan_mediator", "penunjukan_mediator")
