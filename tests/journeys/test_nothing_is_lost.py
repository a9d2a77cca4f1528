"""The node is killed, in part and whole, and goes on with everything it had confirmed."""

import signal
import time

import httpx
import pytest

from tests.bench.chaos import Chaos
from tests.support.node import Node, eventually

pytestmark = pytest.mark.xdist_group("node")
FORUM = "/v1/kabkota/forums/barlingmascakeb"


async def _change(node: Node) -> str:
    """A change that was confirmed; its text."""
    notes = f"Dicatat {time.time_ns()}."
    async with await node.client("forum-barlingmascakeb") as own:
        tag = (await own.get(FORUM)).headers["etag"]
        answer = await own.patch(FORUM, json={"notes": notes}, headers={"If-Match": tag})
        assert answer.status_code == 200, answer.text
    return notes


async def _is_everywhere(node: Node, notes: str) -> bool:
    try:
        async with await node.client() as public:
            forum = await public.get(FORUM)
            entry = await public.get("/v1/kabkota/directory/barlingmascakeb")
    except httpx.HTTPError:
        return False
    return all(a.status_code == 200 and a.json()["notes"] == notes for a in (forum, entry))


@pytest.mark.parametrize(
    "part",
    [
        "services.registry",
        "services.knowledge",
        "services.registry.worker",
        "services.knowledge.worker",
        "gateway",
    ],
)
async def test_a_killed_process_comes_back_and_nothing_confirmed_is_lost(node: Node, part: str) -> None:
    notes = await _change(node)
    process = node.process(part)
    process.kill()
    process.wait(10)
    await eventually(lambda: _is_everywhere(node, notes), seconds=60)


async def test_after_kill_9_of_everything_the_next_start_has_all_and_overwrites_no_edit(
    node: Node,
) -> None:
    notes = await _change(node)
    credentials, forums = node.credentials(), await _forums(node)
    assert "kartamantul" in forums
    node.kill_everything()
    await node.start()
    assert await _is_everywhere(node, notes)
    assert node.credentials() == credentials
    assert await _forums(node) == forums


async def _forums(node: Node) -> list[str]:
    """The slugs of all forums."""
    async with await node.client() as public:
        listed = (await public.get("/v1/kabkota/forums?page_size=100")).json()
    assert listed["next_cursor"] is None
    return [forum["slug"] for forum in listed["items"]]


async def test_ctrl_c_stops_everything_and_the_next_start_goes_on(node: Node) -> None:
    notes = await _change(node)
    node.stop(signal.SIGINT)
    await node.start()
    assert await _is_everywhere(node, notes)


async def test_a_mirror_ends_equal_whatever_is_killed(node: Node) -> None:
    chaos = Chaos(node, node.home.parent, seed=4)
    try:
        for number in (1, 2):
            told = await chaos.round(number, seconds=2.5)
            assert told.faults == [], told.line()
            assert told.entries > 15
    finally:
        await chaos.close()
