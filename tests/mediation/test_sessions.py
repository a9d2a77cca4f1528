"""Sessions: convened ahead, never doubly booked, announced as iCalendar, recorded, adjourned."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest

from services.kit import clock
from services.kit.simpul import Simpul
from tests.mediation.requests import (
    AT,
    ONE,
    THREE,
    THREE_PARTIES,
    TWO,
    act,
    appointed,
    enrolled,
    mediating,
)
from tests.support.callers import GWPP_DIY, MEDIATOR, OFFICER, OTHER_OFFICER, Caller, client_actor
from tests.support.databases import TestDatabase, owner_of

GWPP = GWPP_DIY.__class__(GWPP_DIY.subject, GWPP_DIY.roles, frozenset({"mediation:read"}), GWPP_DIY.bindings)
Databases = dict[Simpul, TestDatabase]
ROOM = "Ruang Rapat (DEMO)"


def times(*, days: int = 7, hours: int = 2, minutes: int = 0) -> dict[str, str]:
    """From so many days ahead, for so many hours."""
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days, minutes=minutes)
    return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=hours)).isoformat()}


def meeting(**changes: Any) -> dict[str, Any]:
    return {"kind": "pertemuan", "place": ROOM, "agenda": "DEMO"} | times() | changes


async def convene(mediation: Caller, case: dict[str, Any], status: Any = 201, **changes: Any) -> Any:
    answer = await mediation.as_(OFFICER).post(f"{AT}/cases/{case['id']}/sessions", meeting(**changes))
    assert answer.status_code == status, answer.text
    return answer.json()


async def send(
    mediation: Caller,
    case: dict[str, Any],
    row: dict[str, Any],
    what: str,
    body: object,
    *,
    actor: Any = OFFICER,
) -> httpx.Response:
    """An act on a session by its present version."""
    headers = {"If-Match": f'"{row["version"]}"'}
    at = f"{AT}/cases/{case['id']}/sessions/{row['id']}{what}"
    method = "POST" if what else "PATCH"
    return await mediation.as_(actor).send(method, at, body, headers=headers)


async def invitation(mediation: Caller, case: dict[str, Any], row: dict[str, Any], actor: Any = ONE) -> Any:
    answer = await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/sessions/{row['id']}/invitation.ics")
    assert answer.status_code == 200, answer.text
    calendar = icalendar.Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert f"method={calendar['METHOD']}" in answer.headers["Content-Type"]
    return calendar["METHOD"], event


def attendance(case: dict[str, Any], **changes: Any) -> dict[str, Any]:
    came = [
        {"party_id": party["id"], "present": True, "people": [{"name": "Wakil (DEMO)"}]}
        for party in case["parties"]
    ]
    return {"attendance": came, "minutes": "Notulen (DEMO).", "official_report": "BA (DEMO)."} | changes


async def test_an_invitation_keeps_its_uid_and_its_sequence_rises(mediation: Caller) -> None:
    case = await appointed(mediation)
    row = await convene(mediation, case)
    seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
    assert seen["standing"]["next_session"].startswith(row["starts_at"][:16])
    method, first = await invitation(mediation, case, row)
    assert (method, first["SEQUENCE"], len(first["ATTENDEE"])) == ("REQUEST", 0, 3)
    moved = await send(mediation, case, row, "", times(days=9), actor=MEDIATOR)
    assert moved.status_code == 200, moved.text
    assert (await send(mediation, case, row, "", times(days=10))).status_code == 412
    method, second = await invitation(mediation, case, row, TWO)
    assert (method, second["SEQUENCE"], second["UID"]) == ("REQUEST", 1, first["UID"])
    assert second["DTSTART"].dt == first["DTSTART"].dt + timedelta(days=2)
    off = await send(mediation, case, moved.json(), "/cancellation", {"reason": "DEMO"})
    assert (off.status_code, off.json()["state"]) == (201, "dibatalkan")
    method, third = await invitation(mediation, case, row)
    assert (method, third["STATUS"], third["SEQUENCE"], third["UID"]) == (
        "CANCEL",
        "CANCELLED",
        2,
        first["UID"],
    )
    again = await send(mediation, case, off.json(), "/cancellation", {"reason": "DEMO"})
    assert (again.status_code, again.json()["code"]) == (409, "session-settled")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        (times(days=-1), "/starts_at"),
        (times(days=3000), "/starts_at"),
        (times(hours=-1), "/ends_at"),
        (times(hours=25), "/ends_at"),
        ({"place": None}, "/place"),
        ({"kind": "kaukus"}, "/party_id"),
        ({"party_id": "018f0000-0000-7000-8000-000000000000"}, "/party_id"),
        ({"invited": ["018f0000-0000-7000-8000-000000000000"]}, "/invited/0"),
        ({"starts_at": "2030-01-01T09:00:00"}, "/starts_at"),
    ],
)
async def test_a_session_in_the_past_or_ill_said_is_refused(
    mediation: Caller, changes: dict[str, Any], pointer: str
) -> None:
    case = await appointed(mediation)
    refused = await convene(mediation, case, 422, **changes)
    assert pointer in [error["pointer"] for error in refused["errors"]]
    assert (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/sessions")).json()["items"] == []


async def test_a_session_outside_the_state_is_refused(mediation: Caller) -> None:
    case = await appointed(mediation)
    refused = await convene(mediation, case, 409, kind="penandatanganan")
    assert (refused["code"], refused["state"]) == ("act-refused", "pra_mediasi")
    await act(mediation, OFFICER, case, "failure")
    assert (await convene(mediation, case, 409))["code"] == "act-refused"


async def test_neither_place_nor_mediator_is_booked_twice(mediation: Caller) -> None:
    case = await appointed(mediation)
    row = await convene(mediation, case)
    same_room = await convene(mediation, case, 409, place="  ruang  RAPAT (demo)")
    assert same_room["code"] == "session-clash"
    # The mediator alone, elsewhere, a quarter of an hour into the other.
    overlapping = await convene(mediation, case, 409, place="Lain (DEMO)", **times(minutes=105))
    assert "Mediator" in overlapping["detail"]
    await convene(mediation, case, **meeting(**times(minutes=120)))
    # What is cancelled is free again.
    await send(mediation, case, row, "/cancellation", {"reason": "DEMO"})
    await convene(mediation, case)


async def test_of_bookings_at_once_one_wins(mediation: Caller) -> None:
    case = await appointed(mediation)
    at = f"{AT}/cases/{case['id']}/sessions"
    answers = await asyncio.gather(
        *(
            mediation.as_(actor).post(at, meeting(**times(minutes=15 * shift)))
            for shift, actor in enumerate([OFFICER, MEDIATOR] * 4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"session-clash"}


async def test_a_session_is_recorded_once_it_began_and_lets_drafting_begin(mediation: Caller) -> None:
    case = await mediating(mediation)
    row = await convene(mediation, case)
    await act(mediation, MEDIATOR, case, "drafting", {}, 409)
    early = await send(mediation, case, row, "/record", attendance(case))
    assert (early.status_code, early.json()["code"]) == (409, "session-settled")
    stranger = [{"party_id": case["id"], "present": True}]
    with clock.fixed(clock.now() + timedelta(days=7, hours=1)):
        wrong = await send(mediation, case, row, "/record", {"attendance": stranger})
        assert wrong.json()["errors"][0]["pointer"] == "/attendance/0/party_id"
        late = await send(mediation, case, row, "", times(days=8))
        assert (late.status_code, late.json()["code"]) == (409, "session-settled")
        made = await send(mediation, case, row, "/record", attendance(case), actor=MEDIATOR)
        assert (made.status_code, made.json()["state"]) == (201, "dilaksanakan")
        drafted = await act(mediation, MEDIATOR, case, "drafting", {})
    assert drafted.json()["state"] == "perumusan"


async def test_a_session_is_adjourned_to_a_next_one(mediation: Caller) -> None:
    case = await mediating(mediation)
    row = await convene(mediation, case)
    body = {"reason": "Hujan (DEMO)", **times(days=14)}
    made = await send(mediation, case, row, "/adjournment", body)
    assert made.status_code == 201, made.text
    following = made.json()
    assert (following["follows"], following["place"], len(following["invited"])) == (row["id"], ROOM, 2)
    listed = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/sessions")).json()["items"]
    assert [one["state"] for one in listed] == ["diundur", "terjadwal"]
    assert (await invitation(mediation, case, row))[0] == "CANCEL"
    # Its mediator must first be let go of it.
    await act(mediation, OFFICER, case, "mediator-replacement", {"reason": "DEMO"}, 409)


async def test_a_caucus_is_seen_by_its_party_the_mediator_and_the_office_alone(mediation: Caller) -> None:
    case = await mediating(mediation)
    first = case["parties"][0]["id"]
    row = await convene(mediation, case, kind="kaukus", party_id=first)
    at = f"{AT}/cases/{case['id']}/sessions"
    expected = {ONE: 1, TWO: 0, OFFICER: 1, OTHER_OFFICER: 1, MEDIATOR: 1}
    for actor, count in expected.items():
        caller = mediation.as_(actor)
        assert len((await caller.get(at)).json()["items"]) == count
        for path in (f"{at}/{row['id']}", f"{at}/{row['id']}/invitation.ics"):
            assert (await caller.get(path)).status_code == (200 if count else 404)
    for actor, status in ((THREE, 404), (GWPP, 403)):
        assert (await mediation.as_(actor).get(at)).status_code == status
    with clock.fixed(clock.now() + timedelta(days=7, hours=1)):
        body = {"attendance": [{"party_id": first, "present": True}], "minutes": "Rahasia (DEMO)"}
        refused = await send(mediation, case, row, "/record", body)
        assert refused.json()["errors"][0]["code"] == "confidential"
        del body["minutes"]
        assert (await send(mediation, case, row, "/record", body)).status_code == 201
        # A caucus alone is no session between the parties.
        await act(mediation, MEDIATOR, case, "drafting", {}, 409)


async def letters_of(mediation: Caller, case: dict[str, Any], actor: Any) -> list[dict[str, Any]]:
    """The letters about meetings that an actor sees, the oldest first."""
    items = (await mediation.as_(actor).get(f"{AT}/cases/{case['id']}/letters?page_size=100")).json()["items"]
    return [one for one in reversed(items) if one["kind"].startswith("undangan")]


async def test_each_party_gets_a_letter_for_what_becomes_of_a_session(
    mediation: Caller, mediation_databases: Databases, render: Any
) -> None:
    case = await mediating(mediation)
    starts = datetime(2026, 6, 3, 9, tzinfo=clock.LEGAL_ZONE)
    when = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    with clock.fixed(starts - timedelta(days=7)):
        row = await convene(mediation, case, link="https://rapat.example/demo", **when)
        later = {name: (starts + timedelta(days=1, hours=n)).isoformat() for n, name in enumerate(when)}
        moved = (await send(mediation, case, row, "", later)).json()
        adjourned = {"reason": "Hujan (DEMO)", **times(days=14)}
        following = (await send(mediation, case, moved, "/adjournment", adjourned)).json()
        await send(mediation, case, following, "/cancellation", {"reason": "Libur (DEMO)"})
        found = {actor.subject: await letters_of(mediation, case, actor) for actor in (ONE, TWO, OFFICER)}
    kinds = ["undangan", "undangan_perubahan", "undangan", "undangan_pembatalan"]
    for actor in (ONE, TWO):
        assert [one["kind"] for one in found[actor.subject]] == kinds
        assert [one["act"] for one in found[actor.subject]][2:] == ["adjournment", "session-cancellation"]
    assert len({one["number"] for one in found[OFFICER.subject]}) == 8
    said = told_in(mediation_databases, found[ONE.subject][0]["id"])["meeting"]
    assert (said["when"], said["elsewhere"]) == (
        "Rabu, 3 Juni 2026, pukul 09.00 sampai 11.00 WIB",
        "mulai pukul 10.00 WITA atau 11.00 WIT",
    )
    assert (said["place"], said["agenda"], said["link"]) == (ROOM, "DEMO", "https://rapat.example/demo")
    calendar = await mediation.as_(ONE).get(said["calendar"])
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    changed = told_in(mediation_databases, found[ONE.subject][1]["id"])["meeting"]
    assert changed["before"] == said["when"]
    assert changed["when"].startswith("Kamis, 4 Juni 2026")
    assert told_in(mediation_databases, found[TWO.subject][3]["id"])["meeting"]["reason"] == "Libur (DEMO)"
    await render()
    for one in found[ONE.subject]:
        got = await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/letters/{one['id']}/file")
        assert got.status_code == 200


async def test_of_letters_about_a_caucus_nobody_else_learns(
    mediation: Caller, mediation_databases: Databases, render: Any
) -> None:
    case = await mediating(mediation)
    first = case["parties"][0]["id"]
    before = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()["standing"]
    row = await convene(mediation, case, kind="kaukus", party_id=first)
    (asked,) = await letters_of(mediation, case, ONE)
    assert (asked["party_id"], asked["kind"]) == (first, "undangan")
    at = f"{AT}/cases/{case['id']}/letters"
    body = {"reason": "Salah ruang (DEMO)."}
    corrected = (await act(mediation, OFFICER, case, f"letters/{asked['id']}/correction", body)).json()
    reply = {"number": "7/DEMO", "dated": clock.today().isoformat(), "subject": "Hadir (DEMO)"}
    reply |= {"answers": corrected["id"]}
    others = reply | {"party_id": case["parties"][1]["id"]}
    wrong = (await act(mediation, OFFICER, case, "letters", others, 422)).json()
    assert wrong["errors"][0]["pointer"] == "/answers"
    came = (await act(mediation, OFFICER, case, "letters", reply | {"party_id": first})).json()
    await send(mediation, case, row, "/cancellation", {"reason": "Rahasia (DEMO)"})
    await render()
    ids = {one["id"] for one in (await mediation.as_(ONE).get(at)).json()["items"]} - {
        one["id"] for one in (await mediation.as_(TWO).get(at)).json()["items"]
    }
    assert {asked["id"], corrected["id"], came["id"]} < ids
    assert await letters_of(mediation, case, TWO) == []
    assert len(await letters_of(mediation, case, MEDIATOR)) == 3
    for letter in (asked, corrected):
        for actor, status in (
            (ONE, 200),
            (TWO, 404),
            (MEDIATOR, 200),
            (OFFICER, 200),
            (THREE, 404),
            (GWPP, 403),
        ):
            for below in ("", "/file"):
                answer = await mediation.as_(actor).get(f"{at}/{letter['id']}{below}")
                assert answer.status_code == status, (actor.subject, below)
    # The other party's trail has the rows, for the chain, but not what they are of.
    rows = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/trail?page_size=200")).json()["items"]
    assert sum(row["act"] is None for row in rows) >= 10
    secret = {asked["id"], corrected["id"], came["id"], row["id"]}
    assert not [row for row in rows if any(one in str(row) for one in secret)]
    own = (await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/trail?page_size=200")).json()["items"]
    assert any(corrected["id"] in str(row) for row in own)
    # Nor does what the queue shows of the case, or a dossier.
    after = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()["standing"]
    for name in ("last_letter_out", "last_letter_in", "letters_unanswered"):
        assert after[name] == before[name]
    await act(mediation, MEDIATOR, case, "failure")
    dossier = (await act(mediation, OFFICER, case, "referral-dossier", {})).json()["dossier"]
    numbers = {one["number"] for one in dossier["documents"]}
    assert not numbers & {asked["number"], corrected["number"], came["number"]}


async def test_a_mediator_who_is_only_proposed_reads_no_letter_about_a_caucus(mediation: Caller) -> None:
    case = await mediating(mediation)
    row = await convene(mediation, case, kind="kaukus", party_id=case["parties"][0]["id"])
    await send(mediation, case, row, "/cancellation", {"reason": "DEMO"})
    await act(mediation, OFFICER, case, "mediator-replacement")
    other = client_actor("mediator-lain", "mediator", scopes=MEDIATOR.scopes)
    mediator = await enrolled(mediation, name="Bapak Netral (DEMO)", subject=other.subject)
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]})
    items = (await mediation.as_(other).get(f"{AT}/cases/{case['id']}/letters?page_size=100")).json()["items"]
    assert {one["kind"] for one in items} >= {"surat_penunjukan", "pemberitahuan_penggantian"}
    assert not [one for one in items if one["kind"].startswith("undangan")]


def told_in(databases: Databases, letter: str) -> dict[str, Any]:
    """What a letter says."""
    owner = owner_of(databases["kabkota"].owner_url)
    (found,) = owner.execute("SELECT data FROM letters WHERE id = %s", [letter]).fetchone() or ({},)
    said: dict[str, Any] = found
    return said


async def test_who_left_is_not_invited_to_the_next_session(mediation: Caller) -> None:
    case = await mediating(mediation, parties=THREE_PARTIES)
    row = await convene(mediation, case)
    third = case["parties"][-1]["id"]
    leaving = {"party_id": third, "left_on": clock.today().isoformat(), "reason": "DEMO"}
    await act(mediation, OFFICER, case, "party-departure", leaving)
    before = len(await letters_of(mediation, case, OFFICER))
    made = (await send(mediation, case, row, "/adjournment", {"reason": "DEMO", **times(days=14)})).json()
    assert [one["party_id"] for one in made["invited"]] == [one["id"] for one in case["parties"][:2]]
    told = await letters_of(mediation, case, OFFICER)
    assert len(told) == before + 2
    await send(mediation, case, made, "", {"agenda": "Lain (DEMO)"})
    since = [one for one in await letters_of(mediation, case, OFFICER) if one["kind"] == "undangan_perubahan"]
    assert {one["party_id"] for one in since} == {one["id"] for one in case["parties"][:2]}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_session_out_of_all_bounds_is_refused(mediation: Caller, moment: str) -> None:
    case = await mediating(mediation)
    refused = await convene(mediation, case, 422, starts_at=moment, ends_at=moment)
    assert "/starts_at" in [error["pointer"] for error in refused["errors"]]
