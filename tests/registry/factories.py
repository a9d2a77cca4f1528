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


async def add_row(
    registry: Caller,
    collection: str,
    body: dict[str, Any] | None = None,
    *,
    of: str = "forum-uji",
    **fields: Any,
) -> dict[str, Any]:
    """A row below a forum, as the API answers it."""
    at = f"/v1/{registry.simpul}/forums/{of}/{collection}"
    answer = await registry.as_(SECRETARIAT).post(at, (body or {}) | fields)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


SOURCE = {"document": "Dokumen contoh (DEMO)", "title": None, "locator": None}


def decree(number: str = "DEMO-1/2020", **fields: Any) -> dict[str, Any]:
    """An invented decree, marked as such."""
    return {
        "number": number,
        "title": "Keputusan contoh (DEMO)",
        "date": "2020-01-02",
        "source": SOURCE,
        "mark": "U",
    } | fields


async def change_codes(
    registry: Caller, status: int = 201, *, by: dict[str, Any] | None = None, **body: Any
) -> dict[str, Any]:
    """Record an invented decree that changes codes; what the API answers."""
    sent = {"decree": by or decree(), "effective_on": "2020-03-01"} | body
    path = f"/v1/{registry.simpul}/region-changes"
    answer = await registry.as_(SECRETARIAT).post(path, sent)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def make_pair(registry: Caller, *codes: str, status: int = 201, **fields: Any) -> dict[str, Any]:
    """Record a border pair; what the API answers."""
    body = {"region_codes": codes, "source": SOURCE, "mark": "U"} | fields
    answer = await registry.as_(SECRETARIAT).post(f"/v1/{registry.simpul}/border-pairs", body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result
