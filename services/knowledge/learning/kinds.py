"""Offers to learn as a kind of knowledge."""

from services.knowledge.editing.kind import Kind
from services.knowledge.learning import service
from services.knowledge.learning.schemas import LearningIn, LearningOut, LearningPatch, LearningQuery

LEARNING = Kind(
    name="learning",
    path="learning",
    item_in=LearningIn,
    item_patch=LearningPatch,
    item_out=LearningOut,
    query=LearningQuery,
    judge=service.judge,
    missing=service.missing,
    extras=service.extras,
    tags=service.tags,
    on_publication=service.move_up,
    # The contract's search has no such kind; `/learning/match` finds what fits.
    findable=None,
    filters={
        "type": "learning_type",
        "sector": "sector",
        "urusan": "urusan",
        "challenge": "challenge",
        "region": "region",
        "forum": None,
        "online": None,
    },
    facets=("type", "sector", "urusan", "challenge", "forum", "online"),
)
