"""Brings a mediator and the parties together: no appointment without each party's yes, a statement of
impartiality and freedom from conflicts of interest.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.appointments import queries
from services.mediation.cases import sealing
from services.mediation.cases import service as cases
from services.mediation.cases.models import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.queries import contents
from services.mediation.cases.service import Held
from services.mediation.mediators import queries as roster
from services.mediation.mediators import service as mediators
from services.mediation.mediators.conflicts import Conflict
from services.mediation.mediators.models import Mediator
from services.mediation.proceedings import service as proceedings
from services.mediation.trail.service import Head


async def propose(
    session: AsyncSession, actor: Actor, held: Held, *, mediator_id: UUID, note: str | None
) -> Head:
    """Propose a mediator who has no conflict of interest, in place of one proposed before."""
    cases.require_possible(held, "mediator-proposal")
    # Locked, so that of two proposals at once the second sees the first.
    mediator = await roster.lock(session, actor, mediator_id)
    if mediator is None:
        detail = Text("Tidak ada dalam daftar mediator.", "Not on the roster.")
        raise Invalid(errors=[FieldError("/mediator_id", "unknown", detail)])
    against = await _conflicts(session, actor, held, mediator)
    if against:
        raise Invalid(errors=[FieldError("/mediator_id", one.code, one.reason) for one in against])
    before = await queries.current(session, held.case.id)
    if before is not None:
        _end(before, "ditarik", note)
        # One is current at most: the earlier one ends first.
        await session.flush()
    engagement = Engagement(
        case_id=held.case.id,
        mediator_id=mediator.id,
        name=mediator.name,
        institution=mediator.institution,
        subject=mediator.subject,
        state="diusulkan",
        note=note,
        proposed_at=clock.now(),
    )
    session.add(engagement)
    held.case.mediator_subject = mediator.subject
    refs = {"mediator": str(mediator.id), "engagement": str(engagement.id)}
    return await proceedings.conclude(
        session, actor, held, "mediator-proposal", refs=refs, content={"note": note}
    )


async def answer(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    accepted: bool,
    party_id: str | None,
    reason: str | None,
    letter: str | None,
) -> Head:
    """Record whether a party accepts the proposed mediator. One refusal ends the proposal."""
    cases.require_possible(held, "mediator-acceptance")
    party = proceedings.party_of(held, party_id)
    errors = _letter_missing(held, letter)
    if not accepted and reason is None:
        detail = Text("Penolakan memerlukan alasan.", "A refusal needs its reason.")
        errors.append(FieldError("/reason", "missing", detail))
    if errors:
        raise Invalid(errors=errors)
    engagement = await _current(session, held)
    said = await queries.answer(session, engagement.id, party.id)
    if said is None:
        said = MediatorAnswer(
            engagement_id=engagement.id, party_id=party.id, accepted=accepted, said_at=clock.now()
        )
        session.add(said)
    said.accepted, said.reason, said.letter, said.said_at = accepted, reason, letter, clock.now()
    if not accepted:
        _end(engagement, "ditolak", None)
        held.case.mediator_subject = None
    refs = {
        "engagement": str(engagement.id),
        "party": str(party.id),
        "answer": "menerima" if accepted else "menolak",
    }
    return await proceedings.conclude(
        session, actor, held, "mediator-acceptance", refs=refs, content={"letter": letter}
    )


async def state_impartiality(
    session: AsyncSession, actor: Actor, held: Held, *, impartial: bool, statement: str, letter: str | None
) -> Head:
    """Record the mediator's statement: impartial, or a conflict that stands in the way of appointment."""
    cases.require_possible(held, "impartiality")
    errors = _letter_missing(held, letter)
    if errors:
        raise Invalid(errors=errors)
    engagement = await _current(session, held)
    engagement.impartial, engagement.impartial_at = impartial, clock.now()
    engagement.statement, engagement.statement_letter = statement, letter
    refs = {"engagement": str(engagement.id), "impartial": "ya" if impartial else "tidak"}
    content = {"statement": statement, "letter": letter}
    return await proceedings.conclude(session, actor, held, "impartiality", refs=refs, content=content)


