"""A signal of a conflict to come: restricted, allegation apart from fact, until it is acted on or closed."""

from datetime import timedelta
from typing import Any

import pytest

from services.kit import clock
from services.kit.db import Database
from services.mediation.early_warnings import service
from services.mediation.filing import lapsing
from tests.mediation.requests import AT, ONE, THREE, TWO, act, request
from tests.mediation.test_privileges import SIGNAL
from tests.support.callers import COORDINATOR, OFFICER, OTHER_OFFICER, Caller, client_actor

SIGNALS = f"{AT}/early-warnings"
GWPP = client_actor("gwpp-diy", "gwpp", scopes=frozenset({"mediation:read"}), province=["34"])


async def signal(mediation: Caller, **changes: Any) -> dict[str, Any]:
    """A signal that forum-satu reported and forum-dua may see."""
    answer = await mediation.as_(ONE).post(SIGNALS, SIGNAL | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_what_is_alleged_is_kept_apart_from_what_is_established(mediation: Caller) -> None:
    made = await signal(mediation)
    assert (made["state"], made["border"]) == ("baru", "34.01/34.02")
    at = f"{SIGNALS}/{made['id']}"
    said = {"text": "Pos jaga dibakar (DEMO).", "source": "Kepala desa (DEMO)"}
    more = (await mediation.as_(TWO).post(f"{at}/statements", said)).json()
    assert [one["text"] for one in more["alleged"]] == ["Kabar (DEMO).", said["text"]]
    office = mediation.as_(OFFICER)
    for one, status in zip(more["alleged"], ("terkonfirmasi", "dibantah"), strict=True):
        body = {"status": status, "basis": "Pemeriksaan (DEMO)."}
        judged = (await office.post(f"{at}/statements/{one['id']}/assessment", body)).json()
    assert [one["text"] for one in judged["established"]] == ["Kabar (DEMO)."]
    assert [one["basis"] for one in judged["refuted"]] == ["Pemeriksaan (DEMO)."]
    assert (judged["alleged"], judged["state"]) == ([], "diperiksa")
    told = (await office.get(f"{at}/history")).json()["items"]
    assert [row["act"] for row in told] == ["assessment", "assessment", "statement", "report"]


async def test_another_source_corroborates_once(mediation: Caller) -> None:
    made = await signal(mediation)
    at = f"{SIGNALS}/{made['id']}/corroborations"
    body = {"supports": True, "text": "Terlihat juga dari sini (DEMO)."}
    given = (await mediation.as_(TWO).post(at, body)).json()
    assert [one["supports"] for one in given["corroborations"]] == [True]
    assert (await mediation.as_(TWO).post(at, body)).json()["code"] == "corroboration-given"
    assert (await mediation.as_(ONE).post(at, body)).json()["code"] == "own-signal"
    assert (await mediation.as_(THREE).post(at, body)).status_code == 404


async def test_a_signal_becomes_a_case_or_a_meeting_and_never_both(mediation: Caller) -> None:
    office = mediation.as_(OFFICER)
    made = await signal(mediation)
    at = f"{SIGNALS}/{made['id']}"
    lacking = await office.post(f"{at}/escalation", {"to": "rapat_bersama", "reason": "DEMO"})
    assert (lacking.status_code, lacking.json()["errors"][0]["pointer"]) == (422, "/meeting")
    risen = (await office.post(f"{at}/escalation", {"to": "perkara", "reason": "DEMO"})).json()
    case = (await office.get(f"{AT}/cases/{risen['case_id']}")).json()
    assert (case["state"], case["mandate"], risen["state"]) == (
        "dipesan",
        "di_luar_peran_e",
        "ditindaklanjuti",
    )
    meeting = {"on": "2026-12-01", "place": "Balai (DEMO)", "agenda": "DEMO"}
    again = {"to": "rapat_bersama", "reason": "DEMO", "meeting": meeting}
    assert (await office.post(f"{at}/escalation", again)).json()["code"] == "already-escalated"
    other = await signal(mediation)
    met = (await office.post(f"{SIGNALS}/{other['id']}/escalation", again)).json()
    assert met["meeting"] == meeting


async def test_a_closed_signal_takes_nothing_more(mediation: Caller) -> None:
    made = await signal(mediation)
    at = f"{SIGNALS}/{made['id']}"
    office = mediation.as_(OFFICER)
    closed = (await office.post(f"{at}/closing", {"unfounded": True, "outcome": "Keliru (DEMO)."})).json()
    assert closed["state"] == "tidak_terbukti"
    for path, body in (
        ("statements", {"text": "DEMO", "source": "DEMO"}),
        ("escalation", {"to": "perkara", "reason": "DEMO"}),
        ("closing", {"unfounded": False, "outcome": "DEMO"}),
    ):
        refused = await office.post(f"{at}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "early-warning-closed")


async def test_the_office_weighs_a_signal_and_lets_another_forum_see_it(mediation: Caller) -> None:
    made = await signal(mediation)
    at = f"{SIGNALS}/{made['id']}"
    assert (await mediation.as_(THREE).get(at)).status_code == 404
    office = mediation.as_(OFFICER)
    body = {"severity": 5, "forums": ["forum-dua", "forum-tiga"]}
    assert (await office.patch(at, body, etag=None)).status_code == 428
    changed = (await office.patch(at, body, etag='"1"')).json()
    assert (changed["severity"], changed["version"], changed["state"]) == (5, 2, "diperiksa")
    assert (await mediation.as_(THREE).get(at)).status_code == 200
    assert (await mediation.as_(OTHER_OFFICER).patch(at, body, etag='"1"')).status_code == 412


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"region_codes": ["34.99"]}, "/region_codes/0"),
        ({"classification": "sihir"}, "/classification"),
        ({"severity": 6}, "/severity"),
        ({"forums": ["tidak-ada"]}, "/forums/0"),
        ({"statements": []}, "/statements"),
        ({"occurred_on": "2999"}, "/occurred_on"),
    ],
)
async def test_a_signal_that_is_wrong_is_told_where(
    mediation: Caller, changes: dict[str, Any], pointer: str
) -> None:
    answer = await mediation.as_(ONE).post(SIGNALS, SIGNAL | changes)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert (await mediation.as_(OFFICER).get(SIGNALS)).json()["items"] == []


