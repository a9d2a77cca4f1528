"""Letters: numbered with the acts that send them, rendered for real, answered, corrected, withdrawn."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import Database
from services.kit.files.sweep import sweep
from services.mediation import papers
from services.mediation.cases.states import TABLE
from services.mediation.letters.kinds import KINDS
from services.mediation.letters.rendering import LETTER
from services.mediation.typesetting import ROOT, typeset
from services.mediation.worker import _named
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, accepted, act, file, request
from tests.support.callers import GWPP_DIY, OFFICER, Caller

OVERSEER = Actor(GWPP_DIY.subject, GWPP_DIY.roles, frozenset({"mediation:read"}), GWPP_DIY.bindings)

SCAN = b"%PDF-1.4\n1 0 obj\n"


async def letters(mediation: Caller, actor: Actor, case: dict[str, Any], query: str = "") -> list[Any]:
    answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/letters{query}")
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


def test_every_letter_of_the_table_is_of_a_known_kind_with_a_template() -> None:
    assert {code for row in TABLE for code in row.letters} <= set(KINDS)
    for code in KINDS:
        assert (ROOT / f"letters/templates/{code}.typ").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_what_it_is_told_whatever_stands_in_it(kind: str) -> None:
    wild = '#panic("x") $1/0$ *[ @a <b> `c` \\ "'
    issue = {"position": 1, "text": wild, "category": wild, "authority": wild, "citation": wild}
    data = {
        "number": "0001/SIMPUL-KABKOTA/2026",
        "dated": "3 Juni 2026",
        "title": wild,
        "subject": wild,
        "addressee": wild,
        "office": {"name": "Simpul (DEMO)", "desk": "Meja", "signer": "Petugas"},
        "demo": True,
        "note": wild,
        "reason": wild,
        "corrects": {"number": wild, "dated": wild, "reason": wild},
        "case": {
            "number": wild,
            "title": wild,
            "petitioners": [wild],
            "others": [],
            "letter": wild,
            "clause": wild,
            "within_mandate": False,
        },
        "meeting": dict.fromkeys(("kind", "when", "elsewhere", "place", "link", "agenda", "mediator"), wild)
        | dict.fromkeys(("before", "reason", "calendar"), wild),
        "limit": dict.fromkeys(("title", "last_day", "length", "citation"), wild)
        | {"awaited": True, "needs_verification": True},
        "mediator": wild,
        "result": wild,
        "issues": [issue | {"needs_verification": True, "gap": wild, "route": wild}],
    }
    at = clock.now()
    made = typeset(f"letters/templates/{kind}.typ", data, at=at)
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert made == typeset(f"letters/templates/{kind}.typ", data, at=at)


async def test_filing_makes_a_numbered_receipt_whose_file_follows(mediation: Caller, render: Any) -> None:
    case = await file(mediation)
    (letter,) = await letters(mediation, ONE, case)
    year = clock.today().year
    assert (letter["kind"], letter["number"]) == ("tanda_terima", f"0001/SIMPUL-KABKOTA/{year}")
    assert (letter["correspondent"], letter["file_state"]) == ("Forum Satu (DEMO)", "menunggu")
    path = f"{AT}/cases/{case['id']}/letters/{letter['id']}/file"
    early = await mediation.as_(ONE).get(path)
    assert (early.status_code, early.json()["code"], early.headers["Retry-After"]) == (
        409,
        "letter-not-ready",
        "2",
    )
    await render()
    ready = await mediation.as_(ONE).get(path)
    assert (ready.status_code, ready.headers["Content-Type"]) == (200, "application/pdf")
    assert ready.content.startswith(b"%PDF-")
    assert b"pdfaid" in ready.content
    seq = int(ready.headers["Trail-Head"].partition(":")[0])
    seen = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}")).json()
    # The download is on the trail; the case is as it was.
    assert (seen["trail"]["seq"], seen["version"]) == (seq, case["version"])
    shown = (await mediation.as_(ONE).get(path.removesuffix("/file"))).json()
    assert (shown["file_state"], shown["file_size"]) == ("siap", len(ready.content))
    again = await mediation.as_(ONE).get(path, headers={"If-None-Match": ready.headers["ETag"]})
    assert again.status_code == 304


async def test_who_sees_which_letter(mediation: Caller) -> None:
    case = await accepted(mediation)
    assert [one["kind"] for one in await letters(mediation, OFFICER, case)] == [
        "pemberitahuan_kesediaan",
        "telaahan",
        "tanda_terima",
    ]
    assert [one["kind"] for one in await letters(mediation, ONE, case)] == ["tanda_terima"]
    (asked,) = await letters(mediation, TWO, case)
    assert asked["kind"] == "pemberitahuan_kesediaan"
    assert asked["awaits_reply_until"] == case["due"]["last_day"]
    at = f"{AT}/cases/{case['id']}/letters"
    assert (await mediation.as_(ONE).get(f"{at}/{asked['id']}")).status_code == 404
    assert (await mediation.as_(ONE).get(f"{at}/{asked['id']}/file")).status_code == 404
    for actor, status in ((OVERSEER, 403), (THREE, 404)):
        assert (await mediation.as_(actor).get(at)).status_code == status
    first = (await mediation.as_(OFFICER).get(f"{at}?page_size=2")).json()
    rest = (await mediation.as_(OFFICER).get(f"{at}?page_size=2&cursor={first['next_cursor']}")).json()
    assert [one["kind"] for one in rest["items"]] == ["tanda_terima"]


async def test_numbers_of_letters_have_no_gap(mediation: Caller) -> None:
    bad = request(parties=[{"role": "pemohon", "forum": "forum-satu"}])
    await asyncio.gather(*(mediation.as_(ONE).post(f"{AT}/cases", body) for body in [request(), bad] * 4))
    case = await accepted(mediation)
    numbers = [one["number"][:4] for one in await letters(mediation, OFFICER, case)]
    assert numbers == ["0007", "0006", "0005"]


async def test_a_partys_answer_answers_its_letters(mediation: Caller) -> None:
    case = await accepted(mediation)
    await act(mediation, OFFICER, case, "reminder", {})
    waiting = (await mediation.as_(OFFICER).get(f"{AT}/queue")).json()["items"][0]["standing"]
    assert [one["kind"] for one in waiting["letters_unanswered"]] == [
        "pemberitahuan_kesediaan",
        "pengingat_kesediaan",
    ]
    assert waiting["last_letter_out"]["kind"] == "pengingat_kesediaan"
    await act(mediation, TWO, case, "willingness", {"willing": True, "house_rules_accepted": True})
    assert {one["answered_by"] for one in await letters(mediation, TWO, case)} == {"willingness"}
    standing = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()["standing"]
    assert standing["letters_unanswered"] == []


async def test_a_letter_that_came_in_is_recorded_and_answers_ours(mediation: Caller) -> None:
    case = await accepted(mediation)
    (asked,) = await letters(mediation, TWO, case)
    body = {
        "number": "12/DEMO/2026",
        "dated": clock.today().isoformat(),
        "party_id": case["parties"][1]["id"],
        "subject": "Permintaan waktu (DEMO)",
        "answers": asked["id"],
    }
    made = (await act(mediation, OFFICER, case, "letters", body)).json()
    assert (made["direction"], made["correspondent"]) == ("masuk", "Forum Dua (DEMO)")
    assert made["agenda"].startswith("M-0001/SIMPUL-KABKOTA/")
    assert {one["id"] for one in await letters(mediation, TWO, case)} == {asked["id"], made["id"]}
    assert await letters(mediation, TWO, case, "?unanswered=true") == []
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    assert seen["standing"]["last_letter_in"]["number"] == "12/DEMO/2026"
    none = await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/letters/{made['id']}/file")
    assert (none.status_code, none.json()["code"]) == (404, "letter-without-file")
    # Recorded by mistake: it stays, withdrawn, and the answer is awaited again.
    gone = (await act(mediation, OFFICER, case, f"letters/{made['id']}/withdrawal", REASON)).json()
    assert gone["withdrawn_reason"] == REASON["reason"]
    await act(mediation, OFFICER, case, f"letters/{made['id']}/withdrawal", REASON, 409)
    assert [one["id"] for one in await letters(mediation, TWO, case, "?unanswered=true")] == [asked["id"]]


async def scan(
    mediation: Caller, case: dict[str, Any], letter: str, content: bytes = SCAN, actor: Actor = OFFICER
) -> httpx.Response:
    at = f"{AT}/cases/{case['id']}/letters/{letter}/file"
    headers = {"Content-Type": "application/pdf"}
    return await mediation.as_(actor).request("POST", at, content=content, headers=headers)


async def test_a_letter_that_came_in_carries_its_scan(
    mediation: Caller, mediation_app_running: FastAPI, database: Database
) -> None:
    case = await accepted(mediation)
    (asked,) = await letters(mediation, TWO, case)
    body = {"number": "12/DEMO/2026", "dated": "2026-01-02", "subject": "DEMO"}
    body["party_id"] = case["parties"][1]["id"]
    made = (await act(mediation, OFFICER, case, "letters", body)).json()
    lying = await scan(mediation, case, made["id"], b"GIF89a")
    assert (lying.status_code, lying.json()["code"]) == (422, "file-not-as-said")
    for actor, status in ((TWO, 403), (THREE, 404), (OVERSEER, 403)):
        assert (await scan(mediation, case, made["id"], actor=actor)).status_code == status
    ours = await scan(mediation, case, asked["id"])
    assert (ours.status_code, ours.json()["code"]) == (409, "letter-not-incoming")
    kept = await scan(mediation, case, made["id"])
    assert (kept.status_code, kept.json()["file_state"], kept.json()["file_size"]) == (201, "siap", len(SCAN))
    again = await scan(mediation, case, made["id"])
    assert (again.status_code, again.json()["code"]) == (409, "letter-with-file")
    at = f"{AT}/cases/{case['id']}/letters/{made['id']}/file"
    for actor, status in ((TWO, 200), (OFFICER, 200), (ONE, 404), (THREE, 404), (OVERSEER, 403)):
        got = await mediation.as_(actor).get(at)
        assert got.status_code == status
        if status == 200:
            assert (got.content, got.headers["Content-Type"]) == (SCAN, "application/pdf")
            assert "M-0001-SIMPUL-KABKOTA" in got.headers["Content-Disposition"]
    rows = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail?page_size=200")).json()["items"]
    told = [(row["act"], json.loads(row["refs"])["sha256"]) for row in rows[-3:]]
    digest = kept.json()["file_sha256"]
    assert told == [("letter-scan", digest), ("letter-download", digest), ("letter-download", digest)]
    # The sweep leaves what a letter names, and takes what an upload left behind.
    store = mediation_app_running.state.files
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert await sweep(database, store, _named) >= 2
    assert (await mediation.as_(TWO).get(at)).content == SCAN


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"party_id": None}, "/"),
        ({"body": "Dinas (DEMO)"}, "/"),
        ({"party_id": "018f0000-0000-7000-8000-000000000000"}, "/party_id"),
        ({"dated": "2999-01-01"}, "/dated"),
        ({"answers": "018f0000-0000-7000-8000-000000000000"}, "/answers"),
        ({"number": " "}, "/number"),
    ],
)
async def test_a_letter_that_is_wrong_is_not_recorded(
    mediation: Caller, change: dict[str, Any], pointer: str
) -> None:
    case = await accepted(mediation)
    body = {
        "number": "12/DEMO",
        "dated": "2026-01-02",
        "party_id": case["parties"][1]["id"],
        "subject": "DEMO",
    }
    refused = (await act(mediation, OFFICER, case, "letters", body | change, 422)).json()
    assert pointer in [error["pointer"] or "/" for error in refused["errors"]]
    assert await letters(mediation, OFFICER, case, "?direction=masuk") == []


async def test_a_correction_is_a_new_letter_and_the_old_one_stays(mediation: Caller, render: Any) -> None:
    case = await accepted(mediation)
    (asked,) = await letters(mediation, TWO, case)
    body = {"reason": "Salah tanggal (DEMO).", "note": "Rapat pukul 10.00 (DEMO)."}
    made = (await act(mediation, OFFICER, case, f"letters/{asked['id']}/correction", body)).json()
    assert (made["corrects"], made["kind"], made["note"]) == (asked["id"], asked["kind"], body["note"])
    assert made["number"] != asked["number"]
    await act(mediation, OFFICER, case, f"letters/{asked['id']}/correction", body, 409)
    await render()
    old, new = sorted(await letters(mediation, TWO, case), key=lambda one: str(one["id"]))
    assert (old["withdrawn_reason"], new["withdrawn_at"]) == (body["reason"], None)
    for letter in (old, new):
        got = await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/letters/{letter['id']}/file")
        assert got.status_code == 200


async def test_a_job_done_twice_makes_one_file(
    mediation: Caller, mediation_app_running: FastAPI, database: Database, render: Any
) -> None:
    case = await file(mediation)
    await render()
    (before,) = await letters(mediation, ONE, case)
    await papers.make(LETTER, database, mediation_app_running.state.files, UUID(before["id"]))
    assert await letters(mediation, ONE, case) == [before]


async def test_of_two_answers_one_withdrawn_leaves_the_other(mediation: Caller) -> None:
    case = await accepted(mediation)
    (asked,) = await letters(mediation, TWO, case)
    body = {
        "dated": clock.today().isoformat(),
        "party_id": case["parties"][1]["id"],
        "subject": "Jawaban (DEMO)",
        "answers": asked["id"],
    }
    for number in ("1/DEMO", "2/DEMO"):
        made = (await act(mediation, OFFICER, case, "letters", body | {"number": number})).json()
    answers = [one for one in await letters(mediation, TWO, case) if one["direction"] == "masuk"]
    for one in sorted(answers, key=lambda one: str(one["number"])):
        assert await letters(mediation, TWO, case, "?unanswered=true") == []
        await act(mediation, OFFICER, case, f"letters/{one['id']}/withdrawal", REASON)
    assert made["number"] == "2/DEMO"
    assert [one["id"] for one in await letters(mediation, TWO, case, "?unanswered=true")] == [asked["id"]]


async def test_the_correction_of_an_answered_letter_awaits_nothing(mediation: Caller) -> None:
    case = await accepted(mediation)
    (asked,) = await letters(mediation, TWO, case)
    body = {
        "number": "1/DEMO",
        "dated": clock.today().isoformat(),
        "party_id": case["parties"][1]["id"],
        "subject": "Jawaban (DEMO)",
        "answers": asked["id"],
    }
    await act(mediation, OFFICER, case, "letters", body)
    path = f"letters/{asked['id']}/correction"
    made = (await act(mediation, OFFICER, case, path, {"reason": "Salah ketik (DEMO)."})).json()
    assert (made["corrects"], made["awaits_reply_until"]) == (asked["id"], None)
    assert await letters(mediation, TWO, case, "?unanswered=true") == []
