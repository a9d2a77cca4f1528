"""Admissions: applied for by need, decided once, left by a recorded act. Names are invented (DEMO)."""

import asyncio
from typing import Any, get_args

import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.actor import service_actor
from services.kit.db import Databases
from services.kit.feed import publisher
from services.registry.admissions.problems import ActRefused
from services.registry.admissions.states import TRANSITIONS, Act, State, after
from tests.registry.factories import act_on, admission_body, apply_for, make_forum, publish_conduct
from tests.support.callers import GWPP_DIY, GWPP_JATENG, KARTAMANTUL, OTHER_FORUM, SECRETARIAT, Caller

AT = "/v1/kabkota/admissions"
FORUM = "/v1/kabkota/forums/forum-uji"
LETTER = {"number": "DEMO/2", "dated_on": "2026-01-02"}
BY_IMPORT = {
    "state": None,
    "design": None,
    "functions_shared": ["e_mediasi"],
    "functions_delegated": [],
    "since": None,
    "basis": "impor",
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("act", get_args(Act))
def test_an_act_leads_where_the_table_says_and_is_refused_elsewhere(act: Act, state: State) -> None:
    expected = {
        ("approve", "diajukan"): "disetujui",
        ("reject", "diajukan"): "ditolak",
        ("withdraw", "diajukan"): "ditarik",
        ("depart", "disetujui"): "keluar",
    }.get((act, state))
    if expected is None:
        with pytest.raises(ActRefused):
            after(act, state)
    else:
        assert after(act, state) == expected
    assert set(TRANSITIONS) == set(get_args(Act))


async def test_a_forum_applies_is_approved_and_leaves_and_its_document_follows(registry: Caller) -> None:
    await make_forum(registry, "kartamantul")
    forum_at = "/v1/kabkota/forums/kartamantul"
    assert (await registry.get(forum_at)).json()["admission"] is None
    admission = await apply_for(
        registry,
        by=KARTAMANTUL,
        forum="kartamantul",
        design="subsidiarity",
        functions_shared=["a_komunikasi"],
        functions_delegated=["e_mediasi"],
        letter=None,
    )
    year = clock.today().year
    assert (admission["state"], admission["number"]) == ("diajukan", f"ADM/KABKOTA/{year}/0001")
    assert (admission["forum"], admission["name"], admission["version"]) == ("kartamantul", None, 1)
    forum = (await registry.get(forum_at)).json()
    assert (forum["version"], forum["admission"]) == (1, None)

    decided = await act_on(
        registry, admission, "decision", outcome="disetujui", functions_shared=["a_komunikasi", "a_pusat"]
    )
    assert (decided["state"], decided["version"], decided["decision"]["by"]) == (
        "disetujui",
        2,
        SECRETARIAT.subject,
    )
    forum = (await registry.get(forum_at)).json()
    assert forum["version"] == 2
    assert forum["admission"] == {
        "state": "disetujui",
        "design": "subsidiarity",
        "functions_shared": ["a_komunikasi", "a_pusat"],
        "functions_delegated": ["e_mediasi"],
        "since": clock.today().isoformat(),
        "basis": "keputusan",
    }
    assert (await registry.get(f"{forum_at}?as_of=2001")).json()["admission"] is None
    newest = (await registry.as_(SECRETARIAT).get(f"{forum_at}/history")).json()["items"][0]
    assert (newest["field"], newest["why"]) == ("admission", "Rapat (DEMO)")

    on = clock.today().isoformat()
    left = await act_on(registry, admission, "departure", by=KARTAMANTUL, on=on)
    assert (left["state"], left["departure"]["on"]) == ("keluar", on)
    forum = (await registry.get(forum_at)).json()
    assert (forum["version"], forum["admission"]) == (3, None)
    acts = (await registry.as_(KARTAMANTUL).get(f"{AT}/{admission['id']}/history")).json()["items"]
    assert [(a["act"], a["version"]) for a in acts] == [("departure", 3), ("decision", 2), ("apply", 1)]
    assert (acts[0]["who"], acts[0]["why"]) == (KARTAMANTUL.subject, "Rapat (DEMO)")
    assert (await apply_for(registry, by=KARTAMANTUL, forum="kartamantul"))["number"].endswith("/0002")


async def test_an_imported_forum_shares_mediation_until_its_admission_is_decided(
    real_forums: Caller,
) -> None:
    at = "/v1/kabkota/forums/kartamantul"
    assert (await real_forums.get(at)).json()["admission"] == BY_IMPORT
    first = await apply_for(real_forums, by=KARTAMANTUL, forum="kartamantul")
    await act_on(real_forums, first, "withdrawal", by=KARTAMANTUL)
    forum = (await real_forums.get(at)).json()
    assert (forum["version"], forum["admission"]) == (1, BY_IMPORT)
    second = await apply_for(real_forums, by=KARTAMANTUL, forum="kartamantul")
    await act_on(real_forums, second, "decision", outcome="ditolak")
    assert (await real_forums.get(at)).json()["admission"] is None
    third = await apply_for(
        real_forums, by=KARTAMANTUL, forum="kartamantul", functions_shared=["b_pengetahuan"]
    )
    assert (await real_forums.get(at)).json()["admission"] is None
    await act_on(real_forums, third, "decision", outcome="disetujui")
    shared = (await real_forums.get(at)).json()["admission"]["functions_shared"]
    assert shared == ["b_pengetahuan"]


async def test_the_secretariat_applies_for_a_body_by_name_with_its_letter(registry: Caller) -> None:
    admission = await apply_for(registry, name="Forum Contoh (DEMO)")
    assert (admission["forum_id"], admission["letter"]["number"]) == (None, "DEMO/1/2026")
    problem = await apply_for(registry, status=409, name="FORUM contoh (demo)")
    assert problem["code"] == "admission-stands"
    hidden = await registry.as_(KARTAMANTUL).get(f"{AT}/{admission['id']}")
    assert hidden.status_code == 404
    decided = await act_on(registry, admission, "decision", outcome="disetujui")
    on = clock.today().isoformat()
    await act_on(registry, decided, "departure", by=KARTAMANTUL, status=404, on=on)
    await act_on(registry, decided, "departure", on=on)


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({}, "/forum", "forum-or-name"),
        ({"forum": "forum-uji", "name": "x"}, "/forum", "forum-or-name"),
        ({"forum": "tidak-ada"}, "/forum", "unknown-forum"),
        ({"name": "x", "letter": None}, "/letter", "missing"),
        (
            {"name": "x", "letter": LETTER | {"dated_on": "2999-01-01"}},
            "/letter/dated_on",
            "in-the-future",
        ),
        (
            {"name": "x", "letter": LETTER | {"dated_on": "2026"}},
            "/letter/dated_on",
            "invalid-day",
        ),
        ({"name": "x", "need": " "}, "/need", "string-pattern-mismatch"),
        ({"name": "x", "design": "negara"}, "/design", "unknown-code"),
        ({"name": "x", "functions_shared": []}, "/functions_shared", "no-function"),
        ({"name": "x", "functions_shared": ["e_mediasi", "z"]}, "/functions_shared/1", "unknown-code"),
        ({"name": "x", "functions_shared": ["e_mediasi"] * 2}, "/functions_shared", "repeated-value"),
        (
            {"name": "x", "functions_delegated": ["a_pusat"]},
            "/functions_delegated",
            "delegated-without-subsidiarity",
        ),
        (
            {"name": "x", "design": "subsidiarity", "functions_delegated": ["e_mediasi"]},
            "/functions_delegated/0",
            "shared-and-delegated",
        ),
        ({"name": "x", "code_of_conduct_edition": 1}, "/code_of_conduct_edition", "not-in-force"),
        ({"name": "x", "state": "disetujui"}, "/state", "extra-forbidden"),
    ],
)
async def test_a_wrong_application_is_named_and_takes_no_number(
    registry: Caller, fields: dict[str, Any], pointer: str, code: str
) -> None:
    await make_forum(registry)
    problem = await apply_for(registry, status=422, **fields)
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in problem["errors"]}
    assert (await registry.as_(SECRETARIAT).get(AT)).json()["items"] == []
    assert (await apply_for(registry, forum="forum-uji"))["number"].endswith("/0001")


