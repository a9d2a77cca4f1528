"""Links between forums, seen from both ends, and other names."""

import asyncio
from typing import Any

import pytest

from tests.registry.factories import add_row, make_forum
from tests.support.callers import SECRETARIAT, Caller

A, B, C = (f"/v1/kabkota/forums/forum-{name}" for name in "abc")


@pytest.fixture
async def forums(registry: Caller) -> Caller:
    for name in "abc":
        await make_forum(registry, f"forum-{name}")
    return registry


async def _link(registry: Caller, at: str, status: int = 201, /, **body: Any) -> dict[str, Any]:
    answer = await registry.as_(SECRETARIAT).post(f"{at}/links", body)
    assert answer.status_code == status, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_link_is_shown_at_both_ends_until_it_is_taken_away(forums: Caller) -> None:
    link = await _link(forums, B, kind="pendahulu", forum="forum-a", linked_from="2010")
    assert link["forum"]["slug"] == "forum-a"
    before, after = (await forums.get(A)).json(), (await forums.get(B)).json()
    assert after["links"] == [link]
    assert [(seen["kind"], seen["forum"]["slug"]) for seen in before["linked_from"]] == [
        ("penerus", "forum-b")
    ]
    assert (before["version"], after["version"]) == (2, 2)
    gone = await forums.as_(SECRETARIAT).delete(f"{B}/links/{link['id']}", etag='"1"')
    assert gone.status_code == 204, gone.text
    assert (await forums.get(A)).json()["linked_from"] == []
    assert (await forums.get(A)).json()["version"] == 3


async def test_no_forum_comes_before_itself(forums: Caller) -> None:
    await _link(forums, B, kind="pendahulu", forum="forum-a")
    await _link(forums, B, kind="penerus", forum="forum-c")
    for forum, kind, other in (
        (A, "pendahulu", "forum-c"),
        (C, "penerus", "forum-a"),
        (A, "pendahulu", "forum-b"),
    ):
        problem = await _link(forums, forum, 422, kind=kind, forum=other)
        assert problem["errors"][0]["code"] == "circle"
    await _link(forums, A, kind="mitra", forum="forum-c")
    await _link(forums, C, kind="mitra", forum="forum-a")


async def test_links_made_at_once_from_both_ends_leave_both_whole(forums: Caller) -> None:
    keeper = forums.as_(SECRETARIAT)
    answers = await asyncio.gather(
        *(
            keeper.post(f"{at}/links", {"kind": "mitra", "forum": other})
            for at, other in ((A, "forum-b"), (B, "forum-a"))
        )
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = sum(answer.status_code == 201 for answer in answers)
    first, second = (await forums.get(A)).json(), (await forums.get(B)).json()
    assert made >= 1
    assert len(first["links"]) + len(second["links"]) == made
    assert len(first["linked_from"]) + len(second["linked_from"]) == made


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"kind": "mitra", "forum": "forum-a"}, "/forum", "self"),
        ({"kind": "mitra", "forum": "tidak-ada"}, "/forum", "unknown-forum"),
        ({"kind": "sepupu", "forum": "forum-b"}, "/kind", "unknown-code"),
        ({"kind": "mitra"}, "", "forum-or-name"),
        ({"kind": "mitra", "forum": "forum-b", "name": "X"}, "", "forum-or-name"),
        ({"kind": "mitra", "name": "X", "url": "javascript:alert(1)"}, "/url", "string-pattern-mismatch"),
        (
            {"kind": "mitra", "name": "X", "linked_from": "2010", "linked_to": "2009"},
            "/linked_to",
            "ends-before-start",
        ),
    ],
)
async def test_a_wrong_link_is_named_and_nothing_is_written(
    forums: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await _link(forums, A, 422, **body)
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in problem["errors"]]
    assert (await forums.get(A)).json()["version"] == 1


async def test_the_same_link_or_name_stands_once(forums: Caller) -> None:
    await _link(forums, A, kind="mitra", forum="forum-b")
    assert (await _link(forums, A, 409, kind="mitra", forum="forum-b"))["code"] == "link-taken"
    await add_row(forums, "aliases", of="forum-a", name="Nama DEMO")
    again = await forums.as_(SECRETARIAT).post(f"{A}/aliases", {"name": "Nama DEMO"})
    assert again.json()["code"] == "alias-taken"
    present = await forums.as_(SECRETARIAT).post(f"{A}/aliases", {"name": "Forum forum-a"})
    assert present.json()["errors"][0]["code"] == "present-name"


async def test_sectors_are_mapped_onto_affairs_of_government(real_forums: Caller) -> None:
    forum = (await real_forums.get("/v1/kabkota/forums/kartamantul")).json()
    assert "persampahan" in forum["sectors"]
    assert "2.11" in forum["urusan"]
    assert forum["urusan"] == sorted(set(forum["urusan"]))


async def test_a_new_name_is_shown_at_the_other_end(forums: Caller) -> None:
    link = await _link(forums, B, kind="pendahulu", forum="forum-a")
    await _link(forums, A, kind="mitra", forum="forum-c")
    etag = (await forums.get(A)).headers["etag"]
    renamed = await forums.as_(SECRETARIAT).patch(A, {"name": "Nama baru (DEMO)"}, etag=etag)
    assert renamed.status_code == 200
    after, partner = (await forums.get(B)).json(), (await forums.get(C)).json()
    assert after["links"][0]["forum"]["name"] == "Nama baru (DEMO)"
    assert partner["linked_from"][0]["forum"]["name"] == "Nama baru (DEMO)"
    assert (after["version"], partner["version"]) == (3, 3)
    assert (await forums.get(f"{B}/links/{link['id']}")).headers["etag"] == '"2"'


async def test_two_writers_make_no_circle(forums: Caller) -> None:
    await _link(forums, B, kind="penerus", forum="forum-c")
    keeper = forums.as_(SECRETARIAT)
    halves = ((A, "forum-b"), (C, "forum-a"))
    answers = await asyncio.gather(
        *(keeper.post(f"{at}/links", {"kind": "penerus", "forum": other}) for at, other in halves)
    )
    assert sum(answer.status_code == 201 for answer in answers) == 1, [a.text for a in answers]


async def test_a_link_made_today_was_not_known_before_at_either_end(forums: Caller) -> None:
    await _link(forums, B, kind="mitra", forum="forum-a")
    for at, name in ((A, "linked_from"), (B, "links")):
        assert len((await forums.get(at)).json()[name]) == 1
        assert (await forums.get(f"{at}?as_of=2006")).json()[name] == []
