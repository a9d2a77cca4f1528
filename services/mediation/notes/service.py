"""Writes caucus notes, and records a party's consent to disclose one. The trail keeps their digests."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import sealing
from services.mediation.cases import service as cases
from services.mediation.cases.models import CaucusNote, Party
from services.mediation.cases.service import Held
from services.mediation.notes import queries
from services.mediation.notes.problems import NoteNotFound, NotTheirConfidence
from services.mediation.proceedings import service as proceedings
from services.mediation.sessions import queries as sessions
from services.mediation.trail.service import Head


async def write(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    text: str,
    party_id: UUID | None,
    session_id: UUID | None,
) -> tuple[CaucusNote, Head]:
    """Write a note for one party and the mediator."""
    cases.require_possible(held, "caucus-note")
    party = _party(held, party_id)
    if session_id is not None:
        caucus = await sessions.find(session, actor, held.case.id, session_id)
        if caucus is None or caucus.party_id != party.id:
            detail = Text("Bukan kaukus pihak ini.", "Not a caucus of this party.")
            raise Invalid(errors=[FieldError("/session_id", "unknown", detail)])
    note = CaucusNote(
        case_id=held.case.id,
        party_id=party.id,
        session_id=session_id,
        mediator_subject=held.case.mediator_subject,
        author="mediator" if held.part == "mediator" else "pihak",
        text=text,
        salt=sealing.new_salt(),
        created_at=clock.now(),
    )
    session.add(note)
    refs = {"caucus": str(party.id), "note": str(note.id), "digest": sealing.digest_of(note.salt, text)}
    return note, await proceedings.conclude(session, actor, held, "caucus-note", refs=refs)


async def require(session: AsyncSession, actor: Actor, held: Held, note_id: UUID) -> CaucusNote:
    """A note of a case; `NoteNotFound` where it is not there for this actor."""
    note = await queries.find(session, actor, held.case.id, note_id)
    if note is None:
        raise NoteNotFound()
    return note


async def disclose(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    note: CaucusNote,
    *,
    to: Sequence[str],
    letter: str | None,
) -> Head:
    """Record that the party lets its note be told. What was told cannot be taken back."""
    cases.require_possible(held, "caucus-disclosure")
    by_mediator = held.part == "mediator"
    if not by_mediator and note.party_id not in {party.id for party in held.own}:
        raise NotTheirConfidence()
    if by_mediator and letter is None:
        detail = Text("Sebutkan surat persetujuan pihak itu.", "Name the letter of that party's consent.")
        raise Invalid(errors=[FieldError("/letter", "missing", detail)])
    whom = sorted(set(to))
    note.disclosed_to = sorted({*note.disclosed_to, *whom})
    consent = {
        "to": whom,
        "by": "mediator" if by_mediator else "pihak",
        "letter": letter,
        "at": clock.now().isoformat(),
    }
    note.consents = [*note.consents, consent]
    refs = {"caucus": str(note.party_id), "note": str(note.id), "to": " ".join(whom)}
    content = {"letter": letter}
    return await proceedings.conclude(session, actor, held, "caucus-disclosure", refs=refs, content=content)


def _party(held: Held, party_id: UUID | None) -> Party:
    """Whose confidence it is: the mediator says it, a party need not."""
    if held.part != "mediator":
        return proceedings.party_of(held, None if party_id is None else str(party_id))
    for party in held.disputants:
        if party.id == party_id:
            return party
    detail = Text("Sebutkan satu pihak yang berselisih.", "Name one of the disputants.")
    raise Invalid(errors=[FieldError("/party_id", "not-a-disputant", detail)])
