"""Versions: what a write must name, and what a reader need not be sent again."""

import json

import pytest
from starlette.requests import Request

from services.kit.web.etag import etag, is_unmodified
from tests.kit.sample import VERSION
from tests.support.callers import SECRETARIAT, Caller

PATH = "/v1/kabkota/versioned"
FORUM_PATH = "/v1/kabkota/forums/sungai"


async def _put(caller: Caller, if_match: str | None) -> tuple[int, str]:
    headers = {} if if_match is None else {"If-Match": if_match}
    answer = await caller.request("PUT", PATH, headers=headers)
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize(
    "if_match",
    [
        f'"{VERSION}"',
        f'W/"{VERSION}"',
        f'"{VERSION}.publik"',
        f'W/"{VERSION}.forum-x"',
        f'"1", "{VERSION}"',
        f'W/"1","{VERSION}.a" , "9"',
        f'  "{VERSION}"  ',
        f'"{VERSION}",',
        f', ,"{VERSION}"',
    ],
)
async def test_the_present_version_is_accepted_weak_or_listed_and_as_any_audience_saw_it(
    caller: Caller, if_match: str
) -> None:
    assert await _put(caller, if_match) == (200, "")


@pytest.mark.parametrize(
    "if_match", ['"6"', '"8"', '"70"', '"07"', '"7 "', '" 7"', '""', '".7"', '"6.7"', '"seven"', '"6", "8"']
)
async def test_another_version_is_412_and_the_answer_names_the_present_one(
    caller: Caller, if_match: str
) -> None:
    answer = await caller.request("PUT", PATH, headers={"If-Match": if_match})
    assert (answer.status_code, answer.json()["code"]) == (412, "version-mismatch")
    assert answer.headers["etag"] == f'"{VERSION}"'
    assert str(VERSION) in answer.json()["detail"]


@pytest.mark.parametrize("if_match", [None, "", "   "])
async def test_without_a_version_a_write_is_428(caller: Caller, if_match: str | None) -> None:
    assert await _put(caller, if_match) == (428, "if-match-required")


@pytest.mark.parametrize(
    "if_match",
    [
        "*",
        '"7", *',
        "7",
        "'7'",
        '"7',
        '7"',
        '"',
        "W/7",
        'w/"7"',
        '"7" "8"',
        '"7""8"',
        'W/"7',
        "x",
        ",",
        '"7";',
    ],
)
async def test_what_is_no_entity_tag_is_400_and_named(caller: Caller, if_match: str) -> None:
    answer = await caller.request("PUT", PATH, headers={"If-Match": if_match})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/header/If-Match"]


async def test_who_asks_is_settled_before_the_version(caller: Caller) -> None:
    answer = await caller.http.put(PATH)
    assert answer.status_code == 401


def test_a_tag_carries_the_audience_where_there_is_one() -> None:
    assert (etag(3), etag(3, "publik")) == ('"3"', '"3.publik"')


@pytest.mark.parametrize(
    ("if_none_match", "expected"),
    [
        (None, False),
        ("", False),
        ('"3.publik"', True),
        ('W/"3.publik"', True),
        ('"2", "3.publik"', True),
        ("*", True),
        ('"3"', False),
        ('"3.other"', False),
        ('"2"', False),
        ("3.publik", False),
    ],
)
def test_a_reader_need_not_be_sent_what_it_holds_as_the_same_audience(
    if_none_match: str | None, expected: bool
) -> None:
    headers = [] if if_none_match is None else [(b"if-none-match", if_none_match.encode())]
    request = Request({"type": "http", "headers": headers})
    assert is_unmodified(request, '"3.publik"') is expected


async def test_a_forum_read_again_is_304_until_it_changes_and_a_write_gives_the_new_tag(
    registry: Caller,
) -> None:
    body = {"slug": "sungai", "name": "Sungai", "branch": "eksekutif", "scope": "regional"}
    made = await registry.as_(SECRETARIAT).post("/v1/kabkota/forums", body)
    tag = made.headers["etag"]
    again = await registry.get(FORUM_PATH, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)

    changed = await registry.as_(SECRETARIAT).patch(FORUM_PATH, {"name": "Kali"}, etag=tag)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    fresh = await registry.get(FORUM_PATH, headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.headers["etag"]) == (200, '"2"')

    stale = await registry.as_(SECRETARIAT).patch(FORUM_PATH, {"name": "Parit"}, etag=tag)
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')
    assert json.loads((await registry.get(FORUM_PATH)).content)["name"] == "Kali"
