"""What search finds of a practice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.knowledge.citations import keys_of
from services.knowledge.search.documents import Facets, SearchDocument


def search_document(shown: Mapping[str, Any]) -> SearchDocument:
    """A practice as it is on the shelf: its title, its subjects, and what it tells."""
    told = [shown["problem"], shown["approach"], shown["result"], *shown["lessons"]]
    text = " \n".join(filter(None, told))
    return SearchDocument(
        kind="practice",
        id=UUID(shown["id"]),
        slug=shown["slug"],
        title=shown["title"],
        keywords=" \n".join([*shown["sectors"], shown["country"]]),
        text=text,
        keys=keys_of(text),
        updated_at=datetime.fromisoformat(shown["published_at"]),
        facets=Facets(
            sectors=shown["sectors"],
            urusan=shown["urusan"],
            regions=[*shown["regions"], *shown["forum_regions"]],
            dimension=shown["dimension"],
            type=shown["evidence"],
            year=int(shown["as_of"][:4]) if shown["as_of"] else None,
            forum=shown["forum_slug"],
        ),
    )
