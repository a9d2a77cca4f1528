"""A work as the API shows it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.kit.simpul import Simpul
from services.knowledge.regulations.models import Regulation, RegulationRelation
from services.knowledge.regulations.terms import INVERSE

# The columns that a document shows as they are, in its order.
_BEFORE = (
    "type",
    "level",
    "title",
    "year",
    "numbers",
    "issuers",
    "signatories",
    "subject",
    "urusan",
    "articles",
)
_AFTER = (
    *("enacted_on", "promulgated_on", "in_force_from", "in_force_to", "unverified_from", "validity_mark"),
    *("forum_slug", "note", "source", "as_of", "inferred"),
)

# A work may be named by hundreds of others; all of them are at `/relations`.
_MOST_RELATIONS = 200


def uri_of(simpul: Simpul, slug: str) -> str:
    """The permanent address of a work, below the node's own."""
    return f"/v1/{simpul}/regulations/{slug}"


def relation_from(slug: str, relation: RegulationRelation) -> dict[str, Any]:
    """A relation as seen from one of its ends."""
    is_ours = relation.from_slug == slug
    return {
        "id": str(relation.id),
        "kind": relation.kind if is_ours else INVERSE[relation.kind],
        "target": relation.to_slug if is_ours else relation.from_slug,
        "article": relation.article,
        "effective_on": relation.effective_on,
        "mark": relation.mark,
        "note": relation.note,
    }


def render(simpul: Simpul, regulation: Regulation, relations: Iterable[RegulationRelation]) -> dict[str, Any]:
    """A work with its relations, the first of them where they are very many."""
    seen = [relation_from(regulation.slug, relation) for relation in relations]
    return {
        "id": str(regulation.id),
        "version": regulation.version,
        "slug": regulation.slug,
        "uri": uri_of(simpul, regulation.slug),
        **{field: getattr(regulation, field) for field in _BEFORE},
        "relations": sorted(seen, key=lambda row: (row["kind"], row["target"]))[:_MOST_RELATIONS],
        "has_more_relations": len(seen) > _MOST_RELATIONS,
        **{field: getattr(regulation, field) for field in _AFTER},
        "created_at": _moment(regulation.created_at),
        "updated_at": _moment(regulation.updated_at),
    }


def _moment(at: datetime) -> str:
    return at.isoformat()
