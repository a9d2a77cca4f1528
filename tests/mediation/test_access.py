"""A party without a client comes by an access code: to its one case, for as long as the code holds."""

from datetime import timedelta
from typing import Any

import pytest

from services.kit import clock
from services.kit.actor import Actor, service_actor
from tests.mediation.requests import AT, ONE, PARTY, REASON, act, file, request
from tests.support.callers import OFFICER, OTHER_OFFICER, Caller, client_actor

GATEWAY = service_actor("gateway")
PARTIES = [
    {"role": "pemohon", "forum": "forum-satu"},
    {"role": "pihak_lain", "region_code": "34.01"},
    {"role": "pihak_lain", "name": "Kelompok Warga (DEMO)"},
]


async def between_regions(mediation: Caller) -> dict[str, Any]:
    """A case with parties that have no access of their own; `OFFICER` holds it."""
    case = await file(mediation, kind="antar_daerah", parties=PARTIES)
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "claim", {})).json()
    return made


async def issued(mediation: Caller, case: dict[str, Any], party: int = 1, **body: Any) -> dict[str, Any]:
    """A code for a party of a case."""
    body = {"party_id": case["parties"][party]["id"]} | body
    code: dict[str, Any] = (await act(mediation, OFFICER, case, "access-code-issue", body)).json()
    return code


async def exchange(mediation: Caller, code: str, status: int = 201) -> dict[str, Any]:
    """What the gateway is told of a code."""
    answer = await mediation.as_(GATEWAY).post("/internal/kabkota/case-access", {"code": code})
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def holder(told: dict[str, Any]) -> Actor:
    """The actor that the gateway makes of what it was told."""
    return client_actor("x", "party", scopes=PARTY, access=[told["access_code_id"]], party=[told["party_id"]])


async def test_a_code_opens_one_case_to_one_party(mediation: Caller) -> None:
    case, other = await between_regions(mediation), await between_regions(mediation)
    code = await issued(mediation, case)
    told = await exchange(mediation, code["code"])
    assert (told["case_id"], told["party_id"]) == (case["id"], case["parties"][1]["id"])
    party = mediation.as_(holder(told))
    seen = await party.get(f"{AT}/cases/{case['id']}")
    assert (seen.status_code, seen.json()["viewed_as"]) == (200, "pihak")
    assert [item["id"] for item in (await party.get(f"{AT}/cases")).json()["items"]] == [case["id"]]
    assert (await party.get(f"{AT}/cases/{other['id']}")).status_code == 404
    await act(mediation, holder(told), other, "willingness", {"willing": False}, 404)
    assert (await party.post(f"{AT}/cases", request())).status_code == 403
    # A code of one case with the party of another opens neither.
    crossed = holder(told | {"party_id": other["parties"][1]["id"]})
    for one in (case, other):
        assert (await mediation.as_(crossed).get(f"{AT}/cases/{one['id']}")).status_code == 404


async def test_a_party_acts_with_its_code_for_itself_alone(mediation: Caller) -> None:
    case = await between_regions(mediation)
    told = await exchange(mediation, (await issued(mediation, case))["code"])
    await act(mediation, OFFICER, case, "examination", {})
    for issue in case["issues"]:
        body = {"route": "mediasi", "reason": "DEMO"}
        await act(mediation, OFFICER, case, f"issues/{issue['id']}/decision", body)
    await act(mediation, OFFICER, case, "acceptance", {})
    yes = {"willing": True, "house_rules_accepted": True}
    other = yes | {"party_id": case["parties"][2]["id"]}
    await act(mediation, holder(told), case, "willingness", other, 404)
    made = (await act(mediation, holder(told), case, "willingness", yes)).json()
    assert [party["willingness"] for party in made["parties"]] == ["bersedia", "bersedia", None]


async def test_a_code_is_told_once_and_kept_as_its_hash(mediation: Caller) -> None:
    case = await between_regions(mediation)
    at, body = f"{AT}/cases/{case['id']}/access-code-issue", {"party_id": case["parties"][1]["id"]}
    officer, key = mediation.as_(OFFICER), {"Idempotency-Key": "sekali"}
    answer = await officer.post(at, body, headers=key)
    assert answer.headers["cache-control"] == "no-store"
    code = answer.json()["code"]
    assert len(code.replace("-", "")) == 26
    again = await officer.post(at, body, headers=key)
    assert (again.status_code, again.json()["code"], again.json()["id"]) == (201, None, answer.json()["id"])
    listed = await officer.get(f"{AT}/cases/{case['id']}/access-codes")
    assert [item["code"] for item in listed.json()["items"]] == [None]
    assert code not in listed.text
    trail = await officer.get(f"{AT}/cases/{case['id']}/trail")
    assert code not in trail.text
    # However it is typed.
    assert (await exchange(mediation, code.replace("-", " ").lower()))["case_id"] == case["id"]
    assert (await officer.get(f"{AT}/cases/{case['id']}/access-codes")).json()["items"][0]["uses"] == 1


async def test_a_code_that_was_revoked_opens_nothing_at_once(mediation: Caller) -> None:
    case = await between_regions(mediation)
    code = await issued(mediation, case)
    told = await exchange(mediation, code["code"])
    body = {"access_code_id": code["id"], **REASON}
    await act(mediation, OTHER_OFFICER, case, "access-code-revocation", body, 403)
    await act(mediation, OFFICER, case, "access-code-revocation", body)
    await exchange(mediation, code["code"], 404)
    # The token that was had for it before, too.
    assert (await mediation.as_(holder(told)).get(f"{AT}/cases/{case['id']}")).status_code == 404
    await act(mediation, OFFICER, case, "access-code-revocation", body, 404)


async def test_a_code_expires_and_ends_with_its_party(mediation: Caller) -> None:
    case = await between_regions(mediation)
    code = await issued(mediation, case, days=1)
    told = await exchange(mediation, code["code"])
    with clock.fixed(clock.now() + timedelta(days=1, seconds=1)):
        await exchange(mediation, code["code"], 404)
        assert (await mediation.as_(holder(told)).get(f"{AT}/cases/{case['id']}")).status_code == 404
    body = {"party_id": told["party_id"], "left_on": clock.today().isoformat(), "reason": "DEMO"}
    await act(mediation, OFFICER, case, "party-departure", body)
    await exchange(mediation, code["code"], 404)
    assert (await mediation.as_(holder(told)).get(f"{AT}/cases/{case['id']}")).status_code == 404


async def test_only_the_gateway_asks_what_a_code_opens(mediation: Caller) -> None:
    case = await between_regions(mediation)
    code = (await issued(mediation, case))["code"]
    for actor in (OFFICER, ONE, service_actor("knowledge")):
        answer = await mediation.as_(actor).post("/internal/kabkota/case-access", {"code": code})
        assert answer.status_code == 403
    elsewhere = mediation.as_(GATEWAY, "provinsi")
    assert (await elsewhere.post("/internal/provinsi/case-access", {"code": code})).status_code == 404


@pytest.mark.parametrize("code", ["", "x" * 101])
async def test_what_is_no_code_is_refused(mediation: Caller, code: str) -> None:
    await exchange(mediation, code, 422)
