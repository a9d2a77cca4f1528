"""What the API takes and gives for appointments."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.words import In, Line, Moment, Out, Prose
from services.mediation.mediators.schemas import ConflictOut

Score = Annotated[StrictInt, Field(ge=1, le=5)]


class MediatorProposalIn(In):
    """Whom the office proposes."""

    mediator_id: UUID
    note: Prose | None = None


class MediatorAcceptanceIn(In):
    """What a party says of the mediator; a refusal has its reason. The office names party and letter."""

    accepted: bool
    reason: Prose | None = None
    party_id: UUID | None = None
    letter: Line | None = None


class ImpartialityIn(In):
    """The mediator's statement; `impartial` false declares a conflict. The office names the letter."""

    impartial: bool
    statement: Prose
    letter: Line | None = None


class MediatorAppointmentIn(In):
    """An appointment may carry a note."""

    note: Prose | None = None


class MediatorReplacementIn(In):
    """Why another mediator is needed."""

    reason: Prose


class AnswerOut(Out):
    """What a party said; its reason is for the office and that party."""

    party_id: UUID
    accepted: bool
    reason: str | None
    said_at: Moment


class EngagementOut(Out):
    """A mediator in this case, the latest last; `conflicts` is for the office."""

    id: UUID
    mediator_id: UUID
    name: str
    institution: str | None
    state: Literal["diusulkan", "ditolak", "ditarik", "ditunjuk", "diganti"]
    proposed_at: Moment
    answers: list[AnswerOut]
    impartial: bool | None
    impartial_at: Moment | None
    statement: str | None
    statement_letter: str | None
    conflicts: list[ConflictOut]
    appointed_at: Moment | None
    ended_at: Moment | None
    ended_reason: str | None


class ResumeIn(In):
    """A party's position, and the interests behind it. The office names party and letter."""

    position: Prose
    interests: Prose | None = None
    party_id: UUID | None = None
    letter: Line | None = None


class ResumeOut(Out):
    """A party's resume; `version` counts how often it was handed in."""

    id: UUID
    party_id: UUID
    version: int
    position: str
    interests: str | None
    letter: str | None
    given_at: Moment


class Scores(In):
    """1 (poor) to 5 (very good) by criterion."""

    netralitas: Score
    kerahasiaan: Score
    penguasaan_masalah: Score
    komunikasi: Score
    ketepatan_waktu: Score


class EvaluationIn(In):
    """What a party thinks of the mediator."""

    scores: Scores
    note: Prose | None = None
    party_id: UUID | None = None


class EvaluationOut(Out):
    """A party's evaluation of the mediator."""

    id: UUID
    engagement_id: UUID
    mediator_id: UUID
    party_id: UUID
    scores: Scores
    note: str | None
    created_at: Moment
