"""A settlement on paper: a draft that says so, then bytes that never change; a party that will not sign."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import httpx
import pytest

from services.kit import clock
from services.kit.actor import Actor
from services.mediation import papers
from services.mediation.settlements.rendering import TEMPLATE
from services.mediation.settlements.routes import paper
from services.mediation.typesetting import typeset
from tests.mediation.requests import AT, ONE, REASON, THREE, TWO, act
from tests.mediation.test_settlements import GWPP, HEAD, drafted, initialled, send, settlement, submitted
from tests.support.callers import MEDIATOR, OFFICER, OTHER_OFFICER, Caller

Render = Callable[[], Awaitable[None]]


async def download(
    mediation: Caller, case: dict[str, Any], actor: Actor = ONE, headers: dict[str, str] | None = None
) -> httpx.Response:
    at = f"{AT}/cases/{case['id']}/settlement/file"
    return await mediation.as_(actor).get(at, headers=headers)


async def trail(mediation: Caller, case: dict[str, Any], name: str) -> list[dict[str, Any]]:
    at = f"{AT}/cases/{case['id']}/trail?page_size=200"
    rows = (await mediation.as_(OFFICER).get(at)).json()["items"]
    return [row | {"refs": json.loads(row["refs"])} for row in rows if row["act"] == name]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What papers that are made say."""
    found: list[dict[str, Any]] = []

    def keep(template: str, data: dict[str, Any], **rest: Any) -> bytes:
        found.append(data)
        return typeset(template, data, **rest)

    monkeypatch.setattr(paper, "typeset", keep)
    monkeypatch.setattr(papers, "typeset", keep)
    return found


