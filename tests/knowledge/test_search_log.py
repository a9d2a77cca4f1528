"""The log of searches: what is counted, and that nobody can be told from it."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from services.kit import clock
from services.kit.db import Databases
from services.knowledge.search import counting
from services.knowledge.search.counting import UNKNOWN, SearchCounts, anonymous
from services.knowledge.search.upkeep import forgetting
from tests.knowledge.test_search import make_document, put
from tests.support.callers import AUDITOR, KARTAMANTUL, SECRETARIAT, Caller
from tests.support.loops import one_round

LOG = "/v1/kabkota/search/log"


async def logged(caller: Caller, app: FastAPI, query: str = "") -> list[dict[str, Any]]:
    """The log with what this process has not written yet."""
    counts: SearchCounts = app.state.search_counts
    databases: Databases = app.state.databases
    await counts.write(databases["kabkota"])
    answer = await caller.as_(SECRETARIAT).get(LOG + query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def emptied(knowledge: Caller, knowledge_app_running: FastAPI) -> Caller:
    """Nothing is left to write from other tests."""
    knowledge_app_running.state.search_counts = SearchCounts()
    return knowledge


async def test_searches_are_counted_by_query_and_how_much_they_found(
    emptied: Caller, knowledge_app_running: FastAPI
) -> None:
    await put(knowledge_app_running, make_document("Sampah DEMO"))
    for q in ("sampah", "Sampah", "sampah!", "persampahan", "mediasi"):
        await emptied.get("/v1/kabkota/search", params={"q": q})
    log = await logged(emptied, knowledge_app_running)
    assert [(row["query"], row["found"], row["searches"]) for row in log] == [
        ("sampah", "1-9", 3),
        ("persampahan", "1-9", 1),
        ("mediasi", "0", 1),
    ]
    await emptied.get("/v1/kabkota/search", params={"q": "mediasi"})
    (nothing,) = await logged(emptied, knowledge_app_running, "?found=0")
    assert (nothing["query"], nothing["searches"], nothing["clicks"]) == ("mediasi", 2, 0)


async def test_what_might_name_somebody_is_not_kept(emptied: Caller, knowledge_app_running: FastAPI) -> None:
    await put(knowledge_app_running, make_document("Sampah DEMO"))
    for q in (
        "mediasi Xqwerty Zzyzx sampah",
        "sampah budi@contoh.id",
        "sampah 081234567890",
        "3471012345678901",
    ):
        await emptied.get("/v1/kabkota/search", params={"q": q})
    log = await logged(emptied, knowledge_app_running)
    assert {row["query"] for row in log} == {"mediasi … sampah", "sampah …", "…"}


async def test_choices_are_counted(emptied: Caller, knowledge_app_running: FastAPI) -> None:
    await put(knowledge_app_running, make_document("Sampah DEMO"))
    await emptied.get("/v1/kabkota/search?q=sampah")
    chosen = {"query": "Sampah", "kind": "practice", "slug": "sampah-demo", "position": 1}
    for _ in range(2):
        assert (await emptied.post("/v1/kabkota/search/clicks", chosen)).status_code == 204
    (row,) = await logged(emptied, knowledge_app_running)
    assert (row["query"], row["clicks"]) == ("sampah", 2)
    for wrong, pointer in (
        ({"slug": "tidak-ada"}, "/slug"),
        ({"kind": "forum"}, "/slug"),
        ({"kind": "x"}, "/kind"),
        ({"position": 0}, "/position"),
        ({"position": "1"}, "/position"),
        ({"query": ""}, "/query"),
        ({"who": "x"}, "/who"),
    ):
        answer = await emptied.post("/v1/kabkota/search/clicks", chosen | wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


async def test_the_log_pages_and_refuses(emptied: Caller, knowledge_app_running: FastAPI) -> None:
    for q in ("mediasi", "sampah", "air"):
        await emptied.get("/v1/kabkota/search", params={"q": q})
    whole = await logged(emptied, knowledge_app_running)
    first = (await emptied.as_(AUDITOR).get(f"{LOG}?page_size=2")).json()
    rest = (await emptied.as_(AUDITOR).get(f"{LOG}?page_size=2&cursor={first['next_cursor']}")).json()
    assert first["items"] + rest["items"] == whole
    assert len(whole) == 3
    assert (await emptied.get(LOG)).status_code == 401
    assert (await emptied.as_(KARTAMANTUL).get(LOG)).status_code == 403
    for query in ("since=2026-02-01&until=2026-01-01", "since=2020-01-01", "since=kemarin", "found=5"):
        assert (await emptied.as_(SECRETARIAT).get(f"{LOG}?{query}")).status_code == 400, query
    await emptied.as_(SECRETARIAT).get("/v1/kabkota/search?q=mediasi&page_size=1&sort=newest")


@given(st.text(max_size=200), st.frozensets(st.text(max_size=5)))
def test_nothing_unknown_is_kept_of_any_text(text: str, known: frozenset[str]) -> None:
    from services.knowledge.search.analyser import is_known

    for word in anonymous(text, known).split():
        assert word == UNKNOWN or word in known or is_known(word) or len(word) <= 4


async def test_a_day_has_a_most_of_rows(
    emptied: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_OF_A_DAY", 3)
    await put(knowledge_app_running, *(make_document(f"Sampah {n}") for n in range(6)))
    for q in ("sampah", "mediasi", "air"):
        await emptied.get("/v1/kabkota/search", params={"q": q})
    await logged(emptied, knowledge_app_running)
    for q in ("sampah", "jalan", "daerah", "kota"):
        await emptied.get("/v1/kabkota/search", params={"q": q})
    found = {(row["query"], row["searches"]) for row in await logged(emptied, knowledge_app_running)}
    assert found == {("sampah", 2), ("mediasi", 1), ("air", 1), (UNKNOWN, 3)}
    for position in (1, 2, 3, 4, 5, 1):
        chosen = {"query": "sampah", "kind": "practice", "slug": f"sampah-{position}", "position": position}
        assert (await emptied.post("/v1/kabkota/search/clicks", chosen)).status_code == 204
    clicks = {row["query"]: row["clicks"] for row in await logged(emptied, knowledge_app_running)}
    assert clicks == {"sampah": 4, "mediasi": 0, "air": 0, UNKNOWN: 2}


async def test_what_was_counted_long_ago_is_forgotten(
    emptied: Caller, knowledge_app_running: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases: Databases = knowledge_app_running.state.databases
    database, today = databases["kabkota"], clock.today()
    counts: SearchCounts = knowledge_app_running.state.search_counts
    counts.note(database, "contoh lama", found=1)
    assert await _kept(emptied, knowledge_app_running) == 1
    for days, kept in ((400, 1), (401, 0)):
        monkeypatch.setattr(clock, "today", lambda days=days: today + timedelta(days=days))
        await one_round([forgetting(database, days=400)])
        monkeypatch.setattr(clock, "today", lambda: today)
        assert await _kept(emptied, knowledge_app_running) == kept


async def _kept(caller: Caller, app: FastAPI) -> int:
    return len([row for row in await logged(caller, app) if row["query"] == "contoh lama"])
