"""What search finds of an entry of the directory."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.knowledge.citations import keys_for
from services.knowledge.search.documents import Facets, SearchDocument


def search_document(row: Mapping[str, Any]) -> SearchDocument:
    """Names, members, subjects, instruments and organs of an entry, given as a row of its table."""
    shown = row["document"]
    names = [shown["short_name"], *(alias["name"] for alias in shown["aliases"])]
    numbers = [number for instrument in shown["instruments"] for number in instrument["numbers"]]
    told = [
        shown["purpose"],
        *(member["region_name"] or member["name"] for member in shown["members"]),
        *(instrument["title"] for instrument in shown["instruments"]),
        *numbers,
        *(organ["name"] or organ["description"] for organ in shown["organs"]),
        *shown["initiators"],
        shown["notes"],
    ]
    return SearchDocument(
        kind="forum",
        id=row["id"],
        slug=shown["slug"],
        title=shown["name"],
        names=[name for name in names if name],
        keywords=" \n".join(shown["sectors"]),
        text=" \n".join(filter(None, told)),
        keys=_keys(shown["instruments"]),
        updated_at=row["updated_at"],
        facets=Facets(
            sectors=row["sectors"],
            urusan=row["urusan"],
            regions=row["regions"],
            type=shown["entity_kind"],
            year=_year(shown["founded_on"]),
            forum=shown["slug"],
        ),
    )


def _keys(instruments: Sequence[Mapping[str, Any]]) -> list[str]:
    """How the instruments are cited, by each of their numbers."""
    return [
        key
        for instrument in instruments
        for key in keys_for(instrument["type"] or "", instrument["numbers"], _year(instrument["signed_on"]))
    ]


def _year(partial_date: str | None) -> int | None:
    return int(partial_date[:4]) if partial_date else None
