"""A directory entry from a forum, and what lists need to know of it."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import rfc8785

from services.kit.partial_dates import earliest_day, latest_day

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
    "admission",
    "source",
    "as_of",
    "inferred",
    "irregular",
    "provenance",
    "created_at",
    "updated_at",
)
# What it shows of each row below the forum.
ROWS = {
    "members": ("id", "region_code", "region_name", "name", "role", "body", "member_from", "member_to"),
    "instruments": (
        "id",
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
    "organs": (
        "id",
        "kind",
        "name",
        "description",
        "decree_number",
        "decree_on",
        "term_from",
        "term_to",
        "office",
    ),
    "statutes": ("id", "edition", "title", "adopted_on", "in_force_from", "in_force_to", "instrument_id"),
    "aliases": ("name", "used_from", "used_to"),
    "links": ("kind", "forum", "name", "url", "linked_from", "linked_to", "note"),
}
# Members by these roles make the forum what it is; partners, observers and guests do not.
FULL = ("anggota", "pembentuk")


@cache
def shape() -> str:
    """Of which shape entries and their columns are, in 16 characters: this file's own content, and that of
    what search finds of them.

    One letter changed there renders every entry again. What is then rendered alike is no change to a mirror.
    """
    here = Path(__file__)
    return sha256(here.read_bytes() + here.with_name("findable.py").read_bytes()).hexdigest()[:16]


# What an entry and its columns are made of.
_READ = {*FIELDS, *ROWS, "officers", "analysis"}


def is_legible(forum: Mapping[str, Any]) -> bool:
    """Not of a release of the registry before this one: each forum then follows anew."""
    return forum.keys() >= _READ


def entry(forum: Mapping[str, Any]) -> dict[str, Any]:
    """The entry: the forum's own fields, and the rows below it in short.

    `content_sha256` is over its canonical JSON (RFC 8785) without that field.
    """
    rows = {
        name: [{field: row.get(field) for field in fields} for row in forum[name]]
        for name, fields in ROWS.items()
    }
    shown = {field: forum[field] for field in FIELDS} | rows
    shown |= {"levels": _levels(forum), "contacts": _contacts(forum)}
    return shown | {"content_sha256": sha256(rfc8785.dumps(shown)).hexdigest()}


def _levels(forum: Mapping[str, Any]) -> list[str]:
    """Of which levels of government its present full members are, by the codes of their regions."""
    codes = [
        member["region_code"]
        for member in forum["members"]
        if member["region_code"] and member["member_to"] is None and member["role"] in FULL
    ]
    return sorted({"provinsi" if len(code) == len("33") else "kabkota" for code in codes})


def _contacts(forum: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where the forum can be reached: offices of its organs, then people it names as contacts.

    Of a person what belongs to the office, never what is the person's own.
    """
    kinds = {organ["id"]: organ["kind"] for organ in forum["organs"]}
    offices = [
        {"organ": organ["kind"], "organ_name": organ["name"], "person": None, "position": None, "unit": None}
        | organ["office"]
        | {"until": organ["term_to"]}
        for organ in forum["organs"]
        if organ["office"]
    ]
    people = [
        {
            "organ": kinds.get(officer["organ_id"]),
            "organ_name": None,
            "person": officer["name"],
            "position": officer["office"],
            "unit": officer["unit"],
            "address": None,
            "region_code": officer["region_code"],
            "phone": officer["office_phone"],
            "email": officer["office_email"],
            "website": None,
            "until": officer["term_to"],
        }
        for officer in forum["officers"]
        if officer["is_contact"]
    ]
    return offices + people


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
    founded = forum["founded_on"]
    return {
        "id": UUID(forum["id"]),
        "slug": forum["slug"],
        "name": forum["name"],
        "entity_kind": forum["entity_kind"],
        "branch": forum["branch"],
        "scope": forum["scope"],
        "status": forum["status"],
        "stage": forum["stage"],
        "orientation": forum["orientation"],
        "institutional_format": forum["institutional_format"],
        "management": forum["management"],
        "basis": forum["basis"],
        "network_types": forum["network_types"],
        "levels": _levels(forum),
        "founded_first": earliest_day(founded) if founded else None,
        "founded_last": latest_day(founded) if founded else None,
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
        "shape": shape(),
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
