"""Practices as a kind of knowledge."""

from services.knowledge.editing.kind import Kind
from services.knowledge.practices import service
from services.knowledge.practices.findable import search_document
from services.knowledge.practices.schemas import PracticeIn, PracticeOut, PracticePatch, PracticeQuery

PRACTICES = Kind(
    name="practice",
    path="practices",
    item_in=PracticeIn,
    item_patch=PracticePatch,
    item_out=PracticeOut,
    query=PracticeQuery,
    judge=service.judge,
    missing=service.missing,
    extras=service.extras,
    tags=service.tags,
    findable=search_document,
    filters={
        "sector": "sector",
        "urusan": "urusan",
        "dimension": "aspect",
        "network_type": "network_type",
        "evidence": "evidence",
        "region": "region",
        "country": None,
        "forum": None,
        "useful_to": None,
    },
    facets=("sector", "urusan", "dimension", "network_type", "evidence", "country", "forum", "useful_to"),
)
