"""What search finds of a publication."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.knowledge.citations import keys_of
from services.knowledge.publications.rendering import as_text
from services.knowledge.search.documents import Facets, SearchDocument


def search_document(shown: Mapping[str, Any]) -> SearchDocument:
    """A publication as it is on the shelf."""
    html = shown["body_html"]
    text = " \n".join(filter(None, [shown["summary"], as_text(html) if html else None]))
    published = datetime.fromisoformat(shown["published_at"])
    return SearchDocument(
        kind="publication",
        id=UUID(shown["id"]),
        slug=shown["slug"],
        title=shown["title"],
        keywords=" \n".join([*shown["sectors"], *(author["name"] for author in shown["authors"])]),
        text=text,
        keys=keys_of(text),
        updated_at=published,
        facets=Facets(
            sectors=shown["sectors"],
            urusan=shown["urusan"],
            type=shown["type"],
            year=published.year,
            forum=shown["forum_slug"],
        ),
    )
