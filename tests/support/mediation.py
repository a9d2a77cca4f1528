"""What the registry tells mediation, and requests that forums send."""

from typing import Any
from uuid import UUID

from services.kit import clock
from services.kit.feed.follow import FeedChange
from services.kit.simpul import Simpul
from services.registry.importer import region_rows, vocabulary_records

# Invented forums, one of them with a clause of its own on disputes.
FORUMS: dict[str, dict[str, Any]] = {
    "forum-satu": {"name": "Forum Satu (DEMO)", "members": ["33.01", "33.02"]},
    "forum-dua": {"name": "Forum Dua (DEMO)", "members": ["34.01", "34.02"]},
    "forum-tiga": {
        "name": "Forum Tiga (DEMO)",
        "members": ["33.03", "33.04"],
        "clause": {"steps": [{"means": "musyawarah", "days": 14, "day_kind": "kalender"}], "forum": None},
    },
}


def told_by_registry(simpul: Simpul) -> list[FeedChange]:
    """Every region and vocabulary; in kabkota the invented forums too."""
    told = [("vocabulary", record["code"], record) for record in vocabulary_records()]
    told += [("region", row["code"], row) for row in region_rows()]
    if simpul == "kabkota":
        told += [("forum", slug, _forum(index, slug)) for index, slug in enumerate(FORUMS)]
    return [FeedChange(0, entity, code, 1, clock.now(), payload) for entity, code, payload in told]


def _forum(index: int, slug: str) -> dict[str, Any]:
    forum = FORUMS[slug]
    clause = forum.get("clause")
    return {
        "id": str(UUID(int=index + 1)),
        "slug": slug,
        "name": forum["name"],
        "status": "aktif",
        "members": [
            {"region_code": code, "region_name": code, "name": None, "role": "anggota", "member_to": None}
            for code in forum["members"]
        ],
        "instruments": [
            {
                "id": str(UUID(int=1000 + index)),
                "title": "Perjanjian (DEMO)",
                "numbers": ["1/DEMO"],
                "signed_on": "2020-01-01",
                "dispute_clause": clause,
            }
        ]
        if clause
        else [],
    }
