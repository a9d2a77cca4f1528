"""What tests of regulations share: works of invented names, and who writes them."""

from typing import Any

import httpx

from services.kit.actor import Actor
from tests.support.callers import Caller, client_actor

KNOWLEDGE = frozenset({"knowledge:read", "knowledge:write", "knowledge:publish"})
EDITOR = client_actor("api-sekretariat", "secretariat", scopes=KNOWLEDGE)
FORUM_WRITER = client_actor("forum-kartamantul", "forum", scopes=KNOWLEDGE, forum=["kartamantul"])
READER: Actor = client_actor("baca", "secretariat", scopes=frozenset({"knowledge:read"}))
AT = "/v1/kabkota/regulations"


def work(number: int = 1, year: int = 2040, **said: Any) -> dict[str, Any]:
    """A law that nobody made."""
    return {
        "type": "uu",
        "level": "nasional",
        "title": f"Undang-Undang Contoh {number} (DEMO)",
        "numbers": [str(number)],
        "year": year,
        "promulgated_on": f"{year}-02-01",
        "in_force_from": f"{year}-02-01",
        "validity_mark": "V",
        **said,
    }


async def add_work(caller: Caller, number: int = 1, year: int = 2040, **said: Any) -> dict[str, Any]:
    """Put a work into the catalogue as its keeper; it as answered."""
    answer = await caller.as_(EDITOR).post(AT, work(number, year, **said))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def relate(caller: Caller, slug: str, kind: str, target: str, **said: Any) -> httpx.Response:
    """Record a relation as the keeper."""
    return await caller.as_(EDITOR).post(f"{AT}/{slug}/relations", {"kind": kind, "target": target, **said})


async def in_force(caller: Caller, slug: str, day: str) -> Any:
    """Whether a work is in force on a day."""
    answer = await caller.get(f"{AT}/{slug}?on={day}")
    assert answer.status_code == 200, answer.text
    return answer.json()["in_force"]
