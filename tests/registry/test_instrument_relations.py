"""What one instrument does to another, seen from both ends."""

from typing import Any

import pytest

from tests.registry.factories import make_forum
from tests.registry.test_instruments import AT, FORUM, add, amend
from tests.support.callers import SECRETARIAT, Caller


async def relate(
    registry: Caller, one: dict[str, Any], other: dict[str, Any] | str, status: int = 201, **body: Any
) -> dict[str, Any]:
    other_id = other if isinstance(other, str) else other["id"]
    answer = await registry.as_(SECRETARIAT).post(
        f"{AT}/{one['id']}/relations", {"kind": "replaces", "instrument_id": other_id} | body
    )
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_a_relation_is_seen_from_both_ends(registry: Caller) -> None:
    await make_forum(registry)
    old, new = await add(registry, title="Lama (DEMO)"), await add(registry, title="Baru (DEMO)")
    made = await relate(registry, new, old, effective_on="2020-05", note="x")
    assert made == {
        "id": made["id"],
        "kind": "replaces",
        "direction": "keluar",
        "instrument_id": old["id"],
        "title": "Lama (DEMO)",
        "effective_on": "2020-05",
        "note": "x",
    }
    forum = (await registry.get(FORUM)).json()
    shown = {row["title"]: row["relations"] for row in forum["instruments"]}
    seen_from_old = made | {"direction": "masuk", "instrument_id": new["id"], "title": "Baru (DEMO)"}
    assert shown == {"Lama (DEMO)": [seen_from_old], "Baru (DEMO)": [made]}
    assert forum["version"] == 4
    assert {row["version"] for row in forum["instruments"]} == {2}
    assert (await registry.get(f"{AT}/{old['id']}/relations")).json()["items"] == [seen_from_old]
    newest = (await registry.as_(SECRETARIAT).get(f"{FORUM}/history")).json()["items"][0]
    assert newest["field"] == f"instruments/{new['id']}/relations"
    # Another title is another answer for both.
    await amend(registry, new | {"version": 2}, title="Terbaru (DEMO)")
    other = await registry.get(f"{AT}/{old['id']}", headers={"If-None-Match": '"2"'})
    assert other.json()["relations"][0]["title"] == "Terbaru (DEMO)"


async def test_a_relation_is_taken_away_from_either_end_at_the_version_of_the_instrument(
    registry: Caller,
) -> None:
    await make_forum(registry)
    old, new = await add(registry), await add(registry)
    made = await relate(registry, new, old)
    at = f"{AT}/{old['id']}/relations/{made['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.request("DELETE", at)).status_code == 428
    assert (await secretariat.request("DELETE", at, headers={"If-Match": '"1"'})).status_code == 412
    assert (await secretariat.request("DELETE", at, headers={"If-Match": '"2"'})).status_code == 204
    gone = await secretariat.request("DELETE", at, headers={"If-Match": '"3"'})
    assert gone.json()["code"] == "relation-not-found"
    rows = (await registry.get(AT)).json()["items"]
    assert [(row["version"], row["relations"]) for row in rows] == [(3, []), (3, [])]


@pytest.mark.parametrize("kind", ["implements", "replaces", "amends", "ends"])
async def test_each_relation_is_said_once(registry: Caller, kind: str) -> None:
    await make_forum(registry)
    one, other = await add(registry), await add(registry)
    await relate(registry, one, other, kind=kind)
    assert (await relate(registry, one, other, 409, kind=kind))["code"] == "relation-taken"
    own = await relate(registry, one, one, 422, kind=kind)
    assert own["errors"][0]["code"] == "own-relation"
    unknown = await relate(registry, one, "018f0000-0000-7000-8000-000000000000", 422, kind=kind)
    assert unknown["errors"][0]["code"] == "unknown-instrument"
    assert (await registry.get(FORUM)).json()["version"] == 4


async def test_replacing_runs_in_no_circle(registry: Caller) -> None:
    await make_forum(registry)
    first, second, third = [await add(registry) for _ in range(3)]
    await relate(registry, second, first)
    await relate(registry, third, second)
    assert (await relate(registry, first, third, 422))["errors"][0]["code"] == "circle"
    assert (await relate(registry, first, second, 422))["errors"][0]["code"] == "circle"
    await relate(registry, first, third, kind="amends")


async def test_relations_of_an_unknown_kind_or_instrument_are_refused(registry: Caller) -> None:
    await make_forum(registry)
    one, other = await add(registry), await add(registry)
    wrong = await relate(registry, one, other, 422, kind="mencabut", effective_on="besok")
    assert {e["pointer"] for e in wrong["errors"]} == {"/kind", "/effective_on"}
    missing = {"id": "018f0000-0000-7000-8000-000000000000"}
    assert (await relate(registry, missing, other, 404))["code"] == "instrument-not-found"
    listed = await registry.get(f"{AT}/{missing['id']}/relations")
    assert listed.json()["code"] == "instrument-not-found"
