"""What every list of rows below a forum does alike."""

import pytest

from tests.registry.collections import COLLECTIONS, another
from tests.registry.factories import add_row, make_forum
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"
UNKNOWN = "018f0000-0000-7000-8000-000000000000"

pytestmark = pytest.mark.parametrize("name", COLLECTIONS)


async def test_a_row_is_added_changed_and_removed_and_the_forum_follows(registry: Caller, name: str) -> None:
    await make_forum(registry)
    new, change = COLLECTIONS[name]
    keeper = registry.as_(SECRETARIAT)
    added = await keeper.post(f"{FORUM}/{name}?reason=rapat", new)
    assert added.status_code == 201, added.text
    at = added.headers["location"]
    row = (await registry.get(at)).json()
    assert new.items() <= row.items()
    assert (await registry.get(f"{FORUM}/{name}")).json()["items"] == [row]
    assert [r["id"] for r in (await registry.get(FORUM)).json()[name]] == [row["id"]]

    changed = await keeper.patch(at, change, etag=added.headers["etag"])
    assert changed.status_code == 200, changed.text
    assert (changed.json()["version"], (await registry.get(FORUM)).json()["version"]) == (2, 3)
    unchanged = await keeper.patch(at, change, etag=changed.headers["etag"])
    assert unchanged.headers["etag"] == changed.headers["etag"]

    gone = await keeper.delete(at, etag=changed.headers["etag"])
    assert gone.status_code == 204, gone.text
    assert (await registry.get(at)).status_code == 404
    assert (await registry.get(FORUM)).json()[name] == []
    history = (await keeper.get(f"{FORUM}/history")).json()["items"]
    assert [entry["version"] for entry in history] == [4, 3, 2, 1]
    assert history[0]["old"] is not None
    assert history[2]["why"] == "rapat"


async def test_a_row_is_changed_only_by_who_read_it_last(registry: Caller, name: str) -> None:
    await make_forum(registry)
    new, change = COLLECTIONS[name]
    row = await add_row(registry, name, new)
    keeper = registry.as_(SECRETARIAT)
    at = f"{FORUM}/{name}/{row['id']}"
    assert (await keeper.patch(at, change, etag=None)).status_code == 428
    assert (await keeper.patch(at, change, etag='"7"')).status_code == 412
    assert (await keeper.patch(at, {"tidak_ada": 1}, etag='"7"')).status_code == 422
    assert (await keeper.delete(at)).status_code == 428
    assert (await keeper.delete(at, etag='"7"')).status_code == 412
    assert (await registry.get(FORUM)).json()["version"] == 2


async def test_rows_of_another_forum_and_of_none_are_not_there(registry: Caller, name: str) -> None:
    await make_forum(registry)
    await make_forum(registry, "forum-lain")
    row = await add_row(registry, name, COLLECTIONS[name][0])
    elsewhere = f"/v1/kabkota/forums/forum-lain/{name}/{row['id']}"
    assert (await registry.get(elsewhere)).status_code == 404
    moved = await registry.as_(SECRETARIAT).patch(elsewhere, COLLECTIONS[name][1], etag='"1"')
    assert moved.status_code == 404
    assert (await registry.get(f"{FORUM}/{name}/{UNKNOWN}")).status_code == 404
    assert (await registry.get(f"/v1/kabkota/forums/tidak-ada/{name}")).status_code == 404
    assert (await registry.as_(KARTAMANTUL).post(f"{FORUM}/{name}", COLLECTIONS[name][0])).status_code == 403


async def test_a_row_may_tell_where_it_is_from(registry: Caller, name: str) -> None:
    await make_forum(registry)
    source = {"document": "Dokumen contoh (DEMO)", "title": None, "locator": "hal. 3"}
    row = await add_row(registry, name, COLLECTIONS[name][0], provenance={"source": source, "mark": "V2"})
    assert row["provenance"] == {"source": source, "mark": "V2"}
    keeper = registry.as_(SECRETARIAT)
    at = f"{FORUM}/{name}/{row['id']}"
    wrong = await keeper.patch(at, {"provenance": {"source": source, "mark": "X"}}, etag='"1"')
    assert wrong.json()["errors"][0]["pointer"] == "/provenance/mark"
    bare = await keeper.patch(at, {"provenance": None}, etag='"1"')
    assert (bare.status_code, bare.json()["provenance"]) == (200, {"source": None, "mark": None})


async def test_the_list_is_paged_in_its_order_and_knows_its_filters(registry: Caller, name: str) -> None:
    await make_forum(registry)
    rows = [await add_row(registry, name, another(name, number)) for number in (1, 2, 3)]
    first = (await registry.get(f"{FORUM}/{name}?page_size=2")).json()
    rest = (await registry.get(f"{FORUM}/{name}?page_size=2&cursor={first['next_cursor']}")).json()
    assert [row["id"] for row in first["items"] + rest["items"]] == [row["id"] for row in rows]
    assert rest["next_cursor"] is None
    assert (await registry.get(f"{FORUM}/{name}?warna=biru")).status_code == 400
