"""What every kind of record about regions does alike."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.kit.db import Databases
from services.kit.feed.tables import TABLES
from tests.registry.factories import change_codes
from tests.registry.records import KINDS, add_record, with_region
from tests.support.callers import ANONYMOUS, AUDITOR, KARTAMANTUL, MINISTRY, SECRETARIAT, Caller

UNKNOWN = "018f0000-0000-7000-8000-000000000000"

pytestmark = pytest.mark.parametrize("name", KINDS)


def _errors(problem: dict[str, Any]) -> set[tuple[str, str]]:
    return {(error["pointer"], error["code"]) for error in problem["errors"]}


async def test_a_record_is_added_read_and_listed(registry: Caller, name: str) -> None:
    kind = KINDS[name]
    secretariat = registry.as_(SECRETARIAT)
    added = await secretariat.post(f"/v1/kabkota/{name}", kind.new[0])
    assert (added.status_code, added.headers["etag"]) == (201, '"1"'), added.text
    record = added.json()
    assert kind.new[0].items() <= record.items()
    at = added.headers["location"]
    read = await registry.as_(ANONYMOUS).get(at)
    assert (read.json(), read.headers["etag"]) == (record, '"1"')
    again = await registry.get(at, headers={"If-None-Match": '"1"'})
    assert again.status_code == 304
    assert (await registry.get(f"/v1/kabkota/{name}")).json()["items"] == [record]
    # The other simpul has rows of its own.
    elsewhere = registry.as_(SECRETARIAT, "provinsi")
    assert (await elsewhere.get(f"/v1/provinsi/{name}/{record['id']}")).status_code == 404


async def test_the_list_is_paged_in_its_order_and_filtered_by_region(registry: Caller, name: str) -> None:
    for body in reversed(KINDS[name].new):
        await add_record(registry, name, body)
    whole = (await registry.get(f"/v1/kabkota/{name}")).json()["items"]
    assert [[row[k] for k in body] for row, body in zip(whole, KINDS[name].new, strict=True)] == [
        list(body.values()) for body in KINDS[name].new
    ]
    first = (await registry.get(f"/v1/kabkota/{name}?page_size=2")).json()
    rest = (await registry.get(f"/v1/kabkota/{name}?page_size=2&cursor={first['next_cursor']}")).json()
    assert (first["items"] + rest["items"], rest["next_cursor"]) == (whole, None)
    assert (await registry.get(f"/v1/kabkota/{name}?region=34.02")).json()["items"] == [whole[1]]
    assert (await registry.get(f"/v1/kabkota/{name}?province=34")).json()["items"] == whole
    assert (await registry.get(f"/v1/kabkota/{name}?province=33")).json()["items"] == []
    for query in ("region=99.99", "region=x", "province=99", "province=34.01", "warna=biru"):
        answer = await registry.get(f"/v1/kabkota/{name}?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


async def test_a_record_is_amended_at_its_version_and_its_history_says_so(
    registry: Caller, name: str
) -> None:
    kind = KINDS[name]
    record = await add_record(registry, name, kind.new[0])
    at = f"/v1/kabkota/{name}/{record['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.patch(at, kind.change, etag=None)).status_code == 428
    assert (await secretariat.patch(at, kind.change, etag='"7"')).status_code == 412
    assert (await secretariat.patch(at, {"mark": "Z"}, etag='"7"')).status_code == 422
    assert _errors((await secretariat.patch(at, {"source": None}, etag='"1"')).json()) == {
        ("/source", "null")
    }
    # Which regions it is about never changes.
    moved = await secretariat.patch(at, with_region(name, "34.03"), etag='"1"')
    assert (kind.at_region.removesuffix("/0"), "extra-forbidden") in _errors(moved.json())
    same = await secretariat.patch(at, {field: record[field] for field in kind.change}, etag='"1"')
    assert (same.status_code, same.headers["etag"], same.json()) == (200, '"1"', record)

    changed = await secretariat.patch(f"{at}?reason=Periksa", kind.change, etag='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"'), changed.text
    assert changed.json() == record | kind.change | {
        "version": 2,
        "updated_at": changed.json()["updated_at"],
    }
    assert (await registry.get(at)).json() == changed.json()
    entries = (await secretariat.get(f"{at}/history")).json()["items"]
    told = {e["field"]: (e["old"], e["new"], e["why"]) for e in entries if e["version"] == 2}
    assert told == {field: (kind.before[field], new, "Periksa") for field, new in kind.change.items()}
    first = entries[-1]
    assert (first["field"], first["version"], first["new"]) == (kind.whole, 1, record)
    page = (await secretariat.get(f"{at}/history?page_size=2")).json()
    rest = (await secretariat.get(f"{at}/history?page_size=2&cursor={page['next_cursor']}")).json()
    assert [*page["items"], *rest["items"]] == entries
    assert first["who"] == SECRETARIAT.subject
    # Of its own kind only.
    other = next(path for path in KINDS if path != name)
    assert (await secretariat.get(f"/v1/kabkota/{other}/{record['id']}/history")).status_code == 404


async def test_a_record_added_by_mistake_goes_and_its_history_and_a_tombstone_stay(
    registry: Caller, registry_app_running: FastAPI, name: str
) -> None:
    kind = KINDS[name]
    record = await add_record(registry, f"{name}?reason=Surat", kind.new[0])
    at = f"/v1/kabkota/{name}/{record['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.delete(at)).status_code == 428
    assert (await secretariat.delete(at, etag='"2"')).status_code == 412
    gone = await secretariat.delete(f"{at}?reason=Keliru", etag='"1"')
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await registry.get(at)).status_code == 404
    assert (await secretariat.delete(at, etag='"1"')).status_code == 404
    assert (await secretariat.patch(at, kind.change, etag='"1"')).status_code == 404
    removal, addition = (await secretariat.get(f"{at}/history")).json()["items"]
    assert (removal["old"], removal["new"], removal["why"], removal["version"]) == (record, None, "Keliru", 2)
    assert (addition["old"], addition["new"], addition["why"]) == (None, record, "Surat")
    assert (await secretariat.get(f"/v1/kabkota/{name}/{UNKNOWN}/history")).status_code == 404

    databases: Databases = registry_app_running.state.databases
    outbox = TABLES.outbox
    async with databases["kabkota"].read.begin() as session:
        statement = select(outbox).where(outbox.c.entity == kind.entity).order_by(outbox.c.version)
        made, removed = (await session.execute(statement)).all()
    assert (made.entity_id, made.version, made.payload) == (record["id"], 1, record)
    assert (removed.entity_id, removed.version, removed.payload) == (record["id"], 2, None)
    assert (await add_record(registry, name, kind.new[0]))["id"] != record["id"]


async def test_the_same_may_not_stand_twice_and_the_same_key_adds_once(registry: Caller, name: str) -> None:
    kind = KINDS[name]
    secretariat = registry.as_(SECRETARIAT)
    at = f"/v1/kabkota/{name}"
    first = await secretariat.post(at, kind.new[0], headers={"Idempotency-Key": "k"})
    again = await secretariat.post(at, kind.new[0], headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    problem = await add_record(registry, name, kind.new[0], status=409)
    assert (problem["code"], problem["errors"][0]["code"]) == (kind.taken, kind.taken)
    assert (await registry.get(at)).json()["items"] == [first.json()]


async def test_all_that_is_wrong_is_named_at_once_and_nothing_is_written(registry: Caller, name: str) -> None:
    kind = KINDS[name]
    whole = with_region(name, "34.68")
    unread = await add_record(registry, name, whole | {"mark": "Z", "source": {}, "kind": "x"}, status=422)
    assert {("/mark", "literal-error"), ("/source/document", "missing"), ("/kind", "extra-forbidden")} <= (
        _errors(unread)
    )
    unknown = await add_record(registry, name, whole, status=422)
    assert (kind.at_region, "unknown-region") in _errors(unknown)
    without = {field: value for field, value in kind.new[0].items() if field != "source"}
    assert _errors(await add_record(registry, name, without, status=422)) == {("/source", "missing")}
    assert (await registry.as_(KARTAMANTUL).post(f"/v1/kabkota/{name}", whole)).status_code == 403
    assert (await registry.get(f"/v1/kabkota/{name}")).json()["items"] == []


async def test_a_simpul_keeps_records_of_its_level(registry: Caller, name: str) -> None:
    for caller, code in ((registry, "34"), (registry.as_(SECRETARIAT, "provinsi"), "34.01")):
        body = with_region(name, code)
        if "region_codes" in body:
            body |= {"region_codes": [code, "33" if len(code) == 2 else "34.02"]}
        problem = await add_record(caller, name, body, status=422)
        assert (_of_level(name), "other-level") in _errors(problem)


def _of_level(name: str) -> str:
    return KINDS[name].at_region.removesuffix("/0")


async def test_a_code_that_is_no_more_is_refused_with_what_took_its_place(
    changing_regions: Caller, name: str
) -> None:
    registry, kind = changing_regions, KINDS[name]
    held = await add_record(registry, name, kind.new[0])
    await change_codes(registry, changes=[{"code": "34.01", "successors": ["34.02"]}])
    problem = await add_record(registry, name, kind.new[0], status=422)
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == (kind.at_region, "region-not-valid")
    assert "34.02" in error["detail"]
    # What was said of it stays, and may be put right.
    at = f"/v1/kabkota/{name}/{held['id']}"
    assert (await registry.get(at)).json() == held
    amended = await registry.as_(SECRETARIAT).patch(at, kind.change, etag='"1"')
    assert amended.status_code == 200, amended.text


async def test_history_is_for_those_who_oversee(registry: Caller, name: str) -> None:
    record = await add_record(registry, name, KINDS[name].new[0])
    at = f"/v1/kabkota/{name}/{record['id']}/history"
    for actor, status in ((ANONYMOUS, 401), (KARTAMANTUL, 403), (MINISTRY, 200), (AUDITOR, 200)):
        assert (await registry.as_(actor).get(at)).status_code == status
