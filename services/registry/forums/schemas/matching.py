"""What the API takes and gives for the matching of forums' names."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kit.language import Language
from services.registry.forums.matching import NamedForum
from services.registry.matching import Candidate


class ForumMatchQuery(BaseModel):
    """A forum as people write it: "Kartamantul", "Sekber Kartamantul", "BKPRS", with a typo."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    limit: Annotated[int, Field(ge=1, le=25)] = 5


class ForumCandidateOut(BaseModel):
    """A forum that a name may mean. `score` is 0 to 1; at most one candidate is `chosen`."""

    model_config = ConfigDict(extra="forbid")

    slug: str
    id: UUID
    name: str
    short_name: str | None
    score: float
    chosen: bool
    reason: str


class ForumCandidatesOut(BaseModel):
    """Candidates, best first."""

    model_config = ConfigDict(extra="forbid")

    candidates: list[ForumCandidateOut]


def candidates_out(candidates: Iterable[Candidate[NamedForum]], language: Language) -> ForumCandidatesOut:
    """Candidates as they are answered."""
    return ForumCandidatesOut(
        candidates=[
            ForumCandidateOut(
                slug=candidate.found.slug,
                id=candidate.found.id,
                name=candidate.found.name,
                short_name=candidate.found.short_name,
                score=candidate.score,
                chosen=candidate.chosen,
                reason=candidate.reason.in_(language),
            )
            for candidate in candidates
        ]
    )
