"""Requests for mediation between invented forums, and a case brought to a state through the public door."""

from datetime import timedelta
from typing import Any

import httpx

from services.kit import clock
from services.kit.actor import Actor
from tests.support.callers import COORDINATOR, MEDIATOR, OFFICER, Caller, client_actor

AT = "/v1/kabkota"
PARTY = frozenset({"mediation:file", "mediation:read"})
ONE = client_actor("forum-satu", "forum", scopes=PARTY, forum=["forum-satu"])
TWO = client_actor("forum-dua", "forum", scopes=PARTY, forum=["forum-dua"])
THREE = client_actor("forum-tiga", "forum", scopes=PARTY, forum=["forum-tiga"])
BY_FORUM = {"forum-satu": ONE, "forum-dua": TWO, "forum-tiga": THREE}
# A dispute of three, of whom the last may leave.
THREE_PARTIES = [
    {"role": "pemohon", "forum": "forum-satu"},
    {"role": "pihak_lain", "forum": "forum-dua"},
    {"role": "pihak_lain", "forum": "forum-tiga"},
]
REASON = {"reason": "Alasan (DEMO)."}
WILLING = {"willing": True, "house_rules_accepted": True}


def request(**changes: Any) -> dict[str, Any]:
    """A request of forum-satu against forum-dua."""
    return {
        "title": "Biaya angkut sampah (DEMO)",
        "kind": "antar_forum",
        "summary": "Pembagian biaya tidak disepakati (DEMO).",
        "issues": [{"category": "persampahan", "text": "Siapa menanggung biaya angkut (DEMO)."}],
        "relief_sought": "Pembagian biaya yang disepakati (DEMO).",
        "house_rules_accepted": True,
        "parties": [
            {"role": "pemohon", "forum": "forum-satu"},
            {"role": "pihak_lain", "forum": "forum-dua"},
        ],
    } | changes


async def file(mediation: Caller, actor: Actor = ONE, **changes: Any) -> dict[str, Any]:
    """A case that was filed."""
    answer = await mediation.as_(actor).post(f"{AT}/cases", request(**changes))
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def act(
    mediation: Caller, actor: Actor, case: dict[str, Any], name: str, body: object = REASON, status: int = 201
) -> httpx.Response:
    """Do an act on a case; its answer, which must have this status."""
    answer = await mediation.as_(actor).post(f"{AT}/cases/{case['id']}/{name}", body)
    assert answer.status_code == status, (name, answer.text)
    return answer


def speakers(case: dict[str, Any]) -> list[Actor]:
    """The systems of the forums between whom a case is, in the order of its parties."""
    disputants = [party for party in case["parties"] if party["role"] != "pemberi_keterangan"]
    return [BY_FORUM[party["forum"]] for party in disputants if party["left_on"] is None]


async def accepted(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case whose parties are asked whether they are willing; `OFFICER` holds it."""
    case = await file(mediation, **changes)
    await act(mediation, OFFICER, case, "claim", {})
    await act(mediation, OFFICER, case, "examination", {})
    for issue in case["issues"]:
        route = "mediasi" if issue["authority"]["mediable"] else "diteruskan"
        await act(
            mediation, OFFICER, case, f"issues/{issue['id']}/decision", {"route": route, "reason": "DEMO"}
        )
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "acceptance", {})).json()
    return made


async def willing(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case whose parties are all willing: a mediator is sought."""
    case = await accepted(mediation, **changes)
    for party in speakers(case)[1:]:
        made: dict[str, Any] = (await act(mediation, party, case, "willingness", WILLING)).json()
    return made


async def enrolled(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A mediator on the roster, from afar and free of conflicts; `MEDIATOR` unless it is said otherwise."""
    body: dict[str, Any] = {
        "name": "Ibu Netral (DEMO)",
        "subject": MEDIATOR.subject,
        "capacity": "mediator",
        "expertise": ["persampahan"],
        "languages": ["id", "jv"],
        "region_code": "51.71",
        "institution": "Lembaga (DEMO)",
        "term_from": "2020-01-01",
    } | changes
    answer = await mediation.as_(COORDINATOR).post(f"{AT}/mediators", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def proposed(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case for which `MEDIATOR` is proposed."""
    case = await willing(mediation, **changes)
    roster = (await mediation.as_(COORDINATOR).get(f"{AT}/mediators")).json()["items"]
    known = [one for one in roster if one["subject"] == MEDIATOR.subject]
    mediator = known[0] if known else await enrolled(mediation)
    body = {"mediator_id": mediator["id"]}
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "mediator-proposal", body)).json()
    return made


async def appointed(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case whose mediator, `MEDIATOR`, is appointed: the parties' positions are awaited."""
    case = await proposed(mediation, **changes)
    for party in speakers(case):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    statement = {"impartial": True, "statement": "Tidak memihak (DEMO)."}
    await act(mediation, MEDIATOR, case, "impartiality", statement)
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "mediator-appointment", {})).json()
    return made


async def mediating(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case in mediation by `MEDIATOR`."""
    case = await appointed(mediation, **changes)
    for party in speakers(case):
        await act(mediation, party, case, "resume", {"position": f"Posisi {party.subject} (DEMO)."})
    made: dict[str, Any] = (await act(mediation, MEDIATOR, case, "opening", {})).json()
    return made


async def drafting(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case whose agreement is drafted, after one session was held."""
    case = await mediating(mediation, **changes)
    start = clock.now() + timedelta(days=7)
    body = {
        "kind": "pertemuan",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(),
        "place": f"Ruang {case['number']} (DEMO)",
    }
    row = (await act(mediation, OFFICER, case, "sessions", body)).json()
    came = [{"party_id": party["id"], "present": True} for party in case["parties"]]
    with clock.fixed(start + timedelta(hours=2)):
        at = f"{AT}/cases/{case['id']}/sessions/{row['id']}/record"
        headers = {"If-Match": f'"{row["version"]}"'}
        told = await mediation.as_(OFFICER).send("POST", at, {"attendance": came}, headers=headers)
        assert told.status_code == 201, told.text
        made: dict[str, Any] = (await act(mediation, MEDIATOR, case, "drafting", {})).json()
    return made
