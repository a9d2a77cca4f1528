"""What the desk did, in figures that name nobody; and closed cases like an open one."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from services.kit import clock
from services.kit.db import Databases
from services.mediation.cases.codes import FINISHED
from services.mediation.cases.models import Case
from services.mediation.demonstration.stage import Stage
from services.mediation.demonstration.stories import KABKOTA
from services.mediation.figures import queries, rules, service
from services.mediation.figures.rules import LEAST, Counted
from tests.mediation.requests import AT, ONE, act, file
from tests.support.callers import ANONYMOUS, OFFICER, Caller

STATES = ("diajukan", "mediasi", "pemantauan", "dicabut", "ditutup", "diteruskan")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def counted(state: str, days: int = 10, **entered: int) -> Counted:
    """A case filed so many days ago, which entered states so many days after its filing."""
    filed = NOW - timedelta(days=days)
    moments = {name: filed + timedelta(days=after) for name, after in entered.items()}
    ended = NOW if state in FINISHED else None
    return Counted("antar_forum", state, "peran_e", None, filed, ended, moments)


def test_times_and_backlog_are_counted_in_days() -> None:
    cases = [counted("mediasi", days, menunggu_kesediaan=days // 10) for days in (10, 40, 200)]
    made = rules.figures(cases, {}, now=NOW)
    assert made["backlog_by_age"] == {"0-30": 1, "31-90": 1, "91-180": 0, "181+": 1}
    assert made["days"]["filing_to_acceptance"] == {"cases": 3, "median": 4.0, "p90": 16.8}
    assert made["by_outcome"] == {"berjalan": 3}


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from([10, 100, 200])), max_size=40))
def test_no_small_count_is_shown_nor_told_by_a_difference(cases: list[tuple[str, int]]) -> None:
    office = rules.figures([counted(state, days, mediasi=1) for state, days in cases], {}, now=NOW)
    shown = rules.for_public(office)
    ended = shown["days"]["filing_to_end"]["cases"]
    still = shown["open"]
    if shown["cases"] is not None and ended is not None:
        still = shown["cases"] - ended
    if shown["cases"] is not None and still is not None:
        ended = shown["cases"] - still
    by_state = shown["by_state"]
    groups = [(by_state, shown["cases"]), (shown["by_kind"], shown["cases"])]
    groups.append((shown["backlog_by_age"], still))
    groups.append(({state: n for state, n in by_state.items() if state in FINISHED}, ended))
    groups.append(({state: n for state, n in by_state.items() if state not in FINISHED}, still))
    groups.append(({"open": still, "ended": ended}, shown["cases"]))
    for counts, total in groups:
        told = [count for count in counts.values() if count is not None]
        assert all(count == 0 or count >= LEAST for count in told)
        if len(told) < len(counts) and total is not None:
            assert len(counts) - len(told) >= 2
            assert total - sum(told) >= LEAST


def test_what_is_hidden_is_hidden_with_enough_beside_it() -> None:
    cases = [counted("mediasi") for _ in range(5)] + [counted(state) for state in ("dicabut", "ditutup")]
    shown = rules.for_public(rules.figures(cases, {}, now=NOW))
    assert (shown["cases"], shown["open"]) == (7, None)
    assert shown["by_state"] == {"dicabut": None, "ditutup": None, "mediasi": None}
    assert shown["backlog_by_age"] == {"0-30": None, "31-90": 0, "91-180": 0, "181+": 0}


async def test_the_public_sees_five_or_more_and_the_office_all(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    for _ in range(2):
        await file(mediation)
    databases: Databases = mediation_app_running.state.databases
    async with databases["kabkota"].write.begin() as session:
        await service.count(session)
    public = (await mediation.as_(ANONYMOUS).get(f"{AT}/figures")).json()
    office = (await mediation.as_(OFFICER).get(f"{AT}/figures")).json()
    assert (public["cases"], public["by_state"]) == (None, {"diajukan": None})
    assert (office["cases"], office["by_state"]) == (2, {"diajukan": 2})


async def test_a_closed_case_like_this_one_is_told_without_a_name(mediation: Caller) -> None:
    with clock.fixed(clock.now() - timedelta(days=30)):
        old = await file(mediation)
    await act(mediation, ONE, old, "withdrawal")
    case = await file(mediation)
    answer = await mediation.as_(ONE).get(f"{AT}/cases/{case['id']}/similar")
    [like] = answer.json()["cases"]
    assert (like["categories"], like["outcome"], like["days"]) == (["persampahan"], "dicabut", 30)
    assert "persampahan" in like["reason"]["id"]
    for name in ("forum-satu", "forum-dua", old["id"], old["number"], old["title"]):
        assert name not in answer.text
    assert answer.json()["practices"] == ["/v1/kabkota/search?q=persampahan&kind=practice"]


async def test_promises_kept_and_broken_are_counted(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    databases: Databases = mediation_app_running.state.databases
    async with databases["kabkota"].write.begin() as session:
        await Stage(session).play(next(one for one in KABKOTA if one.state == "ditutup"), 1)
        # What is told to a node that is tried out is no figure of the desk.
        assert await queries.promises(session) == {}
        await session.execute(update(Case).values(demo=False))
        assert await queries.promises(session) == {"terpenuhi": 1}
