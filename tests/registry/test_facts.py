"""Facts of different times stand side by side, each with its source and its mark of certainty."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.kit import clock
from services.registry.forums.chronicle import Word, held_on, latest
from tests.registry.factories import make_forum
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller

PAWONSARI = "/v1/kabkota/forums/pawonsari"
LAW = {"document": "law.md", "title": None, "locator": "Current facts about forums"}


async def _record(registry: Caller, status: int = 201, at: str = PAWONSARI, **body: Any) -> dict[str, Any]:
    answer = await registry.as_(SECRETARIAT).post(f"{at}/facts", body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_pawonsaris_facts_of_1986_2002_and_2006_stand_side_by_side(real_forums: Caller) -> None:
    imported = (await real_forums.get(PAWONSARI)).json()
    await _record(
        real_forums, field="notes", value="Dikenal sejak 1986.", as_of="1986", source=LAW, mark="V2"
    )
    decree = "Keputusan bersama 2002: 272/2002, 05/2002, 240/KPTS/2002."
    await _record(real_forums, field="notes", value=decree, as_of="2002", source=LAW, mark="V2")

    facts = (await real_forums.get(f"{PAWONSARI}/facts")).json()["items"]
    assert [(f["as_of"], f["mark"]) for f in facts] == [("2002", "V2"), ("1986", "V2")]
    assert facts[0]["source"] == LAW
    now = (await real_forums.get(PAWONSARI)).json()
    assert now["notes"] == imported["notes"]
    assert now["provenance"] == {}
    assert now["version"] == 3
    for when, notes in (
        ("1985", None),
        ("1986", "Dikenal sejak 1986."),
        ("2001-12-31", "Dikenal sejak 1986."),
        ("2002", decree),
        ("2006", imported["notes"]),
    ):
        known = (await real_forums.get(f"{PAWONSARI}?as_of={when}")).json()
        assert known["notes"] == notes, when
    before = (await real_forums.get(f"{PAWONSARI}?as_of=1990")).json()
    assert (before["members"], before["organs"], before["activities"]) == ([], [], [])
    assert before["sectors"] == []
    assert before["name"] == imported["name"]


async def test_a_later_word_becomes_the_present_value_and_says_where_it_is_from(real_forums: Caller) -> None:
    at = "/v1/kabkota/forums/barlingmascakeb"
    fact = await _record(
        real_forums, at=at, field="stage", value="inisiasi", as_of="2012", source=LAW, mark="V2"
    )
    forum = (await real_forums.get(at)).json()
    assert forum["stage"] == "inisiasi"
    assert forum["provenance"] == {"stage": {"source": LAW, "as_of": "2012", "mark": "V2"}}
    assert (forum["source"]["document"][:3], forum["as_of"]) == ("003", "2006")
    entries = (await real_forums.as_(SECRETARIAT).get(f"{at}/history")).json()["items"]
    newest = {e["field"] for e in entries if e["version"] == 2}
    assert newest == {"stage", f"facts/{fact['id']}"}
    assert (await real_forums.get(f"{at}?as_of=2006")).json()["stage"] == "pelaksanaan"


async def test_of_equal_times_the_later_record_holds(registry: Caller) -> None:
    await make_forum(registry)
    at = "/v1/kabkota/forums/forum-uji"
    await _record(registry, at=at, field="purpose", value="Lama", as_of="2020")
    assert (await registry.get(at)).json()["purpose"] == "Lama"
    await _record(registry, at=at, field="purpose", value="Baru", as_of="2020")
    assert (await registry.get(at)).json()["purpose"] == "Baru"
    await _record(registry, at=at, field="purpose", value="Lebih tua", as_of="2019-12-31")
    assert (await registry.get(at)).json()["purpose"] == "Baru"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"field": "status", "value": "aktif", "as_of": "2020"}, "unknown-field"),
        ({"field": "slug", "value": "x", "as_of": "2020"}, "unknown-field"),
        ({"field": "stage", "value": "tidak-ada", "as_of": "2020"}, "unknown-code"),
        ({"field": "stage", "value": 3, "as_of": "2020"}, "string-type"),
        ({"field": "name", "value": None, "as_of": "2020"}, "null"),
        ({"field": "founded_on", "value": "2001-13", "as_of": "2020"}, "invalid-partial-date"),
        ({"field": "notes", "value": "x", "as_of": "2020-13"}, "invalid-partial-date"),
        ({"field": "notes", "value": "x", "as_of": "2099"}, "in-the-future"),
        ({"field": "founded_on", "value": "2099", "as_of": "2020"}, "in-the-future"),
        ({"field": "sectors", "value": "air", "as_of": "2020"}, "list-type"),
        ({"field": "notes", "value": "x", "as_of": "2020", "mark": "Z"}, "literal-error"),
        ({"field": "notes", "value": "x", "as_of": "2020", "source": {"locator": "x"}}, "missing"),
    ],
)
async def test_a_fact_that_cannot_be_is_refused(registry: Caller, body: dict[str, Any], code: str) -> None:
    await make_forum(registry)
    problem = await _record(registry, 422, at="/v1/kabkota/forums/forum-uji", **body)
    assert code in {e["code"] for e in problem["errors"]}
    assert all(e["pointer"] for e in problem["errors"])


async def test_a_fact_may_mend_what_the_import_left_open(real_forums: Caller) -> None:
    provinsi = real_forums.as_(SECRETARIAT, "provinsi")
    at = "/v1/provinsi/forums/bkprs"
    await _record(provinsi, at=at, field="branch", value="eksekutif", as_of="2010", mark="U")
    forum = (await provinsi.get(at)).json()
    assert (forum["branch"], forum["irregular"]) == ("eksekutif", None)


@pytest.mark.parametrize("when", ["abad-lalu", "2001-02-30", "06"])
async def test_a_time_that_is_none_is_named(real_forums: Caller, when: str) -> None:
    answer = await real_forums.get(f"{PAWONSARI}?as_of={when}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/as_of"


async def test_a_change_by_the_forum_itself_is_a_fact_as_of_today(real_forums: Caller) -> None:
    at = "/v1/kabkota/forums/kartamantul"
    with clock.fixed(datetime(2026, 5, 4, 3, 0, tzinfo=UTC)):
        await real_forums.as_(KARTAMANTUL).patch(at, {"stage": "inisiasi"}, etag='"1"')
    assert (await real_forums.get(f"{at}?as_of=2026-05-03")).json()["stage"] == "pelaksanaan"
    assert (await real_forums.get(f"{at}?as_of=2026-05-04")).json()["stage"] == "inisiasi"


def test_a_year_sorts_before_its_months() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    year, month = Word("f", 1, "2006", at), Word("f", 2, "2006-01", at)
    assert latest([month, year]) is month
    assert held_on([year, month], "2006")["f"] is month
    assert held_on([], "2006") == {}
