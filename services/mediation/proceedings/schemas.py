"""What acts take."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.words import In, Line, Prose


class ReasonIn(In):
    """An act that needs its reason."""

    reason: Prose


class NoteIn(In):
    """An act that may carry a note."""

    reason: Prose | None = None


class WillingnessIn(In):
    """A party's pernyataan kesediaan. The office names the party and the letter it came by."""

    willing: bool
    house_rules_accepted: bool = False
    party_id: UUID | None = None
    note: Prose | None = None
    letter: Line | None = None


class ExhaustionIn(In):
    """What became of the forum's own clause."""

    result: Literal["sudah_ditempuh", "dikesampingkan"]
    reason: Prose


class IssueDecisionIn(In):
    """The way of one issue, and why."""

    route: Literal["mediasi", "diteruskan"]
    reason: Prose


class ConsentIn(In):
    """That a party agrees, and by which letter."""

    party_id: UUID
    letter: Line


class SuspensionIn(In):
    """Why a case is suspended, and that every party agrees."""

    reason: Prose
    consents: Annotated[list[ConsentIn], Field(max_length=100)]


class ExtensionIn(In):
    """Which clock is given so many more days of its unit, why, and who agrees."""

    clock: UUID
    days: Annotated[StrictInt, Field(ge=1, le=365)]
    reason: Prose
    consents: Annotated[list[ConsentIn], Field(max_length=100, default_factory=list)]
