"""What the desk did, in figures that name nobody; and closed cases like an open one."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from services.kit import clock
from services.kit.db import Databases
from services.mediation.cases.models import Case
from services.mediation.demonstration.stage import Stage
from services.mediation.demonstration.stories import KABKOTA
from services.mediation.figures import queries, rules, service
from services.mediation.figures.rules import LEAST, Counted
from tests.mediation.requests import AT, ONE, act, file
from tests.support.callers import ANONYMOUS, OFFICER, Caller

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def counted(state: str, days: int = 10, **entered: int) -> Counted:
    """A case filed so many days ago, which entered states so many days after its filing."""
    filed = NOW - timedelta(days=days)
    moments = {name: filed + timedelta(days=after) for name, after in entered.items()}
    return Counted("antar_forum", state, "peran_e", None, filed, None, moments)


def test_times_and_backlog_are_counted_in_days() -> None:
    cases = [counted("mediasi", days, menunggu_kesediaan=days // 10) for days in (10, 40, 200)]
    made = rules.figures(cases, {}, now=NOW)
    assert made["backlog_by_age"] == {"0-30": 1, "31-90": 1, "91-180": 0, "181+": 1}
    assert made["days"]["filing_to_acceptance"] == {"cases": 3, "median": 4.0, "p90": 16.8}
    assert made["by_outcome"] == {"berjalan": 3}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=2))
def test_no_small_count_is_shown_nor_told_by_the_rest(counts: dict[str, int]) -> None:
    shown = rules.for_public({"cases": sum(counts.values()), "by_kind": counts})["by_kind"]
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count == 0 or count >= LEAST for count in shown.values() if count is not None)
    # One alone would be the difference between the sum and the others.
    assert len(hidden) != 1 or sum(count > 0 for count in counts.values()) == 1


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
