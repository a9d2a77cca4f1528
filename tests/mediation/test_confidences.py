"""What is told in caucus and offered across the table: each reader sees exactly what they may."""

from typing import Any

import pytest

from services.kit.actor import Actor
from tests.mediation.requests import AT, ONE, THREE, TWO, act, enrolled, mediating
from tests.support.callers import (
    ANONYMOUS,
    AUDITOR,
    COORDINATOR,
    GWPP_DIY,
    MEDIATOR,
    OFFICER,
    OTHER_OFFICER,
    Caller,
    client_actor,
)

READ = frozenset({"mediation:read"})
NEXT_MEDIATOR = client_actor("mediator-berikut", "mediator", scopes=MEDIATOR.scopes)
OUTSIDER = client_actor("mediator-lain", "mediator", scopes=MEDIATOR.scopes)
READERS: dict[str, Actor] = {
    "public": ANONYMOUS,
    "first-party": ONE,
    "other-party": TWO,
    "stranger": THREE,
    "holder": OFFICER,
    "officer": OTHER_OFFICER,
    "coordinator": COORDINATOR,
    "mediator": MEDIATOR,
    "other-mediator": OUTSIDER,
    "gwpp": Actor(GWPP_DIY.subject, GWPP_DIY.roles, READ, GWPP_DIY.bindings),
    "ministry": client_actor("kemendagri", "ministry", scopes=READ),
    "auditor": AUDITOR,
}
# Who never gets as far as a list.
OUTSIDE: dict[str, Any] = {
    "public": 401,
    "stranger": 404,
    "other-mediator": 404,
    "gwpp": 403,
    "ministry": 403,
    "auditor": 403,
}
OFFICE = ("holder", "officer", "coordinator")
SECRET = "Kami dapat menerima separuh (DEMO)."


async def seen(mediation: Caller, case: dict[str, Any], name: str) -> dict[str, Any]:
    """What each reader gets of a list: a status, or how many rows."""
    told: dict[str, Any] = {}
    for who, actor in READERS.items():
        answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/{name}")
        told[who] = len(answer.json()["items"]) if answer.status_code == 200 else answer.status_code
    return told


async def note(mediation: Caller, case: dict[str, Any], actor: Actor = ONE, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await act(mediation, actor, case, "notes", {"text": SECRET} | more)).json()
    return made


@pytest.mark.parametrize("author", ["party", "mediator"])
async def test_a_caucus_note_is_for_one_party_and_the_mediator_alone(mediation: Caller, author: str) -> None:
    case = await mediating(mediation)
    if author == "party":
        made = await note(mediation, case)
    else:
        made = await note(mediation, case, MEDIATOR, party_id=case["parties"][0]["id"])
    assert made["party_id"] == case["parties"][0]["id"]
    inside = {"first-party": 1, "mediator": 1, "other-party": 0} | dict.fromkeys(OFFICE, 0)
    assert await seen(mediation, case, "notes") == OUTSIDE | inside
    # Not by any other door either: the case, its trail, the queue.
    for who, actor in READERS.items():
        if who in ("first-party", "mediator"):
            continue
        for path in (
            f"cases/{case['id']}",
            f"cases/{case['id']}/trail",
            "queue",
            f"cases/{case['id']}/mediators",
        ):
            assert SECRET not in (await mediation.as_(actor).get(f"{AT}/{path}")).text, (who, path)