async def test_all_that_is_wrong_with_an_application_is_told_at_once(registry: Caller) -> None:
    problem = await apply_for(registry, status=422, design="x", functions_shared=[], letter=None)
    found = {e["pointer"] for e in problem["errors"]}
    assert found == {"/forum", "/letter", "/design", "/functions_shared"}


async def test_the_code_of_conduct_in_force_is_accepted_with_the_application(registry: Caller) -> None:
    await publish_conduct(registry, 1, in_force_from="2020-01-01")
    await publish_conduct(registry, 2, in_force_from="2021-01-01")
    await publish_conduct(registry, 3, in_force_from="2999-01-01")
    for edition in (None, 1, 3):
        problem = await apply_for(registry, status=422, name="x", code_of_conduct_edition=edition)
        assert problem["errors"][0]["code"] == "not-in-force"
    assert (await apply_for(registry, name="x", code_of_conduct_edition=2))["code_of_conduct_edition"] == 2


async def test_a_decision_gives_functions_with_an_approval_only(registry: Caller) -> None:
    await make_forum(registry)
    admission = await apply_for(registry, forum="forum-uji")
    for body, pointer in (
        ({"outcome": "ditolak", "functions_shared": ["e_mediasi"]}, "/functions_shared"),
        ({"outcome": "disetujui", "functions_delegated": ["a_pusat"]}, "/functions_delegated"),
        ({"outcome": "disetujui", "functions_shared": []}, "/functions_shared"),
        ({"outcome": "disetujui", "reason": " "}, "/reason"),
        ({"outcome": "mungkin"}, "/outcome"),
    ):
        problem = await act_on(registry, admission, "decision", status=422, **body)
        assert problem["errors"][0]["pointer"] == pointer
    assert (await registry.get(FORUM)).json()["version"] == 1