async def test_signals_are_listed_counted_by_month_and_exchanged(mediation: Caller) -> None:
    now = clock.now()
    with clock.fixed(now - timedelta(days=40)):
        await signal(mediation, severity=2)
    await signal(mediation, severity=4)
    await signal(mediation, region_codes=["33.01"])
    office = mediation.as_(OFFICER)
    found = (await office.get(f"{SIGNALS}?border=34.01/34.02&least_severity=3")).json()["items"]
    assert [one["severity"] for one in found] == [4]
    months = (await office.get(f"{SIGNALS}/trend?border=34.01/34.02")).json()["months"]
    assert [(month["signals"], month["gravest"]) for month in months] == [(1, 2), (1, 4)]
    one = found[0]
    at = f"{SIGNALS}/{one['id']}/statements/{one['alleged'][0]['id']}/assessment"
    await office.post(at, {"status": "terkonfirmasi", "basis": "DEMO"})
    body = {
        "regions": ["34.02", "34.01"],
        "period_from": clock.legal_day(now - timedelta(days=5)).isoformat(),
        "period_to": clock.legal_day(now).isoformat(),
        "forums": ["forum-dua"],
    }
    made = await office.post(f"{SIGNALS}/bulletins", body)
    assert made.status_code == 201, made.text
    [item] = made.json()["items"]
    assert (item["established"], item["alleged"]) == (["Kabar (DEMO)."], 0)
    assert (await office.post(f"{SIGNALS}/bulletins", body)).json()["code"] == "bulletin-stands"
    bulletin = f"{SIGNALS}/bulletins/{made.json()['id']}"
    for actor, status in ((TWO, 200), (ONE, 404), (THREE, 404)):
        assert (await mediation.as_(actor).get(bulletin)).status_code == status


async def test_the_other_simpul_has_none_of_it(mediation: Caller) -> None:
    made = await signal(mediation)
    elsewhere = mediation.as_(OFFICER, "provinsi")
    assert (await elsewhere.get("/v1/provinsi/early-warnings")).json()["items"] == []
    assert (await elsewhere.get(f"/v1/provinsi/early-warnings/{made['id']}")).status_code == 404


