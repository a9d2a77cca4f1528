"""Cursors: they go on where a page ended, in the very list that gave them, and nowhere else."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.paging import Cursors, Key, list_id, next_link
from services.kit.problems import InvalidCursor
from tests.support.callers import SECRETARIAT, Caller

KEYS = st.lists(
    st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"]))),
    max_size=4,
)
OURS = Cursors("k" * 32)
PATH = "/v1/kabkota/forums"
NAMES = ["Danau", "Gunung", "Laut", "Rawa", "Sungai"]


@given(KEYS, st.text(st.characters(exclude_categories=["Cs"])))
def test_a_cursor_gives_back_its_keys(keys: list[Key], this_list: str) -> None:
    assert OURS.read(this_list, OURS.write(this_list, keys), length=len(keys)) == keys


@given(st.text())
def test_a_text_that_is_no_cursor_is_refused_and_never_a_failure(text: str) -> None:
    with pytest.raises(InvalidCursor):
        OURS.read("list", text, length=2)


@given(KEYS, st.data())
def test_a_cursor_with_one_character_changed_or_cut_is_refused(keys: list[Key], data: st.DataObject) -> None:
    cursor = OURS.write("list", keys)
    # The last character may carry bits that no byte uses.
    at = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from("ABab01-_"))
    for forged in (cursor[:at], cursor[:at] + other + cursor[at + 1 :]):
        if forged != cursor:
            with pytest.raises(InvalidCursor):
                OURS.read("list", forged, length=len(keys))


def test_a_cursor_of_another_list_key_or_length_is_refused() -> None:
    cursor = OURS.write("list", ["a", 1])
    for cursors, this_list, length in (
        (OURS, "other list", 2),
        (Cursors("o" * 32), "list", 2),
        (OURS, "list", 1),
    ):
        with pytest.raises(InvalidCursor):
            cursors.read(this_list, cursor, length=length)


def test_a_list_is_told_by_path_sort_and_filters_whatever_their_order() -> None:
    assert list_id("/a", "name", {"x": 1, "y": 2}) == list_id("/a", "name", {"y": 2, "x": 1})
    others = {
        list_id("/b", "name", {"x": 1}),
        list_id("/a", "-name", {"x": 1}),
        list_id("/a", "name", {"x": 2}),
        list_id("/a", "name", {}),
    }
    assert len(others | {list_id("/a", "name", {"x": 1})}) == 5


def test_the_next_link_keeps_the_query_and_changes_its_cursor_alone() -> None:
    link = next_link("/v1/a b", [("sort", "-name"), ("q", "a&b=ü"), ("cursor", "old")], "new")
    assert link == '</v1/a%20b?sort=-name&q=a%26b%3D%C3%BC&cursor=new>; rel="next"'


@pytest.fixture
async def forums(registry: Caller) -> Caller:
    """The registry with five forums, all named."""
    for name in NAMES:
        body = {"slug": name.lower(), "name": name, "branch": "eksekutif", "scope": "regional"}
        assert (await registry.as_(SECRETARIAT).post(PATH, body)).status_code == 201
    return registry


async def _page(caller: Caller, path: str, **query: str | int) -> dict[str, Any]:
    answer = await caller.get(path, params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def _names_by_link(caller: Caller, path: str) -> list[str]:
    """Every name of a list, page by page by its `Link`."""
    names: list[str] = []
    following: str | None = path
    while following is not None:
        answer = await caller.get(following)
        names += [item["name"] for item in answer.json()["items"]]
        following = answer.links.get("next", {}).get("url")
        assert (following is None) == (answer.json()["next_cursor"] is None)
    return names


@pytest.mark.parametrize("page_size", [1, 2, 3, 5, 1000])
async def test_pages_join_to_the_whole_list_in_either_direction(forums: Caller, page_size: int) -> None:
    assert await _names_by_link(forums, f"{PATH}?page_size={page_size}") == NAMES
    descending = await _names_by_link(forums, f"{PATH}?page_size={page_size}&sort=-name")
    assert descending == NAMES[::-1]


async def test_the_page_size_may_change_from_page_to_page(forums: Caller) -> None:
    first = await _page(forums, PATH, page_size=1)
    second = await _page(forums, PATH, page_size=3, cursor=first["next_cursor"])
    assert [item["name"] for item in second["items"]] == NAMES[1:4]


async def test_a_row_before_the_cursor_that_comes_or_goes_moves_no_other(forums: Caller) -> None:
    first = await _page(forums, PATH, page_size=2)
    body = {"slug": "bukit", "name": "Bukit", "branch": "eksekutif", "scope": "regional"}
    await forums.as_(SECRETARIAT).post(PATH, body)
    second = await _page(forums, PATH, page_size=2, cursor=first["next_cursor"])
    assert [item["name"] for item in second["items"]] == NAMES[2:4]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (PATH, {"sort": "-name"}),
        (PATH, {"sort": "slug"}),
        (PATH, {"branch": "eksekutif"}),
        ("/v1/regions", {}),
        ("/v1/vocabularies", {}),
    ],
)
async def test_a_cursor_of_another_list_is_400_and_named(
    forums: Caller, path: str, query: dict[str, str]
) -> None:
    cursor = (await _page(forums, PATH, page_size=1))["next_cursor"]
    answer = await forums.get(path, params={**query, "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/query/cursor"]


async def test_a_cursor_of_the_other_simpul_is_400(forums: Caller) -> None:
    cursor = (await _page(forums, PATH, page_size=1))["next_cursor"]
    other = forums.as_(forums.actor, "provinsi")
    answer = await other.get("/v1/provinsi/forums", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "..", "A" * 2000, "A" * 2001, "%00"])
async def test_a_forged_cursor_is_400_and_named(registry: Caller, cursor: str) -> None:
    answer = await registry.get(PATH, params={"cursor": cursor})
    assert answer.status_code == 400, answer.text
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/query/cursor"]


@pytest.mark.parametrize("size", ["0", "-1", "1001", "1e3", "9" * 40, "ten", "", "5.5", " 5 x", "٥x"])
async def test_a_page_size_out_of_bounds_is_400_and_named(registry: Caller, size: str) -> None:
    answer = await registry.get(PATH, params={"page_size": size})
    assert answer.status_code == 400, answer.text
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/query/page_size"]
    assert parse_qs(urlsplit(str(answer.request.url)).query).get("page_size", [""]) == [size]


async def test_an_unknown_and_a_repeated_parameter_are_400_and_both_named(registry: Caller) -> None:
    answer = await registry.get(f"{PATH}?colour=blue&sort=name&sort=slug&page_size=5")
    assert answer.status_code == 400
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/query/colour", "unknown-parameter"),
        ("/query/sort", "repeated-parameter"),
    ]
