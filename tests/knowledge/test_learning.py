"""Learning: offers, what fits a need, enrolment with seats, attendance, evaluation."""

from typing import Any

import httpx
import pytest

from services.kit import clock
from tests.knowledge.editors import EDITOR, FORUM, OTHER, publish
from tests.support.callers import Caller, client_actor

AT = "/v1/kabkota/learning"
ONE = f"{AT}/contoh-pelatihan"
OFFER: dict[str, Any] = {
    "slug": "contoh-pelatihan",
    "forum_slug": "kartamantul",
    "type": "pelatihan",
    "title": "Contoh pelatihan (DEMO)",
    "summary": "Contoh ringkasan.",
    "provider": "Sekretariat Contoh (DEMO)",
    "sectors": ["persampahan"],
    "challenges": ["anggaran"],
    "place": "Contoh tempat",
    "starts_on": "2099-05-01",
    "ends_on": "2099-05-03",
    "capacity": 3,
    "contact": "Contoh kontak",
}


async def offer(desk: Caller, **said: Any) -> None:
    answer = await publish(desk, "learning", **OFFER | said)
    assert answer.status_code == 201, answer.text


async def enrol(desk: Caller, actor: Any, *, of: str = ONE, **said: Any) -> httpx.Response:
    return await desk.as_(actor).post(f"{of}/enrolments", said)


async def test_seats_are_given_in_the_order_of_coming(desk: Caller) -> None:
    await offer(desk)
    first = await enrol(desk, FORUM, participants=2, offices=["Dinas Contoh (DEMO)"])
    assert (first.status_code, first.json()["state"]) == (201, "terdaftar")
    second = await enrol(desk, OTHER, participants=2)
    assert second.json()["state"] == "menunggu"
    seen = (await desk.get(ONE)).json()
    assert (seen["enrolled"], seen["waiting"], seen["seats_left"]) == (2, 2, 1)
    again = await enrol(desk, FORUM)
    assert (again.status_code, again.json()["code"]) == (409, "already-enrolled")

    own = f"{ONE}/enrolments/{first.json()['id']}"
    assert (await desk.as_(OTHER).post(f"{own}/cancellation", {})).status_code == 404
    cancelled = await desk.as_(FORUM).post(f"{own}/cancellation", {})
    assert cancelled.json()["state"] == "batal"
    assert (await desk.as_(FORUM).post(f"{own}/cancellation", {})).status_code == 409
    moved = (await desk.as_(OTHER).get(f"{ONE}/enrolments")).json()["items"]
    assert [(e["forum_slug"], e["state"]) for e in moved] == [("barlingmascakeb", "terdaftar")]
    assert len((await desk.as_(EDITOR).get(f"{ONE}/enrolments")).json()["items"]) == 2
    assert (await desk.get(f"{ONE}/enrolments")).status_code == 401
    assert (await enrol(desk, FORUM)).json()["state"] == "terdaftar"


async def test_nobody_overtakes_those_who_wait(desk: Caller) -> None:
    await offer(desk, capacity=3)
    too_many = await enrol(desk, FORUM, participants=4)
    assert too_many.json()["errors"][0]["code"] == "more-than-seats"
    await enrol(desk, FORUM, participants=2)
    assert (await enrol(desk, OTHER, participants=2)).json()["state"] == "menunggu"
    third = await enrol(desk, EDITOR, forum_slug="kartamantul")
    assert third.json()["code"] == "already-enrolled"

    held = await desk.as_(FORUM).get(ONE)
    await desk.as_(FORUM).patch(ONE, {"capacity": 4}, etag=held.headers["etag"])
    assert (await desk.get(ONE)).json()["seats_left"] == 1
    await desk.as_(FORUM).post(f"{ONE}/submission", {})
    await desk.as_(EDITOR).post(f"{ONE}/reviews", {"verdict": "setuju"})
    await desk.as_(EDITOR).post(f"{ONE}/publication", {})
    moved = (await desk.as_(OTHER).get(f"{ONE}/enrolments")).json()["items"]
    assert [e["state"] for e in moved] == ["terdaftar"]
    seen = (await desk.get(ONE)).json()
    assert (seen["enrolled"], seen["waiting"], seen["seats_left"]) == (4, 0, 0)
    await desk.as_(EDITOR).post(f"{ONE}/withdrawal", {"reason": "Batal (DEMO)."})
    mine = f"{ONE}/enrolments/{moved[0]['id']}/cancellation"
    assert (await desk.as_(EDITOR).post(mine, {})).json()["state"] == "batal"


