"""What the API takes and gives for caucus notes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Line, Moment, Out, Prose

Disclosure = Literal["mediator_pengganti", "petugas", "para_pihak"]


class NoteIn(In):
    """A note; the mediator names the party whose confidence it is, and maybe the caucus."""

    text: Prose
    party_id: UUID | None = None
    session_id: UUID | None = None


class DisclosureIn(In):
    """A party's consent: who may read the note from now on. The mediator names the letter of consent."""

    to: Annotated[list[Disclosure], Field(min_length=1, max_length=3)]
    letter: Line | None = None


class ConsentOut(Out):
    """One consent as it was given."""

    to: list[Disclosure]
    by: Literal["mediator", "pihak"]
    letter: str | None
    at: Moment


class NoteOut(Out):
    """A caucus note."""

    id: UUID
    party_id: UUID
    session_id: UUID | None
    author: Literal["mediator", "pihak"]
    text: str
    disclosed_to: list[Disclosure]
    consents: list[ConsentOut]
    created_at: Moment
