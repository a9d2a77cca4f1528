"""The office's work on the queue: counting, sharing out, taking over, and questions that are kept."""

import asyncio
from datetime import datetime, timedelta

from fastapi import FastAPI

from services.kit import clock
from services.mediation.queue import ranking
from tests.mediation.requests import AT, ONE, accepted, act, file
from tests.support.callers import COORDINATOR, OFFICER, OTHER_OFFICER, Caller

VIEWS = f"{AT}/queue/views"


async def test_the_queue_is_counted_by_what_it_is_narrowed_to(mediation: Caller) -> None:
    for _ in range(3):
        await file(mediation)
    held = await file(mediation)
    await act(mediation, OFFICER, held, "claim", {})
    counted = (await mediation.as_(OFFICER).get(f"{AT}/queue/facets")).json()
    assert counted["state"] == [{"value": "diajukan", "count": 4}]
    assert counted["assignee"] == [
        {"value": None, "count": 3},
        {"value": OFFICER.subject, "count": 1},
    ]
    assert counted["awaited"] == [{"value": "koordinator", "count": 3}, {"value": "petugas", "count": 1}]
    mine = (await mediation.as_(OFFICER).get(f"{AT}/queue/facets?assignee=saya")).json()
    assert mine["state"] == [{"value": "diajukan", "count": 1}]


async def test_several_cases_are_assigned_at_once_each_with_its_result(mediation: Caller) -> None:
    one, two, gone = [await file(mediation) for _ in range(3)]
    await act(mediation, ONE, gone, "withdrawal")
    nowhere = "018f0000-0000-7000-8000-000000000000"
    body = {"cases": [two["id"], nowhere, one["id"], gone["id"]], "assignee": OFFICER.subject}
    answer = await mediation.as_(COORDINATOR).post(f"{AT}/queue/assignments", body)
    results = answer.json()["results"]
    assert [(row["case"], row["status"]) for row in results] == [
        (two["id"], "assigned"),
        (nowhere, "not_found"),
        (one["id"], "assigned"),
        (gone["id"], "refused"),
    ]
    assert "dicabut" in results[3]["detail"]["id"]
    weighed = (await mediation.as_(OFFICER).get(f"{AT}/queue/workload")).json()["items"]
    assert [(row["assignee"], row["open"]) for row in weighed if row["open"]] == [(OFFICER.subject, 2)]


async def test_an_absent_officers_queue_changes_hands_in_one_act(mediation: Caller) -> None:
    filed = [await file(mediation) for _ in range(3)]
    for case in filed:
        await act(mediation, OFFICER, case, "claim", {})
    body = {"absent": OFFICER.subject, "assignee": OTHER_OFFICER.subject, "reason": "Sakit (DEMO)."}
    made = (await mediation.as_(COORDINATOR).post(f"{AT}/queue/takeovers", body)).json()
    assert made["cases"] == [case["id"] for case in filed]
    mine = (await mediation.as_(OTHER_OFFICER).get(f"{AT}/queue?assignee=saya")).json()["items"]
    assert len(mine) == 3


async def test_bulk_assignments_at_once_wait_for_each_other_and_lose_nothing(mediation: Caller) -> None:
    ids = [(await file(mediation))["id"] for _ in range(4)]
    bodies = [
        {"cases": order, "assignee": officer.subject}
        for order, officer in ((ids, OFFICER), (ids[::-1], OTHER_OFFICER)) * 3
    ]
    answers = await asyncio.gather(
        *(mediation.as_(COORDINATOR).post(f"{AT}/queue/assignments", body) for body in bodies)
    )
    assert {row["status"] for a in answers for row in a.json()["results"]} == {"assigned"}


