"""Who writes knowledge in tests, and what they write."""

from typing import Any

import httpx

from services.kit.actor import Actor
from tests.support.callers import KARTAMANTUL, OTHER_FORUM, SECRETARIAT, Caller

EDITOR, FORUM, OTHER = SECRETARIAT, KARTAMANTUL, OTHER_FORUM
COLLEAGUE = Actor("person:penelaah", EDITOR.roles, EDITOR.scopes)

PRACTICES = "/v1/kabkota/practices"
PRACTICE: dict[str, Any] = {
    "slug": "contoh-timbang-sampah",
    "title": "Contoh (DEMO): timbangan sampah bersama",
    "forum_slug": "kartamantul",
    "sectors": ["persampahan"],
    "dimension": "keuangan",
    "problem": "Contoh masalah.",
    "approach": "Contoh pendekatan.",
    "result": "Contoh hasil.",
    "lessons": ["Contoh pelajaran."],
    "evidence": "laporan",
    "regions": ["34.71"],
}


SITUATION: dict[str, Any] = {
    "slug": "contoh-situasi",
    "title": "Contoh (DEMO): situasi",
    "forum_slug": "kartamantul",
    "kind": "internal_forum",
    "issue_categories": ["koordinasi"],
    "summary": "Contoh ringkasan.",
    "source": {"document": "Contoh (DEMO)"},
    "as_of": "2020",
}

PUBLICATION: dict[str, Any] = {
    "slug": "contoh-kabar",
    "forum_slug": "kartamantul",
    "type": "kabar",
    "title": "Contoh kabar (DEMO)",
    "summary": "Contoh ringkasan.",
    "body": "Contoh isi.",
}


async def write(desk: Caller, actor: Actor = FORUM, **said: Any) -> httpx.Response:
    """A draft of the practice above, with what a test says otherwise."""
    return await desk.as_(actor).post(PRACTICES, PRACTICE | said)


async def act(desk: Caller, actor: Actor, act: str, body: object = None, *, of: str = "") -> httpx.Response:
    """An act on a practice."""
    at = f"{PRACTICES}/{of or PRACTICE['slug']}/{act}"
    return await desk.as_(actor).post(at, {} if body is None else body)


async def publish(desk: Caller, path: str = "practices", **said: Any) -> httpx.Response:
    """An item (the practice above, if nothing else is said) written by the forum, reviewed, published."""
    item = PRACTICE | said if path == "practices" else said
    at = f"/v1/kabkota/{path}"
    one = f"{at}/{item['slug']}"
    await desk.as_(FORUM).post(at, item)
    await desk.as_(FORUM).post(f"{one}/submission", {})
    await desk.as_(EDITOR).post(f"{one}/reviews", {"verdict": "setuju"})
    return await desk.as_(EDITOR).post(f"{one}/publication", {})
