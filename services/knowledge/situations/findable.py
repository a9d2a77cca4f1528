"""What search finds of a situation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.knowledge.citations import keys_of
from services.knowledge.search.documents import Facets, SearchDocument


def search_document(shown: Mapping[str, Any]) -> SearchDocument:
    """A situation as it is on the shelf: its title, who was concerned, and what is told of it."""
    told = [
        shown["summary"],
        *shown["actions_taken"],
        *shown["agreed_scope"],
        shown["outcome"],
        shown["mediator"],
        shown["facilitator"],
    ]
    text = " \n".join(filter(None, told))
    return SearchDocument(
        kind="situation",
        id=UUID(shown["id"]),
        slug=shown["slug"],
        title=shown["title"],
        keywords=" \n".join(
            [
                *(category.replace("_", " ") for category in shown["issue_categories"]),
                *(party["region_name"] for party in shown["parties"]),
            ]
        ),
        text=text,
        keys=keys_of(text),
        updated_at=datetime.fromisoformat(shown["published_at"]),
        facets=Facets(
            regions=[p["region_code"] for p in shown["parties"] if p["region_code"] is not None],
            type=shown["kind"],
            year=int(shown["as_of"][:4]) if shown["as_of"] else None,
            forum=shown["forum_slug"],
        ),
    )