async def test_who_came_says_what_it_was_worth(desk: Caller) -> None:
    await offer(desk, starts_on="2020-05-01", ends_on="2020-05-02", enrol_until=None)
    late = await enrol(desk, OTHER)
    assert (late.status_code, late.json()["code"]) == (409, "enrolment-closed")
    today = clock.today().isoformat()
    await offer(desk, slug="hari-ini", starts_on=today, ends_on=today)
    here = f"{AT}/hari-ini"
    enrolled = (await enrol(desk, OTHER, of=here, participants=2)).json()
    at = f"{here}/enrolments/{enrolled['id']}"
    too_early = await desk.as_(OTHER).post(f"{at}/evaluation", {"score": 5})
    assert too_early.json()["code"] == "enrolment-act-refused"
    assert (await desk.as_(OTHER).post(f"{at}/attendance", {"attended": 2})).status_code == 403
    too_many = await desk.as_(FORUM).post(f"{at}/attendance", {"attended": 9})
    assert too_many.json()["errors"][0]["code"] == "more-than-enrolled"
    assert (await desk.as_(FORUM).post(f"{at}/attendance", {"attended": 2})).json()["attended"] == 2
    said = await desk.as_(OTHER).post(f"{at}/evaluation", {"score": 4, "comment": "Berguna."})
    assert said.json()["evaluation"]["score"] == 4
    assert (await desk.as_(OTHER).post(f"{at}/evaluation", {"score": 1})).status_code == 409
    feedback = (await desk.get(f"{here}/feedback")).json()
    assert feedback == {"evaluations": 1, "average": None, "attended": 2}


async def test_what_fits_a_need_comes_with_reasons(desk: Caller) -> None:
    await offer(desk)
    await offer(desk, slug="sudah-lewat", starts_on="2020-01-01", ends_on="2020-01-02")
    await offer(desk, slug="lain", sectors=["pariwisata"], challenges=[])
    await publish(desk)
    found = (await desk.get(f"{AT}/match?sector=persampahan&challenge=anggaran")).json()["items"]
    assert [(f["kind"], f["slug"]) for f in found] == [
        ("learning", "contoh-pelatihan"),
        ("practice", "contoh-timbang-sampah"),
    ]
    assert {r["code"] for r in found[0]["reasons"]} == {"sector", "challenge"}
    assert found[0]["reasons"][0]["text"] == "Bidang yang sama: persampahan"
    nothing = await desk.get(f"{AT}/match")
    assert (nothing.status_code, nothing.json()["errors"][0]["code"]) == (400, "required")
    assert (await desk.get(f"{AT}/match?sector=sihir")).status_code == 400


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ends_on": "2099-04-01"}, "/ends_on"),
        ({"enrol_until": "2099-06-01"}, "/enrol_until"),
        ({"type": "narasumber"}, "/expert"),
        ({"expert": {"name": "x", "expertise": "y", "consents": False}}, "/expert/consents"),
        ({"challenges": ["sihir"]}, "/challenges/0"),
        ({"capacity": 0}, "/capacity"),
        ({"starts_on": "2099"}, "/starts_on"),
    ],
)
async def test_an_offer_that_cannot_be_is_refused(desk: Caller, said: dict[str, Any], pointer: str) -> None:
    answer = await desk.as_(EDITOR).post(AT, OFFER | said)
    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


async def test_an_expert_is_shown_by_consent(desk: Caller) -> None:
    expert = {"name": "Ahli Contoh (DEMO)", "expertise": "Contoh", "consents": True}
    await offer(desk, type="narasumber", expert=expert, starts_on=None, ends_on=None, place=None)
    seen = (await desk.get(ONE)).json()
    assert seen["expert"]["name"] == "Ahli Contoh (DEMO)"
    listed = (await desk.get(f"{AT}?type=narasumber&challenge=anggaran")).json()["items"]
    assert len(listed) == 1
    system = client_actor("sistem", "system")
    assert (await enrol(desk, system)).status_code == 403
    unnamed = await enrol(desk, EDITOR)
    assert unnamed.json()["errors"][0]["pointer"] == "/forum_slug"
    for_forum = await enrol(desk, EDITOR, forum_slug="barlingmascakeb")
    assert for_forum.json()["forum_slug"] == "barlingmascakeb"
