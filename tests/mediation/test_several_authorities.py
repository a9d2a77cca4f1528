"""One case, several authorities: what is passed on, what is mediated beside it, and what comes back."""

from typing import Any

from services.kit.actor import Actor
from tests.mediation.requests import AT, ONE, REASON, TWO, act, drafting, file, mediating
from tests.mediation.test_referrals import GOVERNOR, MINISTRY
from tests.mediation.test_settlements import HEAD, send, settlement
from tests.support.callers import MEDIATOR, OFFICER, Caller

LAND = {"category": "pertanahan", "text": "Hak atas lahan (DEMO)."}
BOUNDARY = {"category": "tapal_batas", "text": "Letak batas (DEMO)."}
SOCIAL = {"category": "konflik_sosial", "text": "Gesekan warga (DEMO)."}
WASTE = {"category": "persampahan", "text": "Biaya angkut (DEMO)."}


def said(outcome: str, **more: Any) -> dict[str, Any]:
    return {"number": "78/DEMO", "dated": "2026-01-03", "outcome": outcome, **more}


async def examined(mediation: Caller, *issues: dict[str, str]) -> dict[str, Any]:
    case = await file(mediation, issues=list(issues))
    await act(mediation, OFFICER, case, "claim", {})
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "examination", {})).json()
    return made


async def refer(mediation: Caller, case: dict[str, Any], body: str, **dossier: Any) -> dict[str, Any]:
    await act(mediation, OFFICER, case, "referral-dossier", {"body": body, **dossier})
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "referral", REASON)).json()
    return made


async def limits(mediation: Caller, case: dict[str, Any]) -> dict[str, str]:
    """The limits of answers: whether each runs, by the letter of its referral's addressee."""
    at = f"{AT}/cases/{case['id']}"
    clocks = (await mediation.as_(OFFICER).get(f"{at}/clocks")).json()["items"]
    found = {}
    for body in ("kemendagri", "pertanahan"):
        referral = (await mediation.as_(OFFICER).get(f"{at}/referral?body={body}")).json()
        (one,) = [clock for clock in clocks if clock["referral_id"] == referral["id"]]
        found[body] = one["status"]
    return found


def statuses(case: dict[str, Any]) -> list[str]:
    return [issue["status"] for issue in case["issues"]]


async def test_two_authorities_each_have_their_dossier_receipt_limit_and_answer(mediation: Caller) -> None:
    case = await examined(mediation, BOUNDARY, LAND)
    first = await refer(mediation, case, "kemendagri")
    # Another issue lies with the node still.
    assert (first["state"], statuses(first)) == ("pemeriksaan", ["diteruskan", "terbuka"])
    second = await refer(mediation, case, "pertanahan")
    assert (second["state"], statuses(second)) == ("diteruskan", ["diteruskan", "diteruskan"])
    assert await limits(mediation, case) == {"kemendagri": "berjalan", "pertanahan": "berjalan"}
    at = f"{AT}/cases/{case['id']}"
    letters = (await mediation.as_(OFFICER).get(f"{at}/letters?kind=penerusan")).json()["items"]
    assert len({one["correspondent"] for one in letters}) == 2
    # Each waits for its own receipt and answer: the office says whose it is.
    receipt = {"number": "1/DEMO", "received_on": "2026-01-02"}
    refused = (await act(mediation, OFFICER, case, "referral-receipt", receipt, 422)).json()
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == ("/body", "ambiguous")
    await act(mediation, OFFICER, case, "referral-receipt", receipt | {"body": "pertanahan"})
    await act(mediation, OFFICER, case, "referral-receipt", receipt | {"body": "pertanahan"}, 409)
    refused = (await act(mediation, OFFICER, case, "referral-reply", said("ditangani"), 422)).json()
    assert refused["errors"][0]["code"] == "ambiguous"
    # The Ministry answers what it was sent, and reads nothing else.
    one = (await act(mediation, MINISTRY, case, "referral-reply", said("ditangani"))).json()
    assert one["awaited"] == "instansi_tujuan"
    assert await limits(mediation, case) == {"kemendagri": "berhenti", "pertanahan": "berjalan"}
    seen = await mediation.as_(MINISTRY).get(f"{at}/referral?body=pertanahan")
    assert (seen.status_code, seen.json()["code"]) == (404, "referral-not-found")
    assert (await mediation.as_(GOVERNOR).get(f"{at}/referral")).status_code == 403
    open_letters = [
        one["correspondent"]
        for one in (await mediation.as_(OFFICER).get(at)).json()["standing"]["letters_unanswered"]
    ]
    assert open_letters == ["Kantor pertanahan atau pengadilan"]
    refused = (await act(mediation, OFFICER, case, "closing", REASON, 409)).json()
    assert "Tanggapan atas penerusan belum dicatat" in refused["detail"]
    done = (await act(mediation, OFFICER, case, "referral-reply", said("diselesaikan"))).json()
    assert (done["awaited"], done["due"]) == ("petugas", None)
    shown = (await mediation.as_(OFFICER).get(f"{at}/referral?body=pertanahan")).json()
    assert (shown["receipt_number"], shown["outcome"]) == ("1/DEMO", "diselesaikan")
    assert (await act(mediation, OFFICER, case, "closing", REASON)).json()["state"] == "ditutup"


