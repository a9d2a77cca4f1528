"""A directory entry from a forum, and what lists need to know of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

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
    "instruments": ("type", "document_kind", "numbers", "title", "signed_on", "regulation_id"),
    "organs": ("kind", "description"),
}


def entry(forum: Mapping[str, Any]) -> dict[str, Any]:
    """The entry: the forum's own fields, and its members, instruments and organs in short."""
    rows = {
        name: [{field: row.get(field) for field in fields} for row in forum[name]]
        for name, fields in ROWS.items()
    }
    return {field: forum[field] for field in FIELDS} | rows


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
        "updated_at": datetime.fromisoformat(forum["updated_at"]),
    }
