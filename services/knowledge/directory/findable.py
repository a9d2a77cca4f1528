"""What search finds of an entry of the directory."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.knowledge.search.documents import Facets, SearchDocument
from services.knowledge.search.shortcuts import keys_of


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
    founded = shown["founded_on"]
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
            year=int(founded[:4]) if founded else None,
            forum=shown["slug"],
        ),
    )


def _keys(instruments: Sequence[Mapping[str, Any]]) -> list[str]:
    """The numbers of instruments as keys of search, with their kind."""
    return [
        f"{instrument['type'] or ''}{key}"
        for instrument in instruments
        for number in instrument["numbers"]
        for key in keys_of(number)
    ]
