"""A case that ended is kept until a day; after it the secretariat may destroy what was confided in it."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.files.sweep import GRACE, sweep
from services.mediation.retention import proposing
from services.mediation.trail.verify import WHOLE, main
from services.mediation.worker import _named
from tests.mediation.requests import AT, ONE, TWO, act, file, mediating
from tests.mediation.test_attachments import document, stored
from tests.support.callers import AUDITOR, DESK, OFFICER, Caller, client_actor
from tests.support.databases import TestDatabase, owner_of

SECRETARIAT = client_actor("api-sekretariat", "secretariat", scopes=DESK)
RULES, CASES = f"{AT}/retention/rules", f"{AT}/retention/cases"
WHY = {"reason": "Persetujuan arsip 1/DEMO."}


async def withdrawn(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A case that its petitioner withdrew."""
    case = await file(mediation, **changes)
    made: dict[str, Any] = (await act(mediation, ONE, case, "withdrawal")).json()
    return made


async def listed(mediation: Caller, standing: str) -> list[str]:
    answer = await mediation.as_(SECRETARIAT).get(f"{CASES}?standing={standing}")
    return [one["id"] for one in answer.json()["items"]]


async def propose(mediation: Caller, app: FastAPI, at: datetime) -> list[str]:
    """What the worker does at a moment; the cases that are proposed then."""
    with clock.fixed(at):
        async with app.state.databases["kabkota"].write.begin() as session:
            assert not await proposing.propose(session)
        return await listed(mediation, "diusulkan")


def day_after(case: dict[str, Any]) -> datetime:
    return clock.start_of(date.fromisoformat(case["retained_until"]) + timedelta(days=1))


async def until(mediation: Caller, case: dict[str, Any]) -> dict[str, Any]:
    """The case as the office sees it."""
    told: dict[str, Any] = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    return told


async def test_a_case_that_ends_is_kept_by_the_rule_of_its_end(mediation: Caller) -> None:
    at = datetime.fromisoformat("2028-02-29T03:00:00+00:00")
    with clock.fixed(at):
        case = await withdrawn(mediation)
        assert case["retained_until"] == "2033-02-28"
        assert (await until(mediation, case))["retained_until"] == "2033-02-28"
        other = await file(mediation)
        assert (await until(mediation, other))["retained_until"] is None
        for name in ("claim", "examination", "inadmissibility"):
            body = {"reason": "DEMO"} if name == "inadmissibility" else {}
            told = (await act(mediation, OFFICER, other, name, body)).json()
        assert told["retained_until"] == "2033-02-28"
    with clock.fixed(at + timedelta(days=1)):
        # It is closed by the same rule, from its new end.
        told = (await act(mediation, OFFICER, other, "closing")).json()
        assert (told["state"], told["retained_until"]) == ("ditutup", "2033-03-01")


async def test_rules_are_the_platforms_own_until_the_secretariat_cites_a_schedule(mediation: Caller) -> None:
    kept = await withdrawn(mediation)
    answer = await mediation.as_(OFFICER).get(f"{RULES}/dicabut")
    rule = answer.json()
    assert (rule["basis"], rule["citation"], rule["needs_verification"]) == ("setelan_platform", None, True)
    secretariat, etag = mediation.as_(SECRETARIAT), answer.headers["ETag"]
    change = {"years": 7, "citation": "Jadwal retensi arsip (DEMO)", "mark": "V", "reason": "Ditetapkan."}
    amended = await secretariat.patch(f"{RULES}/dicabut", change, etag=etag)
    assert (amended.json()["years"], amended.json()["basis"]) == (7, "jadwal_retensi")
    assert (await secretariat.patch(f"{RULES}/dicabut", change, etag=etag)).status_code == 412
    assert (await secretariat.patch(f"{RULES}/dicabut", change, etag=None)).status_code == 428
    history = (await mediation.as_(AUDITOR).get(f"{RULES}/dicabut/history")).json()["items"]
    assert [(one["document"]["years"], one["reason"]) for one in history] == [(7, "Ditetapkan."), (5, None)]
    # Who ended before keeps its day.
    years = clock.today().year
    assert (await until(mediation, kept))["retained_until"].startswith(str(years + 5))
    assert (await until(mediation, await withdrawn(mediation)))["retained_until"].startswith(str(years + 7))


@pytest.mark.parametrize(
    "change", [{"years": 0}, {"years": None}, {"citation": "Tanpa tanda"}, {"mark": "V"}, {"state": "batal"}]
)
async def test_a_rule_that_makes_no_sense_is_refused(mediation: Caller, change: dict[str, Any]) -> None:
    answer = await mediation.as_(SECRETARIAT).patch(f"{RULES}/batal", change | {"reason": "DEMO"}, etag='"1"')
    assert answer.status_code == 422
    assert (await mediation.as_(OFFICER).get(f"{RULES}/batal")).json()["version"] == 1