async def test_a_draft_is_made_for_who_reads_the_settlement_and_says_so(
    mediation: Caller, told: list[dict[str, Any]]
) -> None:
    case = await drafted(mediation, not_in_apbd=True)
    expected = {ONE: 200, TWO: 200, MEDIATOR: 200, OFFICER: 200, OTHER_OFFICER: 200, THREE: 404, GWPP: 403}
    for actor, status in expected.items():
        assert (await download(mediation, case, actor)).status_code == status, actor.subject
    got = await download(mediation, case)
    assert (got.headers["Content-Type"], got.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in got.content
    assert "rancangan" in got.headers["Content-Disposition"]
    shown = await settlement(mediation, case)
    assert (shown["file_state"], shown["file_sha256"]) == ("rancangan", None)
    said = told[-1]
    assert (said["draft"], said["text"]) == (
        True,
        {"version": shown["version"], "sha256": shown["text_sha256"]},
    )
    assert [one["text"] for one in said["clauses"]] == ["Biaya dibagi dua (DEMO)."]
    assert [one["party"] for one in said["obligations"]] == ["Forum Dua (DEMO)"]
    assert (said["dprd"]["needed"], said["dprd"]["clauses"]) == (True, ["1"])
    assert [one["day"] for one in said["initials"]] == [None, None]
    assert [one["signed"] for one in said["signatures"]] == [False, False]
    # Each download is on the trail, with what was taken.
    taken = await trail(mediation, case, "settlement-download")
    assert len(taken) == 6
    assert taken[-1]["refs"]["sha256"] == sha256(got.content).hexdigest()
    assert got.headers["Trail-Head"] == f"{taken[-1]['seq']}:{taken[-1]['hash']}"


async def test_what_all_have_signed_is_made_once_and_served_unchanged(
    mediation: Caller, render: Render, told: list[dict[str, Any]]
) -> None:
    case = await submitted(mediation, burdens_public=True)
    await act(mediation, ONE, case, "signature", HEAD)
    # One signature does not make it the parties' own.
    assert (await download(mediation, case)).status_code == 200
    assert told[-1]["draft"]
    await act(mediation, TWO, case, "signature", HEAD)
    early = await download(mediation, case)
    assert (early.status_code, early.json()["code"], early.headers["Retry-After"]) == (
        409,
        "settlement-paper-not-ready",
        "2",
    )
    await render()
    first = await download(mediation, case)
    digest = sha256(first.content).hexdigest()
    shown = await settlement(mediation, case)
    assert (shown["file_state"], shown["file_sha256"], shown["file_size"]) == (
        "siap",
        digest,
        len(first.content),
    )
    (made,) = await trail(mediation, case, "settlement-paper")
    assert made["refs"]["sha256"] == digest
    said = told[-1]
    assert (said["draft"], [one["authority"] for one in said["signatures"]]) == (
        False,
        ["selaku kepala daerah atau ketua forum"] * 2,
    )
    # What the DPRD says afterwards does not change it, nor does a job that is done again.
    approval = {"approvals": [{"dprd": "DPRD (DEMO)", "number": "1/DEMO", "date": "2026-01-05"}]}
    await act(mediation, OFFICER, case, "dprd-approval", approval)
    await render()
    again = await download(mediation, case, TWO)
    assert again.content == first.content
    same = await download(mediation, case, headers={"If-None-Match": again.headers["ETag"]})
    assert same.status_code == 304
    assert len(await trail(mediation, case, "settlement-paper")) == 1


async def test_what_a_dprd_refused_is_a_draft_again(mediation: Caller, render: Render) -> None:
    case = await submitted(mediation, burdens_public=True)
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    await render()
    no = {"dprd": "DPRD (DEMO)", "date": "2026-01-05", "reason": "Anggaran (DEMO)."}
    await act(mediation, OFFICER, case, "dprd-refusal", no)
    assert (await settlement(mediation, case))["file_state"] == "rancangan"
    got = await download(mediation, case)
    assert (got.status_code, "rancangan" in got.headers["Content-Disposition"]) == (200, True)


async def test_a_paper_tells_the_representatives_authority(
    mediation: Caller, told: list[dict[str, Any]]
) -> None:
    case = await initialled(mediation)
    power = {
        "name": "Kuasa (DEMO)",
        "power": "menandatangani",
        "letter_number": "9/DEMO",
        "letter_date": "2026-01-05",
        "valid_until": "2099-12-31",
    }
    await act(mediation, ONE, case, "representative-naming", power)
    await download(mediation, case)
    (may,) = told[-1]["signatures"][0]["may"]
    assert may == (
        "Kuasa (DEMO), kuasa menandatangani menurut surat kuasa nomor 9/DEMO tanggal 5 Januari 2026, "
        "berlaku sampai 31 Desember 2099"
    )
    assert [one["day"] is None for one in told[-1]["initials"]] == [False, False]


def test_a_paper_says_what_it_is_told_whatever_stands_in_it() -> None:
    wild = '#panic("x") $1/0$ *[ @a <b> `c` \\ "'
    data = {
        "office": {"name": wild, "desk": wild, "signer": wild},
        "demo": True,
        "draft": True,
        "number": wild,
        "subject": wild,
        "dated": wild,
        "case": {"number": wild, "title": wild, "petitioners": [], "others": []},
        "mediator": wild,
        "outcome": wild,
        "text": {"version": 1, "sha256": wild},
        "parties": [{"name": wild, "role": wild, "region_code": wild}],
        "clauses": [{"position": 1, "title": wild, "text": wild, "issues": [wild], "dprd": wild}],
        "initials": [{"party": wild, "day": wild, "letter": wild}],
        "obligations": [{"clause": 1, "party": wild, "text": wild, "day": wild}],
        "dprd": {
            "needed": True,
            "approved": True,
            "clauses": ["1"],
            "decisions": [{"dprd": wild, "number": wild, "day": wild, "approved": False, "reason": wild}],
        },
        "signatures": [
            {"party": wild, "role": wild, "signed": False, "may": [wild]},
            {"party": wild, "role": wild, "signed": True, "name": wild, "position": wild}
            | {"authority": wild, "letter": wild, "day": wild},
        ],
    }
    assert typeset(TEMPLATE, data, at=clock.now()).startswith(b"%PDF-1.7")


async def test_who_will_not_sign_says_why_and_drafting_may_go_on(mediation: Caller) -> None:
    case = await submitted(mediation)
    await act(mediation, ONE, case, "signature", HEAD)
    refused = (await act(mediation, OFFICER, case, "redrafting", REASON, 409)).json()
    assert "menolak menandatangani" in refused["detail"]
    body = {"reason": "Klausul 1 belum dibahas (DEMO)."}
    await act(mediation, THREE, case, "signature-refusal", body, 404)
    await act(mediation, MEDIATOR, case, "signature-refusal", body, 403)
    signed = (await act(mediation, ONE, case, "signature-refusal", body, 409)).json()
    assert signed["code"] == "signed-already"
    by_office = {"party_id": case["parties"][1]["id"], **body}
    wrong = (await act(mediation, OFFICER, case, "signature-refusal", by_office, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/letter"
    made = (await act(mediation, TWO, case, "signature-refusal", body)).json()
    assert (made["state"], made["awaited"]) == ("menunggu_tanda_tangan", "petugas")
    (said,) = (await settlement(mediation, case, ONE))["refusals"]
    assert (said["party_id"], said["reason"]) == (case["parties"][1]["id"], body["reason"])
    (on_trail,) = await trail(mediation, case, "signature-refusal")
    assert on_trail["content"]["reason"] == body["reason"]
    # It may sign after all; then nobody refuses any more.
    held = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    assert {"redrafting", "failure"} <= set(held["allowed_acts"])
    await act(mediation, TWO, case, "redrafting", REASON, 403)
    back = (await act(mediation, OFFICER, case, "redrafting", REASON)).json()
    assert (back["state"], back["due"]["rule"]) == ("perumusan", "mediasi")
    found = await settlement(mediation, case)
    assert (found["state"], found["initials"], found["signatures"], found["refusals"]) == ("draf", [], [], [])
    letters = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/letters")).json()["items"]
    assert letters[0]["kind"] == "pemberitahuan_perumusan"
    asked = next(one for one in letters if one["kind"] == "undangan_penandatanganan")
    assert asked["answered_by"] == "signature-refusal"
    stale = await send(mediation, ONE, "POST", case, "settlement/initials", {}, found["version"] - 1)
    assert stale.status_code == 412


async def test_a_party_that_refused_may_sign_after_all(mediation: Caller) -> None:
    case = await submitted(mediation)
    await act(mediation, TWO, case, "signature-refusal", REASON)
    await act(mediation, TWO, case, "signature-refusal", {"reason": "Lain (DEMO)."})
    assert [one["reason"] for one in (await settlement(mediation, case))["refusals"]] == ["Lain (DEMO)."]
    await act(mediation, TWO, case, "signature", HEAD)
    assert (await settlement(mediation, case))["refusals"] == []
    assert (await act(mediation, ONE, case, "signature", HEAD)).json()["state"] == "kesepakatan"
