"""Requests for mediation between invented forums, and a case brought to a state through the public door."""

from typing import Any

import httpx

from services.kit.actor import Actor
from tests.support.callers import OFFICER, Caller, client_actor

AT = "/v1/kabkota"
PARTY = frozenset({"mediation:file", "mediation:read"})
ONE = client_actor("forum-satu", "forum", scopes=PARTY, forum=["forum-satu"])
TWO = client_actor("forum-dua", "forum", scopes=PARTY, forum=["forum-dua"])
THREE = client_actor("forum-tiga", "forum", scopes=PARTY, forum=["forum-tiga"])
REASON = {"reason": "Alasan (DEMO)."}


def request(**changes: Any) -> dict[str, Any]:
    """A request of forum-satu against forum-dua."""
    return {
        "title": "Biaya angkut sampah (DEMO)",
        "kind": "antar_forum",
        "summary": "Pembagian biaya tidak disepakati (DEMO).",
        "issues": [{"category": "persampahan", "text": "Siapa menanggung biaya angkut (DEMO)."}],
        "relief_sought": "Pembagian biaya yang disepakati (DEMO).",
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
    body = {"willing": True, "house_rules_accepted": True}
    made: dict[str, Any] = (await act(mediation, TWO, case, "willingness", body)).json()
    return made