async def test_nothing_is_proposed_before_its_day_nor_while_it_is_held(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    first, second = [await until(mediation, await withdrawn(mediation)) for _ in range(2)]
    after = day_after(first)
    assert await propose(mediation, mediation_app_running, after - timedelta(seconds=1)) == []
    secretariat = mediation.as_(SECRETARIAT)
    held = await secretariat.post(f"{CASES}/{second['id']}/hold", WHY)
    assert (held.status_code, held.json()["standing"]) == (201, "ditahan")
    assert (await secretariat.post(f"{CASES}/{second['id']}/hold", WHY)).status_code == 409
    assert await propose(mediation, mediation_app_running, after) == [first["id"]]
    version = (await until(mediation, first))["version"]
    assert await propose(mediation, mediation_app_running, after) == [first["id"]]
    assert (await until(mediation, first))["version"] == version
    refused = await secretariat.post(f"{CASES}/{second['id']}/destruction", WHY)
    assert (refused.status_code, refused.json()["code"]) == (409, "retention-refused")
    assert WHY["reason"] in refused.json()["detail"]
    # One that is proposed may still be held.
    await secretariat.post(f"{CASES}/{first['id']}/hold", WHY)
    assert (await secretariat.post(f"{CASES}/{first['id']}/destruction", WHY)).status_code == 409
    assert (await secretariat.post(f"{CASES}/{second['id']}/release", WHY)).json()["standing"] == "disimpan"
    assert (await secretariat.post(f"{CASES}/{second['id']}/destruction", WHY)).status_code == 409
    assert (await until(mediation, second))["destroyed_at"] is None


async def test_destruction_takes_documents_and_confidences_and_leaves_a_trail_that_verifies(
    mediation: Caller,
    mediation_app_running: FastAPI,
    mediation_databases: dict[str, TestDatabase],
    tmp_path: Path,
) -> None:
    before = await stored(mediation_app_running)
    kept = await file(mediation, documents=[document("tetap.pdf")])
    case = await mediating(mediation, documents=[document(), document("b.pdf", confidentiality="mediator")])
    await act(mediation, ONE, case, "notes", {"text": "Rahasia pihak (DEMO)."})
    await act(mediation, TWO, case, "proposals", {"text": "Usul rahasia (DEMO)."})
    await act(mediation, ONE, case, "withdrawal")
    case = await until(mediation, case)
    after = day_after(case)
    assert await propose(mediation, mediation_app_running, after) == [case["id"]]
    with clock.fixed(after + GRACE):
        done = await mediation.as_(SECRETARIAT).post(f"{CASES}/{case['id']}/destruction", WHY)
        assert (done.status_code, done.json()["standing"]) == (201, "dimusnahkan")
        state = mediation_app_running.state
        await sweep(state.databases["kabkota"], state.files, _named)
        again = await mediation.as_(SECRETARIAT).post(f"{CASES}/{case['id']}/destruction", WHY)
        assert again.status_code == 409
    # Of all that was stored only the other case's document is left.
    assert len(await stored(mediation_app_running) - before) == 1
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    for table in ("documents", "caucus_notes", "proposals", "resumes"):
        found = owner.execute(f"SELECT case_id FROM {table}".encode()).fetchall()
        assert {str(row[0]) for row in found} == ({kept["id"]} if table == "documents" else set())
    wiped = owner.execute(
        "SELECT count(*) FILTER (WHERE content IS NULL AND actor IS NULL AND salt = ''), count(*) "
        "FROM trail_details WHERE case_id = %s",
        [case["id"]],
    ).fetchone()
    # All but the row of the destruction itself.
    assert wiped is not None
    assert wiped[0] == wiped[1] - 1 > 10
    rows = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/trail?page_size=100")).json()["items"]
    assert {row["salt"] for row in rows[:-1]} == {None}
    assert rows[-1]["act"] == "destruction"
    assert await _verified(mediation, tmp_path, f"{case['id']}:{done.headers['Trail-Head']}") == WHOLE
    told = await until(mediation, case)
    assert (told["title"], told["destroyed_at"] is None) == (case["title"], False)


async def _verified(mediation: Caller, tmp_path: Path, receipt: str) -> int:
    answer: httpx.Response = await mediation.as_(AUDITOR).get(f"{AT}/trail/export")
    export = tmp_path / "export.ndjson"
    export.write_bytes(answer.content)
    return main([str(export), "--receipt", receipt], io.StringIO())
