"""Situations as a kind of knowledge."""

from services.knowledge.editing.kind import Kind
from services.knowledge.situations import service
from services.knowledge.situations.findable import search_document
from services.knowledge.situations.schemas import (
    SituationIn,
    SituationOut,
    SituationPatch,
    SituationQuery,
)

SITUATIONS = Kind(
    name="situation",
    path="situations",
    item_in=SituationIn,
    item_patch=SituationPatch,
    item_out=SituationOut,
    query=SituationQuery,
    judge=service.judge,
    missing=service.missing,
    extras=service.extras,
    tags=service.tags,
    findable=search_document,
    filters={"kind": "situation_kind", "issue_category": "issue_category", "region": "region", "forum": None},
    facets=("kind", "issue_category", "forum"),
    may_be_published=service.may_be_published,
)
