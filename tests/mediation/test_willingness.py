"""Who is willing by asking for mediation, and who has still to say so."""

from typing import Any

from tests.mediation.requests import (
    AT,
    ONE,
    REASON,
    THREE,
    TWO,
    WILLING,
    accepted,
    act,
    enrolled,
    file,
    willing,
)
from tests.support.callers import MEDIATOR, OFFICER, Caller


def said(case: dict[str, Any]) -> list[tuple[str | None, bool]]:
    return [(party["willingness"], party["house_rules_accepted"]) for party in case["parties"]]


async def test_a_petitioner_named_by_another_is_asked_as_everybody_else(mediation: Caller) -> None:
    parties = [
        {"role": "pemohon", "forum": "forum-tiga"},
        {"role": "pemohon", "forum": "forum-satu"},
        {"role": "pihak_lain", "forum": "forum-dua"},
    ]
    case = await accepted(mediation, parties=parties)
    assert said(case) == [(None, False), ("bersedia", True), (None, False)]
    assert case["awaited"] == f"pihak:{case['parties'][0]['id']},{case['parties'][2]['id']}"
    waiting = (await act(mediation, TWO, case, "willingness", WILLING)).json()
    assert waiting["state"] == "menunggu_kesediaan"
    made = (await act(mediation, THREE, case, "willingness", WILLING)).json()
    assert (made["state"], said(made)) == ("penunjukan_mediator", [("bersedia", True)] * 3)


async def test_a_petitioner_whom_the_office_adds_is_asked(mediation: Caller) -> None:
    case = await accepted(mediation)
    joining = {"role": "pemohon", "forum": "forum-tiga"}
    made = (await act(mediation, OFFICER, case, "party-addition", joining)).json()
    assert said(made)[-1] == (None, False)
    waiting = (await act(mediation, TWO, case, "willingness", WILLING)).json()
    assert (waiting["state"], waiting["awaited"]) == (
        "menunggu_kesediaan",
        f"pihak:{waiting['parties'][-1]['id']}",
    )


async def test_the_office_files_from_the_letter_of_the_first_petitioner(mediation: Caller) -> None:
    parties = [
        {"role": "pemohon", "region_code": "33.01"},
        {"role": "pemohon", "region_code": "33.03"},
        {"role": "pihak_lain", "region_code": "33.02"},
    ]
    case = await file(mediation, OFFICER, kind="antar_daerah", letter="005/1/DEMO", parties=parties)
    assert said(case) == [("bersedia", True), (None, False), (None, False)]


async def test_the_fixed_fields_of_a_filing_suffice_and_the_house_rules_follow(mediation: Caller) -> None:
    case = await willing(mediation, house_rules_accepted=False)
    assert said(case) == [("bersedia", False), ("bersedia", True)]
    mediator = await enrolled(mediation)
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]})
    for party in (ONE, TWO):
        waiting = (await act(mediation, party, case, "mediator-acceptance", {"accepted": True})).json()
    assert waiting["awaited"] == f"pihak:{case['parties'][0]['id']}"
    await act(mediation, MEDIATOR, case, "impartiality", {"impartial": True, "statement": "DEMO"})
    refused = (await act(mediation, OFFICER, case, "mediator-appointment", {}, 409)).json()
    assert "tata tertib mediasi: Forum Satu" in refused["detail"]
    made = (await act(mediation, ONE, case, "willingness", WILLING)).json()
    assert (made["state"], made["awaited"]) == ("penunjukan_mediator", "petugas")
    assert (await act(mediation, OFFICER, case, "mediator-appointment", {})).json()["state"] == "pra_mediasi"


async def test_who_takes_its_willingness_back_before_a_mediator_is_there_may_be_asked_again(
    mediation: Caller,
) -> None:
    case = await willing(mediation)
    made = (await act(mediation, TWO, case, "willingness", {"willing": False})).json()
    assert (made["state"], made["due"]) == ("pihak_tidak_bersedia", None)
    await act(mediation, OFFICER, case, "renewed-invitation", REASON)
    assert (await act(mediation, TWO, case, "willingness", WILLING)).json()["state"] == "penunjukan_mediator"
    assert (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()["due"] is not None
