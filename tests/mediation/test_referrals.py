"""A dispute that mediation does not settle: its dossier, its addressee, and the answer that is tracked."""

from typing import Any

from services.kit import clock
from services.kit.actor import Actor
from services.mediation.cases.states import BY_ACT
from services.mediation.referrals.dossier import TOLD
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, accepted, act, file, mediating
from tests.support.callers import COORDINATOR, MEDIATOR, OFFICER, Caller, client_actor

PARTY = frozenset({"mediation:read", "mediation:file"})
MINISTRY = client_actor("kemendagri", "ministry", scopes=PARTY)
READING_MINISTRY = client_actor("kemendagri-baca", "ministry", scopes=frozenset({"mediation:read"}))
GOVERNOR = client_actor("gwpp-jateng", "gwpp", scopes=PARTY, province=["33"])
SECRET = "TAWARAN-RAHASIA"


async def failed(mediation: Caller) -> dict[str, Any]:
    """A case whose mediation did not succeed, with an offer and a note that stay confidential."""
    case = await mediating(mediation)
    await act(mediation, ONE, case, "proposals", {"text": SECRET})
    await act(mediation, ONE, case, "notes", {"text": SECRET})
    made = await act(mediation, MEDIATOR, case, "failure", {"reason": f"Buntu, {SECRET} (DEMO)."})
    result: dict[str, Any] = made.json()
    return result


async def referred(mediation: Caller) -> dict[str, Any]:
    """A case that was passed on to the Minister."""
    case = await failed(mediation)
    await act(mediation, OFFICER, case, "referral-dossier", {})
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "referral", REASON)).json()
    return made