async def test_one_body_has_one_open_referral_and_what_comes_back_goes_elsewhere(mediation: Caller) -> None:
    case = await examined(mediation, BOUNDARY)
    sent = await refer(mediation, case, "kemendagri")
    assert sent["state"] == "diteruskan"
    # It lies there: nothing more may be passed on.
    await act(mediation, OFFICER, case, "referral-dossier", {"body": "kemendagri"}, 409)
    back = (await act(mediation, MINISTRY, case, "referral-reply", said("tidak_berwenang"))).json()
    assert {"referral-dossier", "closing"} <= set(back["allowed_acts"]) or back["viewed_as"] == "pengawas"
    refused = (await act(mediation, OFFICER, case, "referral-dossier", {"body": "raja"}, 422)).json()
    assert refused["errors"][0]["pointer"] == "/body"
    made = (await act(mediation, OFFICER, case, "referral-dossier", {"body": "menteri"})).json()
    assert (made["addressee"]["body"], made["addressee"]["needs_verification"]) == ("menteri", True)
    assert "Dipilih petugas" in made["addressee"]["gap"]["id"]
    again = (await act(mediation, OFFICER, case, "referral", REASON)).json()
    assert (again["state"], again["awaited"], again["due"]["rule"]) == (
        "diteruskan",
        "instansi_tujuan",
        "tanggapan_rujukan",
    )
    # What was returned to be completed may go to the same authority again.
    await act(mediation, OFFICER, case, "referral-reply", said("dikembalikan", body="menteri"))
    assert (await refer(mediation, case, "kemendagri"))["awaited"] == "instansi_tujuan"


async def test_land_is_passed_on_while_its_social_effects_are_mediated(mediation: Caller) -> None:
    case = await mediating(mediation, issues=[LAND, SOCIAL])
    assert statuses(case) == ["terbuka", "terbuka"]
    # The mediated issue stays: it is no one else's yet.
    await act(mediation, OFFICER, case, "referral-dossier", {"body": "menteri"}, 422)
    made = await refer(mediation, case, "pertanahan")
    assert (made["state"], statuses(made)) == ("mediasi", ["diteruskan", "terbuka"])
    running = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/clocks")).json()["items"]
    assert {one["code"] for one in running if one["status"] == "berjalan"} == {"mediasi", "tanggapan_rujukan"}
    answered = (await act(mediation, OFFICER, case, "referral-reply", said("ditangani"))).json()
    assert (answered["state"], answered["due"]["rule"]) == ("mediasi", "mediasi")
    # Mediation goes on, and fails: what it left open goes to the Minister, the land is where it is.
    await act(mediation, MEDIATOR, case, "failure", REASON)
    dossier = (await act(mediation, OFFICER, case, "referral-dossier", {})).json()
    assert [one["category"] for one in dossier["dossier"]["issues"]] == ["konflik_sosial"]
    assert (await act(mediation, OFFICER, case, "referral", REASON)).json()["state"] == "diteruskan"


async def partly_agreed(mediation: Caller) -> dict[str, Any]:
    """A settlement of the first of two issues."""
    case = await drafting(mediation, issues=[WASTE, SOCIAL])
    body = {"text": "Biaya dibagi dua (DEMO).", "issues": [case["issues"][0]["id"]]}
    await act(mediation, MEDIATOR, case, "settlement/clauses", body)
    version = (await settlement(mediation, case))["version"]
    parties: tuple[Actor, ...] = (ONE, TWO)
    for actor in parties:
        await send(mediation, actor, "POST", case, "settlement/initials", {}, version)
    await act(mediation, OFFICER, case, "signing", {"outcome": "sebagian"})
    for actor in parties:
        made: dict[str, Any] = (await act(mediation, actor, case, "signature", HEAD)).json()
    return made


