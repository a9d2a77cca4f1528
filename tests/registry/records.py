"""Kinds of records about regions: what the generic tests need of each. All of it is invented (DEMO)."""

from typing import Any, NamedTuple

from tests.registry.factories import SOURCE
from tests.support.callers import SECRETARIAT, Caller


class KindOfRecord(NamedTuple):
    """Three new records in the order of the list, a change of one, and the kind's words."""

    entity: str
    whole: str
    new: tuple[dict[str, Any], ...]
    # A change, and what it changes the fields from.
    change: dict[str, Any]
    before: dict[str, Any]
    # Where a new record names a region: its body with that region, and the pointer of it.
    at_region: str
    taken: str


def _pair(*codes: str) -> dict[str, Any]:
    return {"region_codes": list(codes), "source": SOURCE, "mark": "U"}


def _team(code: str) -> dict[str, Any]:
    return {
        "region_code": code,
        "decree_number": "DEMO-2/2024",
        "decree_on": "2024",
        "chair": {"name": "Pejabat DEMO", "office": "Sekretaris Daerah"},
        "supporting_unit": "Bagian Kerja Sama (DEMO)",
        "office": {
            "address": "Jalan Contoh 1 (DEMO)",
            "phone": "0274-000000",
            "email": "tkksd@contoh.go.id",
            "website": "https://contoh.go.id/tkksd",
        },
        "term_from": "2024-03",
        "source": SOURCE,
        "mark": "U",
    }


def _mapping(code: str) -> dict[str, Any]:
    return {
        "region_code": code,
        "urusan": "2.11",
        "nature": "wajib",
        "subject": "Persampahan lintas batas (DEMO)",
        "partner_codes": ["34.71"],
        "reported_on": "2022-11",
        "source": SOURCE,
        "mark": "U",
    }


KINDS: dict[str, KindOfRecord] = {
    "border-pairs": KindOfRecord(
        "border_pair",
        "pair",
        (_pair("34.01", "34.71"), _pair("34.02", "34.71"), _pair("34.04", "34.71")),
        {"mark": "V2", "note": "Diubah"},
        {"mark": "U", "note": None},
        "/region_codes/0",
        "border-pair-recorded",
    ),
    "coordination-teams": KindOfRecord(
        "coordination_team",
        "team",
        (_team("34.01"), _team("34.02"), _team("34.04")),
        {"chair": {"name": None, "office": "Sekretaris Daerah"}, "term_to": "2029"},
        {"chair": {"name": "Pejabat DEMO", "office": "Sekretaris Daerah"}, "term_to": None},
        "/region_code",
        "coordination-team-current",
    ),
    "urusan-mappings": KindOfRecord(
        "urusan_mapping",
        "mapping",
        (_mapping("34.01"), _mapping("34.02"), _mapping("34.04")),
        {"partner_codes": ["34.71", "34.03"], "nature": "sukarela"},
        {"partner_codes": ["34.71"], "nature": "wajib"},
        "/region_code",
        "urusan-mapping-recorded",
    ),
}


def with_region(name: str, code: str) -> dict[str, Any]:
    """A new record that names this region first."""
    body = KINDS[name].new[0]
    if "region_codes" in body:
        return body | {"region_codes": [code, body["region_codes"][1]]}
    return body | {"region_code": code}


async def add_record(registry: Caller, name: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    """Add a record; what the API answers."""
    answer = await registry.as_(SECRETARIAT).post(f"/v1/{registry.simpul}/{name}", body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result
