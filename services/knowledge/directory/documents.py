"""A directory entry from a forum, and what lists need to know of it."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

# What an entry shows of a forum as it is.
FIELDS = (
    "id",
    "version",
    "slug",
    "name",
    "short_name",
    "simpul",
    "entity_kind",
    "status",
    "branch",
    "scope",
    "orientation",
    "institutional_format",
    "network_types",
    "management",
    "basis",
    "sectors",
    "stage",
    "founded_on",
    "secretariat",
    "purpose",
    "initiators",
    "notes",
    "urusan",
    "linked_from",
    "last_verified_at",
    "source",
    "as_of",
    "inferred",
    "provenance",
    "created_at",
    "updated_at",
)
# What it shows of each row below the forum.
ROWS = {
    "members": ("region_code", "region_name", "name", "role", "body", "member_from", "member_to"),
    "instruments": (
        "type",
        "document_kind",
        "cooperation_kind",
        "nature",
        "pattern",
        "numbers",
        "title",
        "urusan",
        "signed_on",
        "in_force_from",
        "expires_on",
        "ended_on",
        "regulation_id",
    ),
    "organs": ("kind", "name", "description", "office"),
    "aliases": ("name", "used_from", "used_to"),
    "links": ("kind", "forum", "name", "url", "linked_from", "linked_to"),
}


def entry(forum: Mapping[str, Any]) -> dict[str, Any]:
    """The entry: the forum's own fields, and the rows below it in short.

    `content_sha256` is over its canonical JSON (RFC 8785) without that field.
    """
    rows = {
        name: [{field: row.get(field) for field in fields} for row in forum[name]]
        for name, fields in ROWS.items()
    }
    shown = {field: forum[field] for field in FIELDS} | rows
    return shown | {"content_sha256": sha256(rfc8785.dumps(shown)).hexdigest()}


def leaf(entry_id: str, version: int, content_sha256: str) -> int:
    """What an entry adds to the digest: SHA-256 of `id:version:content_sha256` as a number."""
    return int.from_bytes(sha256(f"{entry_id}:{version}:{content_sha256}".encode()).digest(), "big")


def bucket(entry_id: str) -> str:
    """Which bucket an entry falls in: hexadecimal SHA-256 of its id."""
    return sha256(entry_id.encode()).hexdigest()


def columns(forum: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that lists filter and sort by."""
    codes = [member["region_code"] for member in forum["members"] if member["member_to"] is None]
    named = {code for code in codes if code is not None}
    return {
        "id": UUID(forum["id"]),
        "slug": forum["slug"],
        "name": forum["name"],
        "entity_kind": forum["entity_kind"],
        "branch": forum["branch"],
        "scope": forum["scope"],
        "status": forum["status"],
        "stage": forum["stage"],
        "sectors": forum["sectors"],
        "regions": sorted(named | {code[:2] for code in named}),
        "members": sorted(named),
        "urusan": sorted({*forum["urusan"], *(u for i in forum["instruments"] for u in i["urusan"])}),
        "secretariat_until": max(
            (organ["term_to"] or OPEN for organ in forum["organs"] if organ["kind"] == "sekretariat"),
            default=None,
        ),
        "last_verified_at": _moment(forum["last_verified_at"]),
        "updated_at": datetime.fromisoformat(forum["updated_at"]),
    }


# Later than any term.
OPEN = "9999"
# What the filters ask of an instrument, as the registry tells it.
_ANALYSIS = (
    "document_kind",
    "cooperation_kind",
    "nature",
    "pattern",
    "signed_on",
    "lacks_approval",
    "awaits_agreement",
    "has_agreement",
    "is_followed_up",
    "calls_for_secretariat",
)


def instrument_columns(forum: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row of the instruments' table for each instrument of a forum."""
    return [
        {field: told[field] for field in _ANALYSIS}
        | {
            "instrument_id": UUID(told["instrument_id"]),
            "entry_id": UUID(forum["id"]),
            "starts_on": _day(told["starts_on"]),
            "closes_on": _day(told["closes_on"]),
        }
        for told in forum["analysis"]
    ]


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
