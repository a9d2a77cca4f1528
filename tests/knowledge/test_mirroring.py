"""Mirroring the directory: a snapshot, then changes, then proof that the copy is equal."""

import asyncio
import csv
import hashlib
import io
import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI

from services.kit import clock
from services.kit.feed import publisher
from services.knowledge.directory.models import DirectoryEntry
from services.knowledge.directory.projection import drop
from services.knowledge.settings import KnowledgeSettings
from tests.registry.factories import make_forum
from tests.support.callers import KARTAMANTUL, MINISTRY, SECRETARIAT, Caller

AT = "/v1/kabkota/directory"
CatchUp = Callable[[], Any]


def canonical(value: Any) -> bytes:
    """RFC 8785 of what an entry holds (texts, whole numbers, booleans, null), written from the RFC alone."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(entries: dict[str, dict[str, Any]], prefix: str = "") -> tuple[str, int]:
    """The digest as the contract words it; a second implementation."""
    total, rows = 0, 0
    for entry_id, entry in entries.items():
        if not hashlib.sha256(entry_id.encode()).hexdigest().startswith(prefix):
            continue
        content = {name: value for name, value in entry.items() if name != "content_sha256"}
        sha = hashlib.sha256(canonical(content)).hexdigest()
        assert entry["content_sha256"] == sha
        leaf = f"{entry_id}:{entry['version']}:{sha}"
        total += int.from_bytes(hashlib.sha256(leaf.encode()).digest(), "big")
        rows += 1
    return f"{total % 2**256:064x}", rows


@pytest.fixture
async def pulled(directory: Caller) -> Caller:
    """The directory of the real forums, asked by the ministry."""
    return directory.as_(MINISTRY)


async def _json(caller: Caller, path: str) -> dict[str, Any]:
    answer = await caller.get(f"{AT}/{path}")
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def _snapshot(caller: Caller) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    answer = await caller.get(f"{AT}/snapshot")
    assert answer.status_code == 200, answer.text
    *lines, last = answer.content.splitlines(keepends=True)
    manifest = json.loads(last)["manifest"]
    assert hashlib.sha256(b"".join(lines)).hexdigest() == manifest["sha256"]
    entries = {entry["id"]: entry for entry in map(json.loads, lines)}
    assert len(entries) == manifest["rows"]
    return entries, manifest


async def _follow(caller: Caller, copy: dict[str, dict[str, Any]], cursor: str, *, page: int = 100) -> str:
    while True:
        changes = await _json(caller, f"changes?after={cursor}&page_size={page}")
        for change in changes["changes"]:
            if change["op"] == "delete":
                copy.pop(change["id"], None)
            else:
                assert (change["entry"]["id"], change["entry"]["version"]) == (
                    change["id"],
                    change["version"],
                )
                copy[change["id"]] = change["entry"]
        cursor = changes["next_cursor"]
        if not changes["has_more"]:
            return cursor


async def test_a_snapshot_and_its_changes_make_an_equal_copy(
    pulled: Caller, registry: Caller, catch_up: CatchUp
) -> None:
    copy, manifest = await _snapshot(pulled)
    assert {entry["slug"] for entry in copy.values()} >= {"kartamantul", "javapromo"}
    digest = await _json(pulled, "digest")
    assert (digest["digest"], digest["rows"]) == digest_of(copy)
    assert digest["at"] == manifest["cursor"]
    assert (await _json(pulled, "snapshot/manifest"))["manifest"] == manifest

    made = await make_forum(registry, "forum-baru")
    await registry.as_(SECRETARIAT).patch("/v1/kabkota/forums/forum-baru", {"notes": "DEMO"}, etag='"1"')
    await catch_up()
    assert digest_of(copy)[0] != (await _json(pulled, "digest"))["digest"]
    cursor = await _follow(pulled, copy, manifest["cursor"], page=1)
    after = await _json(pulled, f"digest?at={cursor}")
    assert (after["digest"], after["rows"]) == digest_of(copy)
    assert copy[made["id"]]["notes"] == "DEMO"
    before = await _json(pulled, f"digest?at={manifest['cursor']}")
    assert (before["digest"], before["rows"]) == (digest["digest"], digest["rows"])
    assert (await _snapshot(pulled))[0] == copy


async def test_a_difference_is_found_by_buckets(pulled: Caller) -> None:
    copy, manifest = await _snapshot(pulled)
    whole = await _json(pulled, "digest")
    buckets = [await _json(pulled, f"digest?prefix={digit:x}&at={manifest['cursor']}") for digit in range(16)]
    assert sum(bucket["rows"] for bucket in buckets) == whole["rows"]
    assert f"{sum(int(b['digest'], 16) for b in buckets) % 2**256:064x}" == whole["digest"]
    for digit, bucket in enumerate(buckets):
        assert (bucket["digest"], bucket["rows"]) == digest_of(copy, f"{digit:x}")


async def test_changes_of_many_kinds_in_any_order_end_in_the_same_digest(
    pulled: Caller, registry: Caller, catch_up: CatchUp
) -> None:
    chosen = random.Random(20261122)
    copy, manifest = await _snapshot(pulled)
    cursor = manifest["cursor"]
    slugs = ["kartamantul", "javapromo", "pawonsari"]
    for turn in range(12):
        match chosen.randrange(3):
            case 0:
                slug = f"forum-buatan-{turn}"
                await make_forum(registry, slug)
                slugs.append(slug)
            case 1:
                at = f"/v1/kabkota/forums/{chosen.choice(slugs)}"
                etag = (await registry.get(at)).headers["etag"]
                await registry.as_(SECRETARIAT).patch(at, {"notes": f"Giliran {turn}"}, etag=etag)
            case _:
                at = f"/v1/kabkota/forums/{chosen.choice(slugs)}/status-changes"
                await registry.as_(SECRETARIAT).post(at, {"status": "bubar", "reason": "DEMO"})
        if chosen.random() < 0.6:
            await catch_up()
            cursor = await _follow(pulled, copy, cursor, page=chosen.choice([1, 3, 100]))
    await catch_up()
    cursor = await _follow(pulled, copy, cursor)
    digest = await _json(pulled, f"digest?at={cursor}")
    assert (digest["digest"], digest["rows"]) == digest_of(copy)


async def test_a_waiter_hears_of_a_change_when_it_comes(
    pulled: Caller, registry: Caller, catch_up: CatchUp
) -> None:
    cursor = (await _json(pulled, "digest"))["at"]
    nothing = await _json(pulled, f"changes?after={cursor}")
    assert (nothing["changes"], nothing["next_cursor"], nothing["has_more"]) == ([], cursor, False)
    waiting = asyncio.create_task(_json(pulled, f"changes?after={cursor}&wait=20"))
    await make_forum(registry, "forum-baru")
    await catch_up()
    heard = await waiting
    assert [change["entry"]["slug"] for change in heard["changes"]] == ["forum-baru"]


async def test_what_is_rendered_alike_is_no_change(
    pulled: Caller, catch_up: CatchUp, registry: Caller
) -> None:
    cursor = (await _json(pulled, "digest"))["at"]
    # Officers stand in the forum, not in its entry; the version is another one all the same.
    await registry.as_(SECRETARIAT).post(
        "/v1/kabkota/forums/kartamantul/officers", {"name": "Pejabat DEMO", "office": "Staf"}
    )
    await catch_up()
    (change,) = (await _json(pulled, f"changes?after={cursor}"))["changes"]
    assert (change["op"], change["version"]) == ("upsert", 2)
    await catch_up()
    assert (await _json(pulled, f"changes?after={change['cursor']}"))["changes"] == []


@pytest.mark.parametrize("parameter", ["changes?after", "digest?at"])
async def test_a_cursor_of_nowhere_points_to_the_snapshot(pulled: Caller, parameter: str) -> None:
    cursor = (await _json(pulled, "digest"))["at"]
    epoch, _, position = cursor.partition(".")
    other = "0" * 64
    for wrong in ("x", f"{other}.{position}", f"{epoch}.{int(position) + 1}", f"{epoch}.-1", f"{epoch}."):
        answer = await pulled.get(f"{AT}/{parameter}={wrong}")
        assert (answer.status_code, answer.json()["code"]) == (410, "cursor-gone"), wrong
        assert answer.json()["snapshot"] == f"{AT}/snapshot"


async def test_a_cursor_is_served_for_thirty_days(
    pulled: Caller, registry: Caller, catch_up: CatchUp
) -> None:
    cursor = (await _json(pulled, "digest"))["at"]
    await make_forum(registry, "forum-baru")
    await catch_up()
    with clock.fixed(clock.now() + timedelta(days=29)):
        assert len((await _json(pulled, f"changes?after={cursor}"))["changes"]) == 1
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert (await pulled.get(f"{AT}/changes?after={cursor}")).status_code == 410
        head = (await _json(pulled, "digest"))["at"]
        assert (await _json(pulled, f"changes?after={head}"))["changes"] == []


async def test_a_file_is_had_in_parts_and_not_twice(pulled: Caller) -> None:
    whole = await pulled.get(f"{AT}/snapshot")
    tag = whole.headers["etag"]
    assert (await pulled.get(f"{AT}/snapshot", headers={"If-None-Match": tag})).status_code == 304
    part = await pulled.get(f"{AT}/snapshot", headers={"Range": "bytes=100-", "If-Range": tag})
    assert (part.status_code, part.content) == (206, whole.content[100:])
    other = await pulled.get(f"{AT}/snapshot", headers={"Range": "bytes=100-", "If-Range": '"lain"'})
    assert (other.status_code, other.content) == (200, whole.content)


async def test_the_directory_is_had_as_tables_too(pulled: Caller) -> None:
    copy, _ = await _snapshot(pulled)
    plain = await pulled.get(f"{AT}/snapshot?format=csv")
    rows = list(csv.DictReader(io.StringIO(plain.text)))
    assert {row["slug"] for row in rows} == {entry["slug"] for entry in copy.values()}
    for _ in range(50):
        book = await pulled.get(f"{AT}/snapshot?format=xlsx")
        if book.status_code != 202:
            break
        assert book.headers["retry-after"]
        await asyncio.sleep(0.1)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content), read_only=True).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [row["id"] for row in rows]
    unknown = await pulled.get(f"{AT}/snapshot?format=pdf")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/query/format")


@pytest.mark.parametrize("path", ["snapshot", "snapshot/manifest", "changes", "digest"])
async def test_pulling_needs_its_scope(directory: Caller, path: str) -> None:
    assert (await directory.get(f"{AT}/{path}")).status_code == 401
    assert (await directory.as_(KARTAMANTUL).get(f"{AT}/{path}")).status_code == 403
    assert (await directory.as_(MINISTRY).get(f"{AT}/{path}")).status_code == 200


async def test_who_asks_at_once_gets_the_same_file(pulled: Caller, knowledge_app_running: FastAPI) -> None:
    answers = await asyncio.gather(*(pulled.get(f"{AT}/snapshot") for _ in range(6)))
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("include", ["", "?include=deleted"])
async def test_a_file_made_from_the_one_before_is_the_very_same(
    pulled: Caller,
    registry: Caller,
    catch_up: CatchUp,
    knowledge_app_running: FastAPI,
    knowledge_settings: KnowledgeSettings,
    include: str,
) -> None:
    assert (await pulled.get(f"{AT}/snapshot{include}")).status_code == 200
    for number in range(5):
        await make_forum(registry, f"forum-baru-{number}")
    await registry.as_(SECRETARIAT).patch("/v1/kabkota/forums/kartamantul", {"notes": "DEMO"}, etag='"1"')
    await catch_up()
    database = knowledge_app_running.state.databases["kabkota"]
    gone = (await pulled.get(f"{AT}/javapromo")).json()
    async with database.write.begin() as session:
        await drop(session, DirectoryEntry.slug == "javapromo")  # type: ignore[arg-type]
    await publisher.publish_pending(database)
    merged = (await pulled.get(f"{AT}/snapshot{include}")).content
    assert (gone["id"].encode() in merged) == bool(include)
    folder = knowledge_settings.snapshot_folder / "kabkota"
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    assert (await pulled.get(f"{AT}/snapshot{include}")).content == merged


async def test_a_damaged_file_is_no_ground_for_the_next(
    pulled: Caller, registry: Caller, catch_up: CatchUp, knowledge_settings: KnowledgeSettings
) -> None:
    await _snapshot(pulled)
    for path in (knowledge_settings.snapshot_folder / "kabkota").rglob("*.ndjson"):
        path.write_bytes(path.read_bytes().replace(b"Kartamantul", b"Kartamantuk"))
    await make_forum(registry, "forum-baru")
    await catch_up()
    copy, _ = await _snapshot(pulled)
    digest = await _json(pulled, "digest")
    assert (digest["digest"], digest["rows"]) == digest_of(copy)


@pytest.mark.parametrize("name", ['=HYPERLINK("http://contoh.id")', "+62 DEMO", "-1+1", "@SUM(A1)"])
async def test_no_table_holds_a_formula(
    pulled: Caller, registry: Caller, catch_up: CatchUp, name: str
) -> None:
    await make_forum(registry, "forum-baru", name=name)
    await catch_up()
    plain = await pulled.get(f"{AT}/snapshot?format=csv")
    (row,) = [row for row in csv.DictReader(io.StringIO(plain.text)) if row["slug"] == "forum-baru"]
    assert row["name"] == f"'{name}"
    for _ in range(50):
        book = await pulled.get(f"{AT}/snapshot?format=xlsx")
        if book.status_code != 202:
            break
        await asyncio.sleep(0.1)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    (cells,) = [row for row in sheet.iter_rows() if row[2].value == "forum-baru"]
    assert (cells[3].value, cells[3].data_type, cells[3].hyperlink) == (name, "s", None)