async def upload(
    mediation: Caller, actor: Actor, case: dict[str, Any], query: str, content: bytes = b"%PDF-1.4\n"
) -> dict[str, Any]:
    at = f"{AT}/cases/{case['id']}/documents{query}"
    answer = await mediation.as_(actor).request(
        "POST", at, content=content, headers={"Content-Type": "application/pdf"}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_chronology_names_acts_of_the_table_only() -> None:
    assert set(TOLD) <= set(BY_ACT)


async def test_a_case_is_not_passed_on_without_a_dossier(mediation: Caller) -> None:
    case = await failed(mediation)
    refused = (await act(mediation, OFFICER, case, "referral", REASON, 409)).json()
    assert "Berkas rujukan belum disusun" in refused["detail"]
    none = await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/referral")
    assert (none.status_code, none.json()["code"]) == (404, "referral-not-found")


async def test_a_dossier_tells_what_is_open_and_nothing_confidential(mediation: Caller, render: Any) -> None:
    case = await failed(mediation)
    offer = {"number": "5/DEMO", "dated": "2026-01-02", "subject": f"Usul {SECRET}", "body": "Dinas (DEMO)"}
    await act(mediation, OFFICER, case, "letters", offer)
    note = {"statement": "Dampak sosial berlanjut (DEMO)."}
    answer = await act(mediation, OFFICER, case, "referral-dossier", note)
    made = answer.json()
    assert answer.headers["Location"] == f"{AT}/cases/{case['id']}/referral"
    assert (made["addressee"]["body"], made["addressee"]["needs_verification"]) == ("menteri", True)
    assert "Pasal 370" in made["addressee"]["citation"]
    assert made["addressee"]["gap"]["id"].startswith("Perselisihan kabupaten/kota antarprovinsi")
    dossier = made["dossier"]
    assert [party["name"] for party in dossier["parties"]] == ["Forum Satu (DEMO)", "Forum Dua (DEMO)"]
    assert [one["act"] for one in dossier["attempts"]] == ["opening", "failure"]
    told = [one["act"] for one in dossier["chronology"]]
    assert (told[0], told[-1]) == ("filing", "failure")
    assert "5/DEMO" in [one["number"] for one in dossier["documents"]]
    # Of letters that not all parties got, no party learns here between whom they were.
    named = {one["correspondent"] for one in dossier["documents"]}
    assert named == {None, "Forum Satu (DEMO)", "Forum Dua (DEMO)"}
    assert all(one["correspondent"] is None for one in dossier["documents"] if one["direction"] == "masuk")
    for reader in (ONE, TWO):
        assert (
            "Dinas (DEMO)" not in (await mediation.as_(reader).get(f"{AT}/cases/{case['id']}/referral")).text
        )
    # What parties gave to the mediator alone, and why it failed, is not told.
    assert "resume" not in told
    assert SECRET not in answer.text
    assert "Posisi" not in answer.text
    assert "telaahan" not in {one["subject"].split()[0].lower() for one in dossier["documents"]}
    path = f"{AT}/cases/{case['id']}/referral/file"
    early = await mediation.as_(ONE).get(path)
    assert (early.status_code, early.headers["Retry-After"]) == (409, "2")
    await render()
    paper = await mediation.as_(ONE).get(path)
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert b"<pdfaid:part>2</pdfaid:part>" in paper.content
    shown = (await mediation.as_(TWO).get(path.removesuffix("/file"))).json()
    assert (shown["file_state"], shown["file_size"]) == ("siap", len(paper.content))


async def test_a_dossier_lists_documents_that_all_parties_may_read(mediation: Caller, render: Any) -> None:
    case = await mediating(mediation)
    named = {
        "bersama.pdf": "para_pihak",
        "umum.pdf": "publik",
        f"{SECRET}.pdf": "mediator",
        "satu.pdf": "pihak",
    }
    made = {}
    for name, confidentiality in named.items():
        actor = OFFICER if confidentiality == "publik" else ONE
        query = f"?name={name}&confidentiality={confidentiality}"
        made[name] = (await upload(mediation, actor, case, query))["id"]
    newer = await upload(mediation, ONE, case, f"/{made['bersama.pdf']}/versions", b"%PDF-1.4\nbaru")
    await act(mediation, MEDIATOR, case, "failure", REASON)
    answer = await act(mediation, OFFICER, case, "referral-dossier", {})
    listed = answer.json()["dossier"]["attachments"]
    assert [(one["name"], one["version"], one["confidentiality"]) for one in listed] == [
        ("bersama.pdf", 2, "para_pihak"),
        ("umum.pdf", 1, "publik"),
    ]
    assert (listed[0]["document"], listed[0]["sha256"]) == (newer["id"], newer["versions"][0]["sha256"])
    assert listed[0]["on"] == clock.today().isoformat()
    assert SECRET not in answer.text
    assert "satu.pdf" not in answer.text
    await render()
    assert (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/referral/file")).status_code == 200


async def test_a_dossier_is_composed_anew_and_the_newest_counts(mediation: Caller) -> None:
    case = await failed(mediation)
    for edition in (1, 2):
        note = {"statement": f"Edisi {edition} (DEMO)."}
        assert (await act(mediation, OFFICER, case, "referral-dossier", note)).json()["edition"] == edition
    shown = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/referral")).json()
    assert (shown["edition"], shown["dossier"]["statement"]) == (2, "Edisi 2 (DEMO).")


async def test_who_was_never_asked_did_not_stay_silent(mediation: Caller) -> None:
    issues = [{"category": "tapal_batas", "text": "Letak batas (DEMO)."}]
    case = await file(mediation, issues=issues)
    await act(mediation, OFFICER, case, "claim", {})
    await act(mediation, OFFICER, case, "examination", {})
    decided = {"route": "diteruskan", **REASON}
    await act(mediation, OFFICER, case, f"issues/{case['issues'][0]['id']}/decision", decided)
    told = (await act(mediation, OFFICER, case, "referral-dossier", {})).json()["dossier"]["parties"]
    assert [party["willingness"] for party in told] == ["bersedia", "belum dimintai pernyataan"]


async def test_of_several_authorities_the_officer_names_one(mediation: Caller) -> None:
    issues = [
        {"category": "tapal_batas", "text": "Letak batas (DEMO)."},
        {"category": "konflik_sosial", "text": "Akibatnya bagi warga (DEMO)."},
    ]
    case = await accepted(mediation, issues=issues)
    await act(mediation, TWO, case, "willingness", {"willing": False})
    refused = (await act(mediation, OFFICER, case, "referral-dossier", {}, 422)).json()
    assert refused["errors"][0]["code"] == "ambiguous"
    assert "kemendagri, menteri" in refused["errors"][0]["detail"]
    wrong = (await act(mediation, OFFICER, case, "referral-dossier", {"body": "gubernur"}, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/body"
    made = (await act(mediation, OFFICER, case, "referral-dossier", {"body": "kemendagri"})).json()
    assert [issue["category"] for issue in made["dossier"]["issues"]] == ["tapal_batas"]
    passed = (await act(mediation, OFFICER, case, "referral", REASON)).json()
    # The boundary was passed on when its way was decided; the other issue stays open.
    assert [issue["status"] for issue in passed["issues"]] == ["diteruskan", "terbuka"]


async def test_passing_on_sends_a_letter_and_awaits_the_answer(mediation: Caller, render: Any) -> None:
    case = await referred(mediation)
    assert (case["state"], case["awaited"], case["due"]["rule"]) == (
        "diteruskan",
        "instansi_tujuan",
        "tanggapan_rujukan",
    )
    assert case["due"]["needs_verification"]
    path = f"{AT}/cases/{case['id']}"
    sent = (await mediation.as_(OFFICER).get(f"{path}/letters?kind=penerusan")).json()["items"]
    assert [one["correspondent"] for one in sent] == ["Menteri Dalam Negeri"]
    referral = (await mediation.as_(OFFICER).get(f"{path}/referral")).json()
    assert (referral["letter_id"], referral["sent_at"] is None) == (sent[0]["id"], False)
    await render()
    got = await mediation.as_(OFFICER).get(f"{path}/letters/{sent[0]['id']}/file")
    assert got.status_code == 200
    closing = (await act(mediation, OFFICER, case, "closing", REASON, 409)).json()
    assert "Tanggapan atas penerusan belum dicatat" in closing["detail"]


async def test_the_office_records_receipt_and_answer(mediation: Caller) -> None:
    case = await referred(mediation)
    body = {"number": "77/DEMO", "received_on": "2999-01-01"}
    refused = (await act(mediation, OFFICER, case, "referral-receipt", body, 422)).json()
    assert refused["errors"][0]["pointer"] == "/received_on"
    body["received_on"] = "2026-01-02"
    await act(mediation, OFFICER, case, "referral-receipt", body)
    await act(mediation, OFFICER, case, "referral-receipt", body, 409)
    said = {"number": "78/DEMO", "dated": "2026-01-03", "outcome": "ditangani"}
    made = (await act(mediation, OFFICER, case, "referral-reply", said)).json()
    assert (made["due"], "closing" in made["allowed_acts"]) == (None, True)
    await act(mediation, OFFICER, case, "referral-reply", {**said, "outcome": "diselesaikan"})
    path = f"{AT}/cases/{case['id']}"
    shown = (await mediation.as_(ONE).get(f"{path}/referral")).json()
    assert (shown["receipt_number"], [one["outcome"] for one in shown["replies"]]) == (
        "77/DEMO",
        ["ditangani", "diselesaikan"],
    )
    incoming = (await mediation.as_(OFFICER).get(f"{path}/letters?direction=masuk")).json()["items"]
    assert {one["answers"] for one in incoming} == {shown["letter_id"]}
    assert (await act(mediation, OFFICER, case, "closing", REASON)).json()["state"] == "ditutup"


async def test_the_addressee_reads_the_dossier_and_answers_itself(mediation: Caller, render: Any) -> None:
    case = await referred(mediation)
    await render()
    path = f"{AT}/cases/{case['id']}"
    seen = (await mediation.as_(MINISTRY).get(path)).json()
    assert (seen["viewed_as"], seen["title"]) == ("pengawas", None)
    assert seen["allowed_acts"] == ["referral-receipt", "referral-reply"]
    for actor, status in (
        (MINISTRY, 200),
        (READING_MINISTRY, 200),
        (ONE, 200),
        (TWO, 200),
        (MEDIATOR, 200),
        (COORDINATOR, 200),
        (GOVERNOR, 403),
        (THREE, 404),
    ):
        for part in ("referral", "referral/file"):
            answer = await mediation.as_(actor).get(f"{path}/{part}")
            assert answer.status_code == status, (actor.subject, part)
    said = {"number": "78/DEMO", "dated": "2026-01-03", "outcome": "ditangani", "note": "Rapat (DEMO)."}
    await act(mediation, READING_MINISTRY, case, "referral-reply", said, 403)
    await act(mediation, GOVERNOR, case, "referral-reply", said, 403)
    await act(mediation, ONE, case, "referral-reply", said, 403)
    await act(mediation, MINISTRY, case, "referral-reply", {**said, "outcome": "ditolak"}, 422)
    await act(mediation, MINISTRY, case, "referral-reply", said)
    shown = (await mediation.as_(MINISTRY).get(f"{path}/referral")).json()
    assert [(one["outcome"], one["by"]) for one in shown["replies"]] == [("ditangani", "instansi_tujuan")]


async def test_a_governors_office_is_addressed_in_its_province_only(mediation: Caller) -> None:
    parties = [
        {"role": "pemohon", "region_code": "33.03"},
        {"role": "pihak_lain", "region_code": "33.04"},
    ]
    case = await file(mediation, THREE, kind="internal_forum", parties=parties)
    await act(mediation, OFFICER, case, "claim", {})
    await act(mediation, OFFICER, case, "examination", {})
    path = f"{AT}/cases/{case['id']}"
    await act(mediation, OFFICER, case, "referral-dossier", {})
    # Composed, but not sent yet.
    assert (await mediation.as_(GOVERNOR).get(f"{path}/referral")).status_code == 403
    await act(mediation, OFFICER, case, "referral", REASON)
    shown = (await mediation.as_(GOVERNOR).get(f"{path}/referral")).json()
    assert (shown["addressee"]["body"], shown["addressee"]["province"]) == ("gubernur", "33")
    assert (await mediation.as_(MINISTRY).get(f"{path}/referral")).status_code == 403
    said = {"number": "9/DEMO", "dated": "2026-01-03", "outcome": "diselesaikan"}
    await act(mediation, GOVERNOR, case, "referral-reply", said)


async def test_an_answer_recorded_wrongly_is_superseded_and_the_newest_that_stands_counts(
    mediation: Caller,
) -> None:
    case = await referred(mediation)
    due = case["due"]["last_day"]
    path = f"{AT}/cases/{case['id']}"
    wrong = {"reply": 1, "reason": "Salah baca (DEMO)."}
    none = (await act(mediation, OFFICER, case, "referral-reply-correction", wrong, 409)).json()
    assert "belum dicatat" in none["detail"]
    said = {"number": "78/DEMO", "dated": "2026-01-03", "outcome": "tidak_berwenang"}
    await act(mediation, OFFICER, case, "referral-reply", said)
    right = said | {"outcome": "ditangani"}
    late = wrong | {"corrected": right | {"dated": "2999-01-01"}}
    refused = (await act(mediation, OFFICER, case, "referral-reply-correction", late, 422)).json()
    assert refused["errors"][0]["pointer"] == "/corrected/dated"
    unknown = wrong | {"reply": 2}
    refused = (await act(mediation, OFFICER, case, "referral-reply-correction", unknown, 422)).json()
    assert refused["errors"][0]["code"] == "unknown"
    # Whoever did not record it does not say that it was wrong.
    other = (await act(mediation, MINISTRY, case, "referral-reply-correction", wrong, 403)).json()
    assert other["code"] == "reply-not-theirs"
    body = wrong | {"corrected": right}
    made = (await act(mediation, OFFICER, case, "referral-reply-correction", body)).json()
    assert "closing" in made["allowed_acts"]
    shown = (await mediation.as_(ONE).get(f"{path}/referral")).json()
    assert [(one["outcome"], one["superseded_by"]) for one in shown["replies"]] == [
        ("tidak_berwenang", 2),
        ("ditangani", None),
    ]
    assert (shown["outcome"], shown["replies"][0]["superseded_reason"]) == ("ditangani", wrong["reason"])
    letters = (await mediation.as_(OFFICER).get(f"{path}/letters?direction=masuk")).json()["items"]
    gone = {one["id"]: one["withdrawn_reason"] for one in letters}
    assert gone == {
        shown["replies"][0]["letter_id"]: wrong["reason"],
        shown["replies"][1]["letter_id"]: None,
    }
    refused = (await act(mediation, OFFICER, case, "referral-reply-correction", body, 422)).json()
    assert refused["errors"][0]["code"] == "superseded"
    # Where none stands any more, one is awaited again, within the limit of before.
    last = {"reply": 2, "reason": "Bukan surat perkara ini (DEMO)."}
    made = (await act(mediation, OFFICER, case, "referral-reply-correction", last)).json()
    assert (made["due"]["rule"], made["due"]["last_day"]) == ("tanggapan_rujukan", due)
    assert "closing" not in made["allowed_acts"]
    seen = (await mediation.as_(OFFICER).get(path)).json()
    assert [one["kind"] for one in seen["standing"]["letters_unanswered"]] == ["penerusan"]
    assert (await mediation.as_(ONE).get(f"{path}/referral")).json()["outcome"] is None


async def test_of_two_answers_one_goes_and_the_other_still_answers(mediation: Caller) -> None:
    case = await referred(mediation)
    said = {"number": "78/DEMO", "dated": "2026-01-03", "outcome": "ditangani"}
    await act(mediation, MINISTRY, case, "referral-reply", said)
    await act(mediation, OFFICER, case, "referral-reply", said | {"outcome": "diselesaikan"})
    wrong = {"reply": 2, "reason": "Keliru (DEMO)."}
    made = (await act(mediation, OFFICER, case, "referral-reply-correction", wrong)).json()
    assert (made["due"], "closing" in made["allowed_acts"]) == (None, True)
    sent = await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/letters?kind=penerusan")
    assert sent.json()["items"][0]["answered_by"] == "surat_masuk"