async def test_nobody_leaves_before_having_been_approved_or_in_the_future(registry: Caller) -> None:
    await make_forum(registry)
    admission = await apply_for(registry, forum="forum-uji")
    on = clock.today().isoformat()
    problem = await act_on(registry, admission, "departure", status=409, on=on)
    assert problem["code"] == "act-refused-in-state"
    await act_on(registry, admission, "decision", outcome="disetujui")
    early = await act_on(registry, admission, "departure", status=422, on="2020-01-01")
    assert early["errors"][0]["code"] == "before-approval"
    late = await act_on(registry, admission, "departure", status=422, on="2999-01-01")
    assert late["errors"][0]["code"] == "in-the-future"
    await act_on(registry, admission, "withdrawal", status=409)
    await act_on(registry, admission, "decision", status=409, outcome="ditolak")


async def test_a_forum_applies_for_itself_alone(registry: Caller) -> None:
    await make_forum(registry, "kartamantul")
    await apply_for(registry, by=OTHER_FORUM, status=403, forum="kartamantul")
    await apply_for(registry, by=KARTAMANTUL, status=403, name="Lain (DEMO)")
    await apply_for(registry, by=KARTAMANTUL, status=422, forum="tidak-ada")


async def test_each_sees_the_admissions_that_concern_it(real_forums: Caller) -> None:
    own = await apply_for(real_forums, forum="kartamantul")
    other = await apply_for(real_forums, forum="barlingmascakeb")
    body = await apply_for(real_forums, name="Forum Contoh (DEMO)")

    async def seen(caller: Caller, query: str = "") -> list[str]:
        return [a["id"] for a in (await caller.get(f"{AT}{query}")).json()["items"]]

    assert await seen(real_forums.as_(SECRETARIAT)) == [body["id"], other["id"], own["id"]]
    assert await seen(real_forums.as_(KARTAMANTUL)) == [own["id"]]
    assert await seen(real_forums.as_(GWPP_DIY)) == [own["id"]]
    assert await seen(real_forums.as_(GWPP_JATENG)) == [other["id"]]
    secretariat = real_forums.as_(SECRETARIAT)
    assert await seen(secretariat, "?forum=kartamantul&state=diajukan") == [own["id"]]
    assert await seen(secretariat, "?state=keluar") == []
    first = (await secretariat.get(f"{AT}?page_size=2")).json()
    rest = (await secretariat.get(f"{AT}?page_size=2&cursor={first['next_cursor']}")).json()
    assert [a["id"] for a in rest["items"]] == [own["id"]]
    assert (await secretariat.get(f"{AT}?state=entah")).status_code == 400
    unknown = await secretariat.get(f"{AT}?forum=tidak-ada")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/query/forum")
    by_number = await secretariat.get(f"{AT}/{own['number'].replace('/', '-')}")
    assert (by_number.json()["id"], by_number.headers["etag"]) == (own["id"], '"1"')
    again = await secretariat.request("GET", f"{AT}/{own['id']}", headers={"If-None-Match": '"1"'})
    assert again.status_code == 304


