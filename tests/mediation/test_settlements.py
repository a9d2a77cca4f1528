"""From the first clause to the last kept promise."""

from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from services.kit import clock
from services.kit.ids import new_id
from services.kit.simpul import Simpul
from tests.mediation.requests import AT, ONE, THREE, TWO, act, drafting, mediating
from tests.support.callers import GWPP_DIY, MEDIATOR, OFFICER, OTHER_OFFICER, Caller
from tests.support.databases import TestDatabase, owner_of

Databases = dict[Simpul, TestDatabase]
GWPP = GWPP_DIY.__class__(GWPP_DIY.subject, GWPP_DIY.roles, frozenset({"mediation:read"}), GWPP_DIY.bindings)
HEAD = {"head": {"name": "Ketua (DEMO)", "position": "Ketua Forum"}}


async def send(
    mediation: Caller, actor: Any, method: str, case: dict[str, Any], path: str, body: object, version: int
) -> httpx.Response:
    at = f"{AT}/cases/{case['id']}/{path}"
    headers = {"If-Match": f'"{version}"'}
    return await mediation.as_(actor).send(method, at, body, headers=headers)


async def settlement(mediation: Caller, case: dict[str, Any], actor: Any = OFFICER) -> dict[str, Any]:
    answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/settlement")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def drafted(mediation: Caller, *, due: date | None = None, **clause: Any) -> dict[str, Any]:
    """A case with a draft of one clause that settles its issue, and one obligation of the second party."""
    case = await drafting(mediation)
    body = {"text": "Biaya dibagi dua (DEMO).", "issues": [case["issues"][0]["id"]]} | clause
    (made,) = (await act(mediation, MEDIATOR, case, "settlement/clauses", body)).json()["clauses"]
    owed = {
        "clause_id": made["id"],
        "party_id": case["parties"][1]["id"],
        "text": "Membayar bagiannya (DEMO).",
        "due_on": (due or clock.today() + timedelta(days=30)).isoformat(),
    }
    await act(mediation, MEDIATOR, case, "settlement/obligations", owed)
    return case


async def initialled(mediation: Caller, **clause: Any) -> dict[str, Any]:
    case = await drafted(mediation, **clause)
    version = (await settlement(mediation, case))["version"]
    for actor in (ONE, TWO):
        answer = await send(mediation, actor, "POST", case, "settlement/initials", {}, version)
        assert answer.status_code == 201, answer.text
    return case


async def submitted(mediation: Caller, **clause: Any) -> dict[str, Any]:
    case = await initialled(mediation, **clause)
    await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})
    return case


async def agreed(mediation: Caller, **clause: Any) -> dict[str, Any]:
    """Signed by both heads, and monitored."""
    case = await submitted(mediation, **clause)
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    made: dict[str, Any] = (await act(mediation, OFFICER, case, "monitoring", {})).json()
    return made


def represent(databases: Databases, case: dict[str, Any], **changes: Any) -> str:
    """A representative of the first party, as its surat kuasa says; the id."""
    values: dict[str, Any] = {
        "id": new_id(),
        "case_id": case["id"],
        "party_id": case["parties"][0]["id"],
        "name": "Kuasa (DEMO)",
        "power": "menandatangani",
        "letter_number": "9/DEMO",
        "letter_date": clock.today() - timedelta(days=10),
        "valid_until": None,
        "personal": False,
        "created_at": clock.now(),
        "ended_on": None,
    } | changes
    columns = psycopg.sql.SQL(",").join(map(psycopg.sql.Identifier, values))
    places = psycopg.sql.SQL(",").join([psycopg.sql.Placeholder()] * len(values))
    statement = psycopg.sql.SQL("INSERT INTO representatives ({}) VALUES ({})").format(columns, places)
    owner_of(databases["kabkota"].owner_url).execute(statement, list(values.values()))
    return str(values["id"])