@pytest.mark.parametrize(
    ("to", "more"),
    [
        (["petugas"], dict.fromkeys(OFFICE, 1)),
        (["para_pihak"], {"other-party": 1} | dict.fromkeys(OFFICE, 1)),
        (["mediator_pengganti"], {}),
    ],
)
async def test_a_note_is_disclosed_by_the_partys_recorded_consent(
    mediation: Caller, to: list[str], more: dict[str, int]
) -> None:
    case = await mediating(mediation)
    made = await note(mediation, case)
    at = f"notes/{made['id']}/disclosure"
    await act(mediation, OFFICER, case, at, {"to": to}, 403)
    await act(mediation, TWO, case, at, {"to": to}, 404)
    wrong = (await act(mediation, MEDIATOR, case, at, {"to": to}, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/letter"
    told = (await act(mediation, ONE, case, at, {"to": to})).json()
    assert (told["consents"][0]["to"], told["consents"][0]["by"]) == (to, "pihak")
    inside = {"first-party": 1, "mediator": 1, "other-party": 0} | dict.fromkeys(OFFICE, 0)
    assert await seen(mediation, case, "notes") == OUTSIDE | inside | more


async def test_another_party_does_not_consent_for_the_first(mediation: Caller) -> None:
    case = await mediating(mediation)
    made = await note(mediation, case)
    at = f"notes/{made['id']}/disclosure"
    await act(mediation, MEDIATOR, case, at, {"to": ["para_pihak"], "letter": "3/DEMO"})
    refused = await act(mediation, TWO, case, at, {"to": ["petugas"]}, 403)
    assert refused.json()["code"] == "not-their-confidence"


async def test_a_later_mediator_reads_what_was_confided_to_the_first_only_by_consent(
    mediation: Caller,
) -> None:
    case = await mediating(mediation)
    kept, told = await note(mediation, case), await note(mediation, case)
    await act(mediation, ONE, case, f"notes/{told['id']}/disclosure", {"to": ["mediator_pengganti"]})
    await act(mediation, OFFICER, case, "mediator-replacement")
    following = await enrolled(mediation, name="Berikut (DEMO)", subject=NEXT_MEDIATOR.subject)
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": following["id"]})
    at = f"{AT}/cases/{case['id']}/notes"
    assert (await mediation.as_(NEXT_MEDIATOR).get(at)).json()["items"] == []
    for party in (ONE, TWO):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    await act(mediation, NEXT_MEDIATOR, case, "impartiality", {"impartial": True, "statement": "DEMO"})
    await act(mediation, OFFICER, case, "mediator-appointment", {})
    read = (await mediation.as_(NEXT_MEDIATOR).get(at)).json()["items"]
    assert [one["id"] for one in read] == [told["id"]]
    assert (await mediation.as_(MEDIATOR).get(at)).status_code == 404
    own = (await mediation.as_(ONE).get(at)).json()["items"]
    assert [one["id"] for one in own] == [kept["id"], told["id"]]


async def test_a_note_names_its_party_and_its_own_caucus(mediation: Caller) -> None:
    case = await mediating(mediation)
    for body in ({"text": "x"}, {"text": "x", "party_id": case["id"]}):
        wrong = (await act(mediation, MEDIATOR, case, "notes", body, 422)).json()
        assert wrong["errors"][0]["pointer"] == "/party_id"
    nowhere = {"text": "x", "session_id": case["id"]}
    assert (await act(mediation, ONE, case, "notes", nowhere, 422)).json()["errors"][0]["pointer"] == (
        "/session_id"
    )
    await act(mediation, OFFICER, case, "notes", {"text": "x"}, 403)


async def test_proposals_stay_between_the_disputants_the_mediator_and_the_office(mediation: Caller) -> None:
    case = await mediating(mediation)
    await act(mediation, ONE, case, "proposals", {"text": SECRET})
    inside = dict.fromkeys(("first-party", "other-party", "mediator", *OFFICE), 1)
    assert await seen(mediation, case, "proposals") == OUTSIDE | inside
    await act(mediation, OFFICER, case, "proposals", {"text": "x"}, 403)
    for who in ("gwpp", "ministry", "auditor", "holder", "other-party"):
        for path in (f"cases/{case['id']}", f"cases/{case['id']}/trail"):
            assert SECRET not in (await mediation.as_(READERS[who]).get(f"{AT}/{path}")).text, (who, path)


async def test_a_proposal_has_versions_is_countered_and_accepted_as_it_was_read(mediation: Caller) -> None:
    case = await mediating(mediation)
    issue = case["issues"][0]["id"]
    made = (await act(mediation, ONE, case, "proposals", {"text": "60:40", "issues": [issue]})).json()
    at = f"{AT}/cases/{case['id']}/proposals/{made['id']}"
    first, second = mediation.as_(ONE), mediation.as_(TWO)
    wrong = await second.patch(at, {"text": "x"}, etag='"1"')
    assert (wrong.status_code, wrong.json()["code"]) == (403, "not-their-proposal")
    own = await first.send("POST", f"{at}/answer", {"accepted": True}, headers={"If-Match": '"1"'})
    assert (own.status_code, own.json()["code"]) == (409, "own-proposal")
    no = await second.send("POST", f"{at}/answer", {"accepted": False}, headers={"If-Match": '"1"'})
    assert no.json()["state"] == "ditolak"
    counter = (await act(mediation, TWO, case, "proposals", {"text": "50:50", "counters": made["id"]})).json()
    assert (counter["number"], counter["counters"]) == (2, made["id"])
    assert (await first.patch(at, {}, etag='"1"')).status_code == 422
    anew = await first.patch(at, {"text": "55:45"}, etag='"1"')
    assert (anew.json()["version"], anew.json()["state"]) == (2, "terbuka")
    stale = await second.send("POST", f"{at}/answer", {"accepted": True}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    yes = await second.send("POST", f"{at}/answer", {"accepted": True}, headers={"If-Match": '"2"'})
    assert (yes.json()["state"], [one["text"] for one in yes.json()["versions"]]) == (
        "diterima",
        ["60:40", "55:45"],
    )
    assert (await first.patch(at, {"state": "ditarik"}, etag='"2"')).status_code == 409
    away = await second.patch(f"{at.rpartition('/')[0]}/{counter['id']}", {"state": "ditarik"}, etag='"1"')
    assert away.json()["state"] == "ditarik"


async def test_the_mediators_proposal_needs_every_partys_yes(mediation: Caller) -> None:
    case = await mediating(mediation)
    bad = {"text": "x", "issues": [case["id"]], "counters": case["id"]}
    wrong = (await act(mediation, MEDIATOR, case, "proposals", bad, 422)).json()
    assert [error["pointer"] for error in wrong["errors"]] == ["/issues/0", "/counters"]
    made = (await act(mediation, MEDIATOR, case, "proposals", {"text": "Jalan tengah (DEMO)"})).json()
    at = f"{AT}/cases/{case['id']}/proposals/{made['id']}/answer"
    states = []
    for actor in (ONE, TWO):
        answer = await mediation.as_(actor).send("POST", at, {"accepted": True}, headers={"If-Match": '"1"'})
        states.append(answer.json()["state"])
    assert states == ["terbuka", "diterima"]
