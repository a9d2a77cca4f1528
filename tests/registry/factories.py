"""Invented forums for tests, made through the public door."""

from typing import Any

from tests.support.callers import SECRETARIAT, Caller


def forum_body(slug: str = "forum-uji", **fields: Any) -> dict[str, Any]:
    """The smallest body of a new forum, with what else a test needs."""
    return {"slug": slug, "name": f"Forum {slug}", "branch": "eksekutif", "scope": "regional"} | fields


async def make_forum(registry: Caller, slug: str = "forum-uji", **fields: Any) -> dict[str, Any]:
    """A registered forum, as the API answers it."""
    answer = await registry.as_(SECRETARIAT).post(f"/v1/{registry.simpul}/forums", forum_body(slug, **fields))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def add_row(registry: Caller, collection: str, slug: str = "forum-uji", **body: Any) -> dict[str, Any]:
    """A row below a forum, as the API answers it."""
    at = f"/v1/{registry.simpul}/forums/{slug}/{collection}"
    answer = await registry.as_(SECRETARIAT).post(at, body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
