"""Sessions: convened ahead, never doubly booked, announced as iCalendar, recorded, adjourned."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import icalendar
import pytest

from services.kit import clock
from tests.mediation.requests import AT, ONE, THREE, TWO, act, appointed, mediating
from tests.support.callers import GWPP_DIY, MEDIATOR, OFFICER, OTHER_OFFICER, Caller

GWPP = GWPP_DIY.__class__(GWPP_DIY.subject, GWPP_DIY.roles, frozenset({"mediation:read"}), GWPP_DIY.bindings)
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