async def test_numbers_have_no_gap_and_no_twin_whoever_comes_first(registry: Caller) -> None:
    secretariat = registry.as_(SECRETARIAT)
    bodies = [admission_body(name=f"Lembaga {n} (DEMO)") for n in range(8)]
    # Two of them name one body: one is refused after it had its number.
    bodies.append(bodies[0])
    answers = await asyncio.gather(*(secretariat.post(AT, body) for body in bodies))
    assert sorted(a.status_code for a in answers) == [201] * 8 + [409]
    numbers = sorted(a.json()["number"][-4:] for a in answers if a.status_code == 201)
    assert numbers == [f"{n:04}" for n in range(1, 9)]


async def test_of_two_decisions_at_once_one_counts(registry: Caller) -> None:
    await make_forum(registry)
    admission = await apply_for(registry, forum="forum-uji")
    secretariat = registry.as_(SECRETARIAT)
    answers = await asyncio.gather(
        *(
            secretariat.post(f"{AT}/{admission['id']}/decision", {"outcome": outcome, "reason": "x"})
            for outcome in ("disetujui", "ditolak")
        )
    )
    assert sorted(a.status_code for a in answers) == [201, 409]
    kept = (await secretariat.get(f"{AT}/{admission['id']}")).json()
    assert kept["version"] == 2
    assert (await registry.get(FORUM)).json()["version"] == 2


async def test_of_two_applications_of_a_forum_at_once_one_stands(registry: Caller) -> None:
    await make_forum(registry)
    secretariat = registry.as_(SECRETARIAT)
    answers = await asyncio.gather(
        *(secretariat.post(AT, admission_body(forum="forum-uji")) for _ in range(3))
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409]


async def test_each_act_is_in_the_feed(registry: Caller, registry_app_running: FastAPI) -> None:
    await make_forum(registry)
    admission = await apply_for(registry, forum="forum-uji")
    await act_on(registry, admission, "decision", outcome="disetujui")
    databases: Databases = registry_app_running.state.databases
    await publisher.publish_pending(databases["kabkota"])
    feed = (await registry.as_(service_actor("knowledge")).get("/internal/kabkota/feed")).json()["items"]
    states = [(c["version"], c["payload"]["state"]) for c in feed if c["id"] == admission["id"]]
    assert states == [(1, "diajukan"), (2, "disetujui")]
