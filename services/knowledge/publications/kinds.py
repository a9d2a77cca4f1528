"""Publications as a kind of knowledge."""

from services.knowledge.editing.kind import Kind
from services.knowledge.publications import service
from services.knowledge.publications.findable import search_document
from services.knowledge.publications.schemas import (
    PublicationIn,
    PublicationOut,
    PublicationPatch,
    PublicationQuery,
)

PUBLICATIONS = Kind(
    name="publication",
    path="publications",
    item_in=PublicationIn,
    item_patch=PublicationPatch,
    item_out=PublicationOut,
    query=PublicationQuery,
    judge=service.judge,
    missing=service.missing,
    extras=service.extras,
    tags=service.tags,
    findable=search_document,
    filters={
        "type": "publication_type",
        "sector": "sector",
        "urusan": "urusan",
        "language": None,
        "forum": None,
    },
    facets=("type", "sector", "urusan", "language", "forum"),
)
