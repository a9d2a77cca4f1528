"""What the API takes and gives for proposals."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Moment, Out, Prose

Issues = Annotated[list[UUID], Field(max_length=50)]


class ProposalIn(In):
    """A proposal; `counters` names the one it answers. The mediator's own names no party."""

    text: Prose
    issues: Annotated[Issues, Field(default_factory=list)]
    counters: UUID | None = None
    party_id: UUID | None = None


class ProposalPatch(In):
    """A new version of a proposal, or its withdrawal: exactly one of the two."""

    text: Prose | None = None
    state: Literal["ditarik"] | None = None


class AnswerIn(In):
    """What a party says of the version it read, which `If-Match` names."""

    accepted: bool
    note: Prose | None = None
    party_id: UUID | None = None


class AnswerOut(Out):
    """What a party said of a version."""

    version: int
    party_id: UUID
    accepted: bool
    note: str | None
    said_at: Moment


class VersionOut(Out):
    """What a proposal said."""

    version: int
    text: str
    created_at: Moment


class ProposalOut(Out):
    """A proposal, its versions (the last one holds) and what was said of them."""

    id: UUID
    number: int
    version: int
    party_id: UUID | None
    counters: UUID | None
    state: Literal["terbuka", "diterima", "ditolak", "ditarik"]
    issues: list[UUID]
    versions: list[VersionOut]
    answers: list[AnswerOut]
    created_at: Moment
    updated_at: Moment