async def appoint(session: AsyncSession, actor: Actor, held: Held, *, note: str | None) -> Head:
    """Appoint the mediator whom every party accepted. Conflicts are looked for once more."""
    engagement = await queries.current(session, held.case.id)
    if engagement is not None:
        mediator = await roster.lock(session, actor, engagement.mediator_id)
        assert mediator is not None, "the office sees the whole roster"
        found = await _conflicts(session, actor, held, mediator)
        engagement.conflicts = [one.document() for one in found]
        await session.flush()
        # What was found just now decides whether the act is possible.
        held.contents = await contents(session, held.case.id)
    cases.require_possible(held, "mediator-appointment")
    assert engagement is not None, "a mediator was proposed, as the act requires"
    engagement.state, engagement.appointed_at = "ditunjuk", clock.now()
    refs = {"engagement": str(engagement.id), "mediator": str(engagement.mediator_id)}
    return await proceedings.conclude(
        session, actor, held, "mediator-appointment", refs=refs, content={"note": note}
    )


async def replace(session: AsyncSession, actor: Actor, held: Held, *, reason: str) -> Head:
    """End the appointment; a mediator is sought anew. Positions that were handed in stay."""
    cases.require_possible(held, "mediator-replacement")
    engagement = await _current(session, held)
    _end(engagement, "diganti", reason)
    held.case.mediator_subject = None
    refs = {"engagement": str(engagement.id), "mediator": str(engagement.mediator_id)}
    return await proceedings.conclude(session, actor, held, "mediator-replacement", reason=reason, refs=refs)


async def hand_in_resume(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    party_id: str | None,
    position: str,
    interests: str | None,
    letter: str | None,
) -> Head:
    """Hand in a party's position, or a better one. The trail keeps its digest, never its words."""
    cases.require_possible(held, "resume")
    party = proceedings.party_of(held, party_id)
    errors = _letter_missing(held, letter)
    if errors:
        raise Invalid(errors=errors)
    resume = await queries.resume_of(session, party.id)
    at, salt = clock.now(), sealing.new_salt()
    if resume is None:
        resume = Resume(
            case_id=held.case.id, party_id=party.id, version=0, position=position, salt=salt, given_at=at
        )
        session.add(resume)
    resume.version += 1
    resume.position, resume.interests, resume.letter = position, interests, letter
    resume.salt, resume.given_at = salt, at
    refs = {
        "resume": str(resume.id),
        "party": str(party.id),
        "digest": sealing.digest_of(salt, "\n".join([position, interests or ""])),
    }
    return await proceedings.conclude(session, actor, held, "resume", refs=refs)


async def evaluate(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    party_id: str | None,
    scores: dict[str, int],
    note: str | None,
) -> Head:
    """Say what a party thinks of the mediator, once, after the case was closed."""
    cases.require_possible(held, "mediator-evaluation")
    party = proceedings.party_of(held, party_id)
    engagement = await _current(session, held)
    salt = sealing.new_salt()
    made = Evaluation(
        case_id=held.case.id,
        engagement_id=engagement.id,
        party_id=party.id,
        scores=scores,
        note=note,
        salt=salt,
        created_at=clock.now(),
    )
    session.add(made)
    # A second one is found by the database.
    await session.flush()
    told = "\n".join([*(f"{name}={score}" for name, score in sorted(scores.items())), note or ""])
    refs = {
        "evaluation": str(made.id),
        "party": str(party.id),
        "digest": sealing.digest_of(salt, told),
    }
    return await proceedings.conclude(session, actor, held, "mediator-evaluation", refs=refs)


async def _conflicts(
    session: AsyncSession, actor: Actor, held: Held, mediator: Mediator
) -> Sequence[Conflict]:
    found = await mediators.conflicts_with(session, actor, held.case, held.contents.parties, [mediator])
    return found[mediator.id]


async def _current(session: AsyncSession, held: Held) -> Engagement:
    engagement = await queries.current(session, held.case.id)
    assert engagement is not None, "there is a mediator, as the act requires"
    return engagement


def _end(engagement: Engagement, state: str, reason: str | None) -> None:
    engagement.state, engagement.ended_at, engagement.ended_reason = state, clock.now(), reason


def _letter_missing(held: Held, letter: str | None) -> list[FieldError]:
    """What the office records for others came by a letter."""
    if held.part != "petugas" or letter is not None:
        return []
    return [FieldError("/letter", "missing", Text("Sebutkan suratnya.", "Name the letter."))]
