"""Invented forums for tests, made through the public door."""

from typing import Any

from services.kit.actor import Actor
from tests.support.callers import GWPP_DIY, SECRETARIAT, Caller


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


def admission_body(**fields: Any) -> dict[str, Any]:
    """The smallest application, with the letter that the secretariat has to name."""
    return {
        "need": "Perlu mediasi (DEMO)",
        "benefit": "Perselisihan selesai (DEMO)",
        "design": "networking",
        "functions_shared": ["e_mediasi"],
        "letter": {"number": "DEMO/1/2026", "dated_on": "2026-01-02"},
    } | fields


async def apply_for(
    registry: Caller, *, by: Actor = SECRETARIAT, status: int = 201, **fields: Any
) -> dict[str, Any]:
    """Apply for admission; what the API answers."""
    path = f"/v1/{registry.simpul}/admissions"
    answer = await registry.as_(by).post(path, admission_body(**fields))
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def act_on(
    registry: Caller,
    admission: dict[str, Any],
    act: str,
    *,
    by: Actor = SECRETARIAT,
    status: int = 201,
    **body: Any,
) -> dict[str, Any]:
    """Decide, leave or withdraw; what the API answers."""
    path = f"/v1/{registry.simpul}/admissions/{admission['id']}/{act}"
    answer = await registry.as_(by).post(path, {"reason": "Rapat (DEMO)"} | body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def publish_conduct(registry: Caller, edition: int = 1, **fields: Any) -> dict[str, Any]:
    """Publish an edition of the code of conduct; what the API answers."""
    body = {"edition": edition, "title": "Tata laku DEMO", "text": "Isi DEMO.", "in_force_from": "2020-01-01"}
    answer = await registry.as_(SECRETARIAT).post(f"/v1/{registry.simpul}/code-of-conduct", body | fields)
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def write_note(
    registry: Caller, slug: str = "kartamantul", *, by: Actor = GWPP_DIY, status: int = 201, **fields: Any
) -> dict[str, Any]:
    """Write a review note; what the API answers."""
    body = {"subject": "Perihal DEMO", "text": "Catatan DEMO.", "finding": "perlu_perbaikan"}
    path = f"/v1/{registry.simpul}/forums/{slug}/review-notes"
    answer = await registry.as_(by).post(path, body | fields)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result