async def test_a_number_that_the_office_reserved_is_filed_by_who_reserved_it(mediation: Caller) -> None:
    for actor in (OFFICER, COORDINATOR):
        body = {"title": "Menyusul (DEMO)", "kind": "antar_forum"}
        reserved = (await mediation.as_(actor).post(f"{AT}/cases/reservations", body)).json()
        assert (reserved["assignee"], "filing" in reserved["allowed_acts"]) == (actor.subject, True)
        other = await mediation.as_(OTHER_OFFICER).post(f"{AT}/cases/{reserved['id']}/filing", request())
        assert other.status_code == 403
        filed = (await act(mediation, actor, reserved, "filing", request(letter="1/DEMO"))).json()
        assert (filed["state"], filed["assignee"]) == ("diajukan", actor.subject)


@pytest.mark.parametrize("lapses", [False, True])
async def test_a_signal_whose_number_nobody_filed_may_be_escalated_again(
    mediation: Caller, database: Database, lapses: bool
) -> None:
    made = await signal(mediation)
    at = f"{SIGNALS}/{made['id']}"
    office = mediation.as_(OFFICER)
    again = {"to": "perkara", "reason": "DEMO"}
    risen = (await office.post(f"{at}/escalation", again)).json()
    assert (await office.get(f"{AT}/cases/{risen['case_id']}")).json()["assignee"] == OFFICER.subject
    if lapses:
        with clock.fixed(clock.now() + timedelta(days=90)):
            async with database.write.begin() as session:
                await lapsing.lapse(session)
        async with database.write.begin() as session:
            await service.free(session)
        shown = (await office.get(at)).json()
        assert (shown["escalated_to"], shown["case_id"], shown["state"]) == (None, None, "diperiksa")
    else:
        await act(mediation, OFFICER, {"id": risen["case_id"]}, "cancellation")
    second = await office.post(f"{at}/escalation", again)
    assert second.status_code == 201, second.text
    assert second.json()["case_id"] not in (None, risen["case_id"])
    told = [row["act"] for row in (await office.get(f"{at}/history")).json()["items"]]
    assert told == ["escalation", "escalation-void", "escalation", "report"]


@pytest.mark.parametrize(
    "period",
    [("2026-01-01", "9999-12-31"), ("0001-01-01", "2026-01-01"), (0, "2026-01-01"), ("2026-02-30", 1)],
)
async def test_a_period_out_of_all_bounds_is_refused(mediation: Caller, period: tuple[Any, Any]) -> None:
    body = {"regions": ["34.01", "34.02"], "forums": ["forum-satu"]}
    body |= {"period_from": period[0], "period_to": period[1]}
    refused = await mediation.as_(OFFICER).post(f"{SIGNALS}/bulletins", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


async def test_the_people_behind_a_signal_are_for_the_office_and_who_reported_it(mediation: Caller) -> None:
    made = await signal(mediation, contact="Pak RT (DEMO), 0274-000000")
    at = f"{SIGNALS}/{made['id']}"
    own = {"text": "Terlihat (DEMO).", "source": "Warga Dua (DEMO)"}
    await mediation.as_(TWO).post(f"{at}/statements", own)
    await mediation.as_(OFFICER).post(f"{at}/corroborations", {"supports": True, "text": "Ya (DEMO)."})
    source = made["alleged"][0]["source"]
    for reader, whole in ((ONE, True), (OFFICER, True), (TWO, False), (GWPP, False)):
        for where in ("", f"/{made['id']}"):
            answer = await mediation.as_(reader).get(f"{SIGNALS}{where}")
            assert answer.status_code == 200
            for secret in (made["contact"], source, ONE.subject, OFFICER.subject):
                assert (secret in answer.text) is whole
        history = await mediation.as_(reader).get(f"{at}/history")
        assert (ONE.subject in history.text) is whole
    seen = (await mediation.as_(TWO).get(at)).json()
    assert (seen["reported_by"], seen["contact"], seen["forum"]) == (None, None, "forum-satu")
    assert [(one["source"], one["said_by"]) for one in seen["alleged"]] == [
        (None, None),
        (own["source"], TWO.subject),
    ]
