"""What the API gives of similar items, and why they are."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.kit.language import Language
from services.kit.words import In, Out
from services.knowledge.similarity import Similar


class ReasonOut(Out):
    """Why an item is similar: what both have."""

    code: str
    values: list[str]
    text: str


class SimilarOut(Out):
    """A similar item, with the reasons. `score` is between 0 and 1."""

    id: UUID
    slug: str
    title: str
    score: float
    reasons: list[ReasonOut]


class SimilarsOut(Out):
    """Similar items, most similar first."""

    items: list[SimilarOut]


class SimilarQuery(In):
    """How many."""

    limit: Annotated[int, Field(ge=1, le=50)] = 10


def similar_out(found: Similar, language: Language) -> dict[str, Any]:
    """A similar item in the reader's language."""
    reasons = [{"code": r.code, "values": r.values, "text": r.text.in_(language)} for r in found.reasons]
    return {**found.document, "score": found.score, "reasons": reasons}
