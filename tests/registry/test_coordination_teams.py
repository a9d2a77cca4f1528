"""Coordination teams (TKKSD): one of a region at a time. All of them here are invented (DEMO)."""

from datetime import date
from typing import Any

import pytest

from services.registry.coordination_teams.rules import FOREVER, held
from tests.registry.factories import SOURCE
from tests.registry.records import add_record
from tests.support.callers import SECRETARIAT, Caller

TEAMS = "coordination-teams"
SLEMAN: dict[str, Any] = {"region_code": "34.04", "source": SOURCE}
RECORDED = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("term", "days"),
    [
        # Nothing is said of its start: it was there when it was recorded.
        ((None, None), (RECORDED, FOREVER)),
        ((None, "2029-05-01"), (RECORDED, date(2029, 5, 1))),
        ((None, "2020"), (date(2020, 1, 1), date(2020, 1, 1))),
        (("2024", None), (date(2024, 12, 31), FOREVER)),
        (("2026", None), (RECORDED, FOREVER)),
        (("2027-02", None), (date(2027, 2, 28), FOREVER)),
        (("2020-03-01", "2025-03-01"), (date(2020, 3, 1), date(2025, 3, 1))),
        (("2020", "2020"), (date(2020, 1, 1), date(2020, 1, 1))),
    ],
)
def test_the_days_a_team_surely_holds(term: tuple[str | None, str | None], days: tuple[date, date]) -> None:
    assert held(*term, RECORDED) == days


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ({}, {}, 409),
        ({"term_to": "2999"}, {}, 409),
        ({"term_from": "2020-01-01", "term_to": "2024-01-01"}, {"term_from": "2022", "term_to": "2023"}, 409),
        ({"term_from": "2020-01-01"}, {"term_from": "2021", "term_to": "2999"}, 409),
        ({"term_to": "2020"}, {}, 201),
        ({"term_from": "2015", "term_to": "2020"}, {"term_from": "2020"}, 201),
        (
            {"term_from": "2020-01-01", "term_to": "2024-06-30"},
            {"term_from": "2024-06-30", "term_to": "2028-06-30"},
            201,
        ),
        ({"term_to": "2990"}, {"term_from": "2990"}, 201),
        ({}, {"term_from": "2015", "term_to": "2020"}, 201),
    ],
)
async def test_a_region_has_one_team_at_a_time(
    registry: Caller, one: dict[str, Any], other: dict[str, Any], status: int
) -> None:
    await add_record(registry, TEAMS, SLEMAN | one)
    problem = await add_record(registry, TEAMS, SLEMAN | other, status=status)
    if status == 409:
        assert problem["code"] == "coordination-team-current"
    await add_record(registry, TEAMS, SLEMAN | other | {"region_code": "34.02"})


async def test_a_team_follows_another_that_ended_and_none_returns_beside_it(registry: Caller) -> None:
    secretariat = registry.as_(SECRETARIAT)
    old = await add_record(registry, TEAMS, SLEMAN | {"term_from": "2020"})
    await add_record(registry, TEAMS, SLEMAN | {"term_from": "2025"}, status=409)
    at = f"/v1/kabkota/{TEAMS}/{old['id']}"
    assert (await secretariat.patch(at, {"term_to": "2025"}, etag='"1"')).status_code == 200
    new = await add_record(registry, TEAMS, SLEMAN | {"term_from": "2025"})
    reopened = await secretariat.patch(at, {"term_to": None}, etag='"2"')
    assert (reopened.status_code, reopened.json()["code"]) == (409, "coordination-team-current")
    assert (await registry.get(at)).json()["term_to"] == "2025"
    listed = (await registry.get(f"/v1/kabkota/{TEAMS}?current=true")).json()["items"]
    assert [team["id"] for team in listed] == [new["id"]]
    ended = (await registry.get(f"/v1/kabkota/{TEAMS}?current=false&region=34.04")).json()["items"]
    assert [team["id"] for team in ended] == [old["id"]]


async def test_a_team_without_dates_is_the_present_one_and_one_to_come_is_not(registry: Caller) -> None:
    await add_record(registry, TEAMS, SLEMAN | {"term_to": "2990"})
    await add_record(registry, TEAMS, SLEMAN | {"term_from": "2990-12-31"})
    listed = (await registry.get(f"/v1/kabkota/{TEAMS}?current=true")).json()["items"]
    assert [(team["region_name"], team["term_to"]) for team in listed] == [("Kabupaten Sleman", "2990")]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"term_from": "2025", "term_to": "2020"}, "/term_to", "ends-before-start"),
        ({"decree_on": "2020-13"}, "/decree_on", "invalid-partial-date"),
        ({"chair": {}}, "/chair", "missing"),
        ({"chair": {"name": "x", "nip": "1"}}, "/chair/nip", "extra-forbidden"),
        ({"office": {"email": "tidak"}}, "/office/email", "string-pattern-mismatch"),
        ({"office": {"phone": "telepon"}}, "/office/phone", "string-pattern-mismatch"),
        ({"office": {"website": "javascript:alert(1)"}}, "/office/website", "string-pattern-mismatch"),
        ({"supporting_unit": " "}, "/supporting_unit", "string-pattern-mismatch"),
    ],
)
async def test_what_a_team_cannot_say_is_named(
    registry: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await add_record(registry, TEAMS, SLEMAN | body, status=422)
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in problem["errors"]}
    assert (await registry.get(f"/v1/kabkota/{TEAMS}")).json()["items"] == []


async def test_region_and_dates_are_judged_at_once(registry: Caller) -> None:
    body = SLEMAN | {"region_code": "34.68", "term_from": "2025", "term_to": "2020"}
    problem = await add_record(registry, TEAMS, body, status=422)
    assert [error["pointer"] for error in problem["errors"]] == ["/region_code", "/term_to"]


async def test_a_province_has_its_team_in_the_simpul_of_provinces(registry: Caller) -> None:
    provinsi = registry.as_(SECRETARIAT, "provinsi")
    team = await add_record(provinsi, TEAMS, SLEMAN | {"region_code": "34"})
    listed = (await provinsi.get(f"/v1/provinsi/{TEAMS}?province=34")).json()["items"]
    assert listed == [team]