async def test_a_partial_settlement_refers_what_it_left_open(mediation: Caller) -> None:
    case = await partly_agreed(mediation)
    assert (case["state"], statuses(case)) == ("kesepakatan", ["disepakati", "tidak_disepakati"])
    made = await refer(mediation, case, "menteri")
    assert (made["state"], statuses(made)) == ("kesepakatan", ["disepakati", "diteruskan"])
    refused = (await act(mediation, OFFICER, case, "closing", REASON, 409)).json()
    assert "Tanggapan" in refused["detail"]
    await act(mediation, MINISTRY, case, "referral-reply", said("diselesaikan"))
    closed = (await act(mediation, OFFICER, case, "closing", REASON)).json()
    assert (closed["state"], closed["outcome"]) == ("ditutup", "sebagian")


async def test_an_issue_is_passed_on_when_it_was_sent_not_when_that_was_decided(mediation: Caller) -> None:
    case = await examined(mediation, WASTE, SOCIAL)
    way = f"issues/{case['issues'][0]['id']}/decision"
    decided = (await act(mediation, OFFICER, case, way, {"route": "diteruskan", **REASON})).json()
    assert (decided["issues"][0]["route"], statuses(decided)[0]) == ("diteruskan", "terbuka")
    again = (await act(mediation, OFFICER, case, way, {"route": "mediasi", **REASON})).json()
    assert (again["issues"][0]["route"], statuses(again)[0]) == ("mediasi", "terbuka")
    # What is to be mediated is in no dossier; the other issue, whose way is open, is.
    made = (await act(mediation, OFFICER, case, "referral-dossier", {})).json()
    assert [one["category"] for one in made["dossier"]["issues"]] == ["konflik_sosial"]
    # A dossier whose issue is mediated after all is composed anew.
    other = f"issues/{case['issues'][1]['id']}/decision"
    await act(mediation, OFFICER, case, other, {"route": "mediasi", **REASON})
    refused = (await act(mediation, OFFICER, case, "referral", REASON, 422)).json()
    assert refused["errors"][0]["code"] == "stale"
    await act(mediation, OFFICER, case, other, {"route": "diteruskan", **REASON})
    sent = (await act(mediation, OFFICER, case, "referral", REASON)).json()
    assert (sent["state"], statuses(sent)) == ("pemeriksaan", ["terbuka", "diteruskan"])
    refused = (await act(mediation, OFFICER, case, other, {"route": "mediasi", **REASON}, 422)).json()
    assert refused["errors"][0]["code"] == "passed-on"
    await act(mediation, MINISTRY, case, "referral-reply", said("dikembalikan"))
    back = (await act(mediation, OFFICER, case, other, {"route": "mediasi", **REASON})).json()
    assert statuses(back) == ["terbuka", "terbuka"]


async def test_a_suspension_stops_no_other_authoritys_limit(mediation: Caller) -> None:
    case = await mediating(mediation, issues=[LAND, SOCIAL])
    await refer(mediation, case, "pertanahan")
    consents = [{"party_id": one["id"], "letter": "1/DEMO"} for one in case["parties"]]
    made = (await act(mediation, OFFICER, case, "suspension", {**REASON, "consents": consents})).json()
    assert made["due"]["rule"] == "tanggapan_rujukan"
    await act(mediation, OFFICER, case, "referral-reply", said("ditangani"))
    back = (await act(mediation, OFFICER, case, "resumption", REASON)).json()
    assert (back["state"], back["due"]["rule"]) == ("mediasi", "mediasi")


async def test_an_answer_is_to_the_letter_that_stands(mediation: Caller) -> None:
    case = await examined(mediation, BOUNDARY, LAND)
    await refer(mediation, case, "kemendagri")
    await refer(mediation, case, "pertanahan")
    at = f"{AT}/cases/{case['id']}"
    before = (await mediation.as_(OFFICER).get(f"{at}/referral?body=kemendagri")).json()["letter_id"]
    made = (await act(mediation, OFFICER, case, f"letters/{before}/correction", REASON)).json()
    shown = (await mediation.as_(OFFICER).get(f"{at}/referral?body=kemendagri")).json()
    assert shown["letter_id"] == made["id"]
    assert made["awaits_reply_until"] is not None
    await act(mediation, MINISTRY, case, "referral-reply", said("ditangani"))
    waiting = (await mediation.as_(OFFICER).get(at)).json()["standing"]["letters_unanswered"]
    assert [one["correspondent"] for one in waiting] == ["Kantor pertanahan atau pengadilan"]