async def test_an_edit_voids_the_initials_and_needs_the_present_version(mediation: Caller) -> None:
    case = await initialled(mediation)
    assert (await settlement(mediation, case))["state"] == "berparaf"
    (clause,) = (await settlement(mediation, case))["clauses"]
    path = f"settlement/clauses/{clause['id']}"
    stale = await send(mediation, MEDIATOR, "PATCH", case, path, {"text": "x"}, 9)
    assert stale.status_code == 412
    changed = await send(mediation, MEDIATOR, "PATCH", case, path, {"text": "Dibagi rata (DEMO)."}, 1)
    assert (changed.status_code, changed.json()["state"], changed.json()["initials"]) == (200, "draf", [])
    refused = (await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"}, 409)).json()
    assert "diparaf" in refused["detail"]
    # Who read the text before does not initial the present one.
    old = await send(mediation, ONE, "POST", case, "settlement/initials", {}, 3)
    assert old.status_code == 412
    used = await send(mediation, MEDIATOR, "DELETE", case, path, None, 2)
    assert (used.status_code, used.json()["code"]) == (409, "clause-in-use")
    (owed,) = changed.json()["obligations"]
    obligation = f"settlement/obligations/{owed['id']}"
    gone = await send(mediation, OFFICER, "DELETE", case, obligation, None, owed["version"])
    assert gone.json()["obligations"] == []
    empty = await send(mediation, MEDIATOR, "DELETE", case, path, None, 2)
    assert (empty.status_code, empty.json()["clauses"]) == (200, [])


async def test_a_draft_that_is_wrong_is_told_where(mediation: Caller) -> None:
    case = await drafted(mediation)
    bad = {"text": "x", "issues": [case["id"]]}
    wrong = (await act(mediation, OFFICER, case, "settlement/clauses", bad, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/issues/0"
    owed = {"clause_id": case["id"], "party_id": case["id"], "text": "x", "due_on": "2020-01-01"}
    wrong = (await act(mediation, OFFICER, case, "settlement/obligations", owed, 422)).json()
    assert [error["pointer"] for error in wrong["errors"]] == ["/clause_id", "/party_id", "/due_on"]
    await act(mediation, ONE, case, "settlement/clauses", {"text": "x"}, 403)


async def test_the_draft_is_for_the_disputants_the_mediator_and_the_office(mediation: Caller) -> None:
    case = await drafted(mediation)
    expected = {ONE: 200, TWO: 200, MEDIATOR: 200, OFFICER: 200, OTHER_OFFICER: 200, THREE: 404, GWPP: 403}
    for path in ("settlement", "obligations"):
        for actor, status in expected.items():
            answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/{path}")
            assert answer.status_code == status, (path, actor.subject)
    # A draft obliges nobody yet.
    assert (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/obligations")).json()["items"] == []
    trail = await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/trail")
    assert "Biaya dibagi dua" not in trail.text


async def test_both_sign_and_it_is_agreed_with_an_addendum_proposed(mediation: Caller) -> None:
    instrument = "018f0000-0000-7000-8000-000000000001"
    case = await submitted(mediation)
    await act(mediation, ONE, case, "signature", HEAD)
    again = (await act(mediation, ONE, case, "signature", HEAD, 409)).json()
    assert again["code"] == "signed-already"
    made = (await act(mediation, TWO, case, "signature", HEAD)).json()
    assert (made["state"], made["outcome"], made["issues"][0]["status"]) == (
        "kesepakatan",
        "penuh",
        "disepakati",
    )
    found = await settlement(mediation, case, ONE)
    assert (found["state"], found["addenda"]) == ("berlaku", [])
    assert instrument not in str(found)


async def test_an_outcome_that_is_not_so_is_refused(mediation: Caller) -> None:
    case = await initialled(mediation)
    wrong = (await act(mediation, OFFICER, case, "signing", {"outcome": "sebagian"}, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/outcome"


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"power": "berunding"}, "may-not-sign", "berunding"),
        ({"valid_until": date(2025, 12, 31)}, "expired", "2025-12-31"),
        ({"ended_on": date(2026, 1, 2)}, "ended", "2026-01-02"),
        ({"letter_date": date(2999, 1, 1)}, "not-yet", "2999-01-01"),
    ],
)
async def test_a_kuasa_that_does_not_hold_does_not_sign(
    mediation: Caller, mediation_databases: Databases, changes: dict[str, Any], code: str, says: str
) -> None:
    case = await submitted(mediation)
    named = represent(mediation_databases, case, **changes)
    wrong = (await act(mediation, ONE, case, "signature", {"representative_id": named}, 422)).json()
    assert (wrong["errors"][0]["pointer"], wrong["errors"][0]["code"]) == ("/representative_id", code)
    assert says in wrong["errors"][0]["detail"]
    assert (await settlement(mediation, case))["signatures"] == []


async def test_a_representative_signs_up_to_the_last_day_of_the_kuasa_and_for_its_party_only(
    mediation: Caller, mediation_databases: Databases
) -> None:
    case = await submitted(mediation)
    named = represent(mediation_databases, case, valid_until=clock.today())
    wrong = (await act(mediation, TWO, case, "signature", {"representative_id": named}, 422)).json()
    assert wrong["errors"][0]["code"] == "unknown"
    both = {"representative_id": named} | HEAD
    assert (await act(mediation, ONE, case, "signature", both, 422)).json()["errors"][0]["code"] == "one-of"
    by_office = {"representative_id": named, "party_id": case["parties"][0]["id"]}
    wrong = (await act(mediation, OFFICER, case, "signature", by_office, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/letter"
    await act(mediation, ONE, case, "signature", {"representative_id": named})
    (signed,) = (await settlement(mediation, case))["signatures"]
    assert (signed["capacity"], signed["name"]) == ("kuasa", "Kuasa (DEMO)")


async def test_what_burdens_the_public_waits_for_the_dprd(mediation: Caller) -> None:
    case = await submitted(mediation, burdens_public=True)
    for actor in (ONE, TWO):
        made = (await act(mediation, actor, case, "signature", HEAD)).json()
    assert (made["state"], made["awaited"], made["outcome"]) == ("menunggu_persetujuan_dprd", "dprd", None)
    no = {"dprd": "DPRD (DEMO)", "date": "2026-01-05", "reason": "Anggaran (DEMO)."}
    back = (await act(mediation, OFFICER, case, "dprd-refusal", no)).json()
    assert back["state"] == "perumusan"
    found = await settlement(mediation, case)
    assert (found["state"], found["initials"], found["signatures"]) == ("draf", [], [])
    for actor in (ONE, TWO):
        await send(mediation, actor, "POST", case, "settlement/initials", {}, found["version"])
    await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    later = {"dprd": "DPRD (DEMO)", "number": "1/DEMO", "date": "2999-01-01"}
    wrong = (await act(mediation, OFFICER, case, "dprd-approval", {"approvals": [later]}, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/approvals/0/date"
    yes = {"approvals": [later | {"date": "2026-02-01"}]}
    made = (await act(mediation, OFFICER, case, "dprd-approval", yes)).json()
    assert (made["state"], made["outcome"]) == ("kesepakatan", "penuh")
    assert [one["approved"] for one in (await settlement(mediation, case))["dprd"]] == [False, True]


async def test_a_promise_is_broken_repaired_kept_and_the_case_closed(mediation: Caller) -> None:
    case = await agreed(mediation, due=clock.today() + timedelta(days=30))
    at = f"{AT}/cases/{case['id']}/obligations"
    (owed,) = (await mediation.as_(ONE).get(at)).json()["items"]
    assert (owed["state"], owed["days_left"], owed["overdue"]) == ("berjalan", 30, False)
    path = f"obligations/{owed['id']}"
    early = await send(mediation, OFFICER, "POST", case, f"{path}/breach", {"reason": "DEMO"}, 1)
    assert (early.status_code, early.json()["code"]) == (409, "obligation-settled")
    report = {"text": "Sedang dianggarkan (DEMO).", "proof": [{"what": "DPA (DEMO)"}]}
    other = await send(mediation, ONE, "POST", case, f"{path}/report", report, 1)
    assert (other.status_code, other.json()["code"]) == (403, "not-their-obligation")
    refused = (await act(mediation, OFFICER, case, "closing", {"reason": "DEMO"}, 409)).json()
    assert "1 kewajiban" in refused["detail"]
    with clock.fixed(clock.now() + timedelta(days=120)):
        (late,) = (await mediation.as_(OFFICER).get(at)).json()["items"]
        assert (late["overdue"], late["days_left"] < 0, len(late["missing_quarters"]) >= 1) == (
            True,
            True,
            True,
        )
        broken = await send(mediation, OFFICER, "POST", case, f"{path}/breach", {"reason": "DEMO"}, 1)
        assert broken.json()["state"] == "dilanggar"
        past = {"agreed": "Mencicil (DEMO).", "due_on": "2020-01-01"}
        wrong = await send(mediation, OFFICER, "POST", case, f"{path}/repair", past, 2)
        assert wrong.json()["errors"][0]["pointer"] == "/due_on"
        soon = past | {"due_on": (clock.today() + timedelta(days=60)).isoformat()}
        mended = await send(mediation, OFFICER, "POST", case, f"{path}/repair", soon, 2)
        assert (mended.json()["state"], mended.json()["overdue"]) == ("diperbaiki", False)
        done = await send(mediation, TWO, "POST", case, f"{path}/report", report | {"fulfilled": True}, 3)
        assert done.json()["state"] == "dilaporkan"
        stale = await send(
            mediation, OFFICER, "POST", case, f"{path}/verification", {"fulfilled": True, "note": "x"}, 3
        )
        assert stale.status_code == 412
        kept = await send(
            mediation, OFFICER, "POST", case, f"{path}/verification", {"fulfilled": True, "note": "x"}, 4
        )
        assert [one["kind"] for one in kept.json()["reports"]] == [
            "pelanggaran",
            "perbaikan",
            "laporan",
            "verifikasi",
        ]
        closed = (await act(mediation, OFFICER, case, "closing", {"reason": "Selesai (DEMO)."})).json()
    assert (closed["state"], closed["outcome"]) == ("ditutup", "penuh")


async def test_nothing_is_drafted_before_drafting_began(mediation: Caller) -> None:
    case = await mediating(mediation)
    await act(mediation, OFFICER, case, "settlement/clauses", {"text": "x"}, 404)
    assert (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/settlement")).status_code == 404


async def test_a_promise_that_is_broken_for_good_ends_as_not_kept_and_lets_the_case_end(
    mediation: Caller,
) -> None:
    case = await agreed(mediation, due=clock.today() + timedelta(days=30))
    (owed,) = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/obligations")).json()["items"]
    path = f"obligations/{owed['id']}"
    body = {"reason": "Anggaran tidak ada (DEMO).", "party_statement": "Tidak sanggup (DEMO)."}
    early = await send(mediation, OFFICER, "POST", case, f"{path}/failure", body, 1)
    assert (early.status_code, early.json()["code"]) == (409, "obligation-settled")
    with clock.fixed(clock.now() + timedelta(days=60)):
        await send(mediation, OFFICER, "POST", case, f"{path}/breach", {"reason": "DEMO"}, 1)
        for actor in (ONE, TWO):
            no = await send(mediation, actor, "POST", case, f"{path}/failure", body, 2)
            assert no.status_code == 403
        ended = await send(mediation, OFFICER, "POST", case, f"{path}/failure", body, 2)
        assert (ended.status_code, ended.json()["state"]) == (201, "tidak_dipenuhi")
        told = ended.json()["reports"][-1]
        assert (told["kind"], told["party_statement"]) == ("tidak_dipenuhi", body["party_statement"])
        assert (ended.json()["overdue"], ended.json()["missing_quarters"]) == (False, [])
        again = {"agreed": "x", "due_on": (clock.today() + timedelta(days=1)).isoformat()}
        late = await send(mediation, OFFICER, "POST", case, f"{path}/repair", again, 3)
        assert late.status_code == 409
        seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
        # What its clause settled is open again: it may be passed on, or the case closed.
        assert seen["issues"][0]["status"] == "terbuka"
        assert {"closing", "referral-dossier"} <= set(seen["allowed_acts"])
        await act(mediation, OFFICER, case, "referral-dossier", {})
        passed = (await act(mediation, OFFICER, case, "referral", {"reason": "DEMO"})).json()
        assert (passed["state"], passed["issues"][0]["status"]) == ("pemantauan", "diteruskan")
        said = {"number": "1/DEMO", "dated": clock.today().isoformat(), "outcome": "ditangani"}
        await act(mediation, OFFICER, case, "referral-reply", said)
        closed = (await act(mediation, OFFICER, case, "closing", {"reason": "DEMO"})).json()
    assert closed["state"] == "ditutup"


async def test_each_burdened_party_has_its_own_dprd(mediation: Caller) -> None:
    case = await drafted(mediation, burdens_public=True)
    (clause,) = (await settlement(mediation, case))["clauses"]
    first, second = (party["id"] for party in case["parties"])
    owed = {
        "clause_id": clause["id"],
        "party_id": first,
        "text": "Membayar bagiannya (DEMO).",
        "due_on": (clock.today() + timedelta(days=30)).isoformat(),
    }
    await act(mediation, MEDIATOR, case, "settlement/obligations", owed)
    version = (await settlement(mediation, case))["version"]
    for actor in (ONE, TWO):
        await send(mediation, actor, "POST", case, "settlement/initials", {}, version)
    await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    assert sorted((await settlement(mediation, case))["dprd_awaited"]) == sorted([first, second])
    one = {"dprd": "DPRD Satu (DEMO)", "number": "1/DEMO", "date": "2026-02-01"}
    wrong = (await act(mediation, OFFICER, case, "dprd-approval", {"approvals": [one]}, 422)).json()
    assert (wrong["errors"][0]["pointer"], wrong["errors"][0]["code"]) == (
        "/approvals/0/party_id",
        "missing",
    )
    foreign = {"approvals": [one | {"party_id": first, "region_code": "34.01"}]}
    wrong = (await act(mediation, OFFICER, case, "dprd-approval", foreign, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/approvals/0/region_code"
    yes = {"approvals": [one | {"party_id": first, "region_code": "33.01"}]}
    waiting = (await act(mediation, OFFICER, case, "dprd-approval", yes)).json()
    assert (waiting["state"], waiting["outcome"]) == ("menunggu_persetujuan_dprd", None)
    assert (await settlement(mediation, case))["dprd_awaited"] == [second]
    # A refusal makes another text: what was approved before is not that.
    no = {"dprd": "DPRD Dua (DEMO)", "date": "2026-02-05", "reason": "Anggaran (DEMO)."}
    await act(mediation, OFFICER, case, "dprd-refusal", no)
    version = (await settlement(mediation, case))["version"]
    for actor in (ONE, TWO):
        await send(mediation, actor, "POST", case, "settlement/initials", {}, version)
    await act(mediation, OFFICER, case, "signing", {"outcome": "penuh"})
    for actor in (ONE, TWO):
        await act(mediation, actor, case, "signature", HEAD)
    only = {"approvals": [one | {"party_id": second}]}
    waiting = (await act(mediation, OFFICER, case, "dprd-approval", only)).json()
    assert waiting["state"] == "menunggu_persetujuan_dprd"
    made = (await act(mediation, OFFICER, case, "dprd-approval", yes)).json()
    assert (made["state"], made["outcome"]) == ("kesepakatan", "penuh")


async def test_an_obligation_leaves_the_draft_by_its_own_version(mediation: Caller) -> None:
    case = await drafted(mediation)
    (owed,) = (await settlement(mediation, case))["obligations"]
    path = f"{AT}/cases/{case['id']}/settlement/obligations/{owed['id']}"
    mediator = mediation.as_(MEDIATOR)
    assert (await mediator.delete(path)).status_code == 428
    assert (await mediator.delete(path, etag='"9"')).status_code == 412
    assert len((await settlement(mediation, case))["obligations"]) == 1
    gone = await mediator.delete(path, etag=f'"{owed["version"]}"')
    assert (gone.status_code, gone.json()["obligations"]) == (200, [])
    assert (await mediator.delete(path, etag=f'"{owed["version"]}"')).status_code == 404