async def test_a_question_is_kept_changed_and_forgotten_by_its_owner_alone(mediation: Caller) -> None:
    officer = mediation.as_(OFFICER)
    body = {"name": "Mendesak", "filters": {"category": "konflik_sosial", "sort": "due_at"}}
    made = await officer.post(VIEWS, body)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1.meja"')
    at = f"{VIEWS}/{made.json()['id']}"
    assert (await officer.post(VIEWS, body)).json()["code"] == "view-name-taken"
    wrong = await officer.post(VIEWS, {"name": "x", "filters": {"state": "sihir"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/filters/state")
    changed = {"name": "Mendesak", "filters": {"overdue": "true"}}
    stale = await officer.send("PUT", at, changed, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (await officer.send("PUT", at, changed, headers={"If-Match": '"1"'})).json()["version"] == 2
    other = mediation.as_(OTHER_OFFICER)
    assert (await other.get(VIEWS)).json()["items"] == []
    assert (await other.delete(at, etag='"2"')).status_code == 404
    assert (await officer.delete(at, etag='"2"')).status_code == 204
    assert (await officer.get(VIEWS)).json()["items"] == []


async def test_my_day_has_limits_and_letters_without_an_answer_of_my_cases(mediation: Caller) -> None:
    with clock.fixed(clock.now() - timedelta(days=12)):
        case = await accepted(mediation)
    day = (await mediation.as_(OFFICER).get(f"{AT}/queue/my-day")).json()
    assert [(row["case"], row["overdue"]) for row in day["due"]] == [(case["id"], False)]
    assert [row["kind"] for row in day["letters"]] == ["pemberitahuan_kesediaan"]
    assert day["letters"][0]["correspondent"] == "Forum Dua (DEMO)"
    assert day["meetings"] == []
    theirs = (await mediation.as_(OTHER_OFFICER).get(f"{AT}/queue/my-day")).json()
    assert theirs == {"due": [], "letters": [], "meetings": []}


async def test_a_case_comes_forward_as_its_limit_comes_near(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    database = mediation_app_running.state.databases["kabkota"]
    case = await file(mediation)
    now, due, day = clock.now(), datetime.fromisoformat(case["due_at"]), timedelta(days=1)
    told = []
    for moment in (now, now + 3 * day, due - 2 * day, due + day, now + 91 * day):
        with clock.fixed(moment):
            for _ in range(2):
                async with database.write.begin() as session:
                    assert await ranking.refresh(session) is False
            seen = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}")).json()
        told.append({one["code"] for one in seen["priority_reasons"]})
    waits, late = {"tanpa_petugas"}, {"tanpa_petugas", "lewat_batas"}
    assert told == [set(), waits, waits | {"segera"}, late, late | {"lama"}]
    assert (seen["version"], seen["priority"]) == (case["version"], 55)


async def test_a_case_is_given_to_officers_alone(mediation: Caller) -> None:
    case = await file(mediation)
    nobody, keeper = {"assignee": "client:tidak-ada"}, mediation.as_(COORDINATOR)
    refused = (await act(mediation, COORDINATOR, case, "assignment", nobody, 422)).json()
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [("/assignee", "unknown-officer")]
    bulk = await keeper.post(f"{AT}/queue/assignments", {"cases": [case["id"]], **nobody})
    taken = {"absent": OFFICER.subject, "assignee": OFFICER.subject, "reason": "DEMO"}
    over = await keeper.post(f"{AT}/queue/takeovers", taken)
    assert (bulk.status_code, over.status_code) == (422, 422)
    made = await keeper.post(f"{AT}/officers", {"subject": "client:tidak-ada"})
    twice = await keeper.post(f"{AT}/officers", {"subject": "client:tidak-ada"})
    assert (made.status_code, twice.json()["code"]) == (201, "officer-twice")
    assert (await act(mediation, COORDINATOR, case, "assignment", nobody)).json()["assignee"] == (
        "client:tidak-ada"
    )
    loads = (await keeper.get(f"{AT}/queue/workload")).json()["items"]
    told = {one["assignee"]: one["open"] for one in loads}
    assert told == {"client:tidak-ada": 1} | dict.fromkeys(
        (OFFICER.subject, OTHER_OFFICER.subject, COORDINATOR.subject), 0
    )
    ended = await keeper.patch(made.headers["location"], {"active": False}, etag=made.headers["etag"])
    assert ended.status_code == 200, ended.text
    late = (await act(mediation, COORDINATOR, case, "assignment", nobody, 422)).json()
    assert late["errors"][0]["code"] == "not-active"


async def test_every_case_has_a_place_in_every_sort(mediation: Caller) -> None:
    cases = [await accepted(mediation), await file(mediation), await file(mediation)]
    await act(mediation, OFFICER, cases[1], "claim", {})
    await act(mediation, OFFICER, cases[1], "examination", {})
    await act(mediation, OFFICER, cases[1], "inadmissibility")
    for sort in ("due_at", "awaited_since", "-priority"):
        seen, at = [], f"{AT}/queue?page_size=1&sort={sort}"
        cursor: str | None = ""
        while cursor is not None:
            page = (await mediation.as_(OFFICER).get(at + cursor)).json()
            seen += [item["id"] for item in page["items"]]
            cursor = None if page["next_cursor"] is None else f"&cursor={page['next_cursor']}"
        assert sorted(seen) == sorted(case["id"] for case in cases), sort
        # The one without a limit comes last where limits count.
        assert sort != "due_at" or seen[-1] == cases[1]["id"]


async def test_a_case_is_found_by_its_parties_and_by_a_part_of_its_number(mediation: Caller) -> None:
    case = await file(mediation)
    for words in ("dua", case["number"], case["number"].rsplit("/", 1)[1]):
        found = (await mediation.as_(OFFICER).get(f"{AT}/queue", params={"q": words})).json()["items"]
        assert [one["id"] for one in found] == [case["id"]], words


async def test_what_a_question_names_must_be_there(mediation: Caller) -> None:
    officer = mediation.as_(OFFICER)
    for path in ("queue", "queue/facets"):
        refused = await officer.get(f"{AT}/{path}?category=tidak_ada&forum=tidak-ada")
        assert refused.status_code == 400
        assert [e["pointer"] for e in refused.json()["errors"]] == ["/query/category", "/query/forum"]
    view = {"name": "Sampah", "filters": {"category": "tidak_ada"}}
    kept = await officer.post(f"{AT}/queue/views", view)
    assert (kept.status_code, kept.json()["errors"][0]["pointer"]) == (422, "/filters/category")
    view["filters"] = {"category": "persampahan", "forum": "forum-satu"}
    assert (await officer.post(f"{AT}/queue/views", view)).status_code == 201
