"""Letters: made by the acts that leave the office, recorded as they come in, never removed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, jobs
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.mediation.cases.models import Case, Clock, Letter
from services.mediation.cases.queries import Contents
from services.mediation.cases.transitions.transition import Transition
from services.mediation.letters import queries, wording
from services.mediation.letters.kinds import KINDS, Kind, addressees

# The job that makes the file of a letter.
TASK: Final = "letters.render"
# The kind of what comes in; and what an answer is noted by, where a letter was it.
BY_LETTER: Final = "surat_masuk"
_OFFICE: Final = "Koordinator mediasi"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party, or a body by name."""

    name: str
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """To whom a meeting's letters go, and what they say of it; one about a caucus is confided."""

    parties: Collection[UUID]
    meeting: Mapping[str, Any]
    confided: bool


async def follow(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    contents: Contents,
    transition: Transition,
    *,
    reason: str | None,
    party: str | None,
    addressed_to: Sequence[str],
    invitation: Invitation | None = None,
) -> list[Letter]:
    """Issue the letters that leave the office with an act, after its clocks; note those that it answers.

    party           the id of the party whose act it is, where it is one's alone
    addressed_to    bodies to which the act's letters go that go to no party
    invitation      what an act says that invites to a meeting, or tells those invited of it
    """
    await _note_answers(session, case, transition.act, party, addressed_to)
    issued: list[Letter] = []
    for code in transition.letters:
        kind = KINDS[code]
        recipients = [Recipient(one.name, one.id) for one in addressees(kind, contents.parties)]
        if kind.to == "instansi":
            recipients = [Recipient(name) for name in addressed_to]
        elif kind.to == "diundang" and invitation is not None:
            # Who left meanwhile is invited no more, and told nothing more.
            standing = [one for one in contents.parties if one.left_on is None]
            invited = [one for one in standing if one.id in invitation.parties]
            recipients = [Recipient(one.name, one.id) for one in invited]
        elif kind.internal:
            recipients = [Recipient(_OFFICE)]
        issued += await issue(
            session,
            actor,
            case,
            kind,
            recipients,
            contents=contents,
            act=transition.act,
            reason=reason,
            meeting=None if invitation is None else invitation.meeting,
            confided=invitation is not None and invitation.confided,
        )
    return issued


async def _note_answers(
    session: AsyncSession, case: Case, act: str, party: str | None, bodies: Sequence[str]
) -> None:
    kinds = [kind.code for kind in KINDS.values() if act in kind.answered_by]
    if not kinds:
        return
    for letter in await queries.awaiting(session, case.id, kinds):
        if bodies and letter.correspondent not in bodies:
            continue
        if party is None or letter.party_id is None or str(letter.party_id) == party:
            letter.answered_at, letter.answered_by = clock.now(), act


async def issue(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    kind: Kind,
    recipients: Sequence[Recipient],
    *,
    contents: Contents,
    act: str,
    reason: str | None,
    note: str | None = None,
    corrects: Letter | None = None,
    meeting: Mapping[str, Any] | None = None,
    confided: bool = False,
) -> list[Letter]:
    """Number a letter to each recipient and have its file made once the transaction commits."""
    awaited = _awaited(kind, contents, corrects)
    said = {
        "office": wording.office_of(simpul_of(session)),
        "demo": case.demo,
        "title": kind.title,
        "subject": kind.subject,
        "dated": wording.day_in_words(clock.today()),
        "case": wording.case_in_words(case, contents.parties),
        "issues": [wording.issue_in_words(issue) for issue in contents.issues],
        "limit": wording.limit_in_words(awaited or _announced(kind, contents), awaited=awaited is not None),
        "mediator": contents.progress.mediator_name,
        "result": wording.result_in_words(case),
        "reason": reason,
        "note": note,
        "corrects": None if corrects is None else _corrected(corrects, reason),
        "meeting": meeting,
    }
    issued = []
    for recipient in recipients:
        number = await _number(session)
        letter = Letter(
            case_id=case.id,
            direction="keluar",
            kind=kind.code,
            number=number,
            dated=clock.today(),
            party_id=recipient.party_id,
            correspondent=recipient.name,
            subject=kind.subject,
            internal=kind.internal,
            confided=confided,
            act=act,
            data=said | {"number": number, "addressee": recipient.name},
            note=note,
            file_state="menunggu",
            awaits=None if awaited is None else awaited.code,
            awaits_reply_until=None if awaited is None else awaited.last_day,
            corrects=None if corrects is None else corrects.id,
            created_by=actor.subject,
            created_at=clock.now(),
        )
        session.add(letter)
        issued.append(letter)
    # The job names a row that must be there.
    await session.flush()
    for letter in issued:
        await jobs.enqueue(session, TASK, paper_id=str(letter.id))
    return issued


def _awaited(kind: Kind, contents: Contents, corrects: Letter | None) -> Clock | None:
    """The limit within which a letter is to be answered: of several the one that began last, which an act
    begins before its letters; of a letter that corrects another, the other's.
    """
    running = [one for one in contents.clocks if one.code == kind.awaits]
    if corrects is not None:
        if corrects.answered_at is not None:
            return None
        about = {one.id for one in contents.referrals if one.letter_id == corrects.id}
        running = [one for one in running if one.referral_id is None or one.referral_id in about]
    return max(running, key=lambda one: one.id, default=None)


# Limits that a letter tells of, though no answer to it is awaited.
_TOLD: Final[Mapping[str, str]] = {"tanda_terima": "pemeriksaan", "surat_penunjukan": "resume"}


def _announced(kind: Kind, contents: Contents) -> Any:
    return next((one for one in contents.clocks if one.code == _TOLD.get(kind.code)), None)


def _corrected(letter: Letter, reason: str | None) -> dict[str, str | None]:
    return {"number": letter.number, "dated": wording.day_in_words(letter.dated), "reason": reason}


async def _number(session: AsyncSession) -> str:
    year = clock.today().year
    number = await queries.next_number(session, direction="keluar", year=year)
    return f"{number:04}/SIMPUL-{simpul_of(session).upper()}/{year}"


async def receive(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    *,
    number: str,
    dated: date,
    sender: Recipient,
    subject: str,
    answers: Letter | None,
    note: str | None,
) -> Letter:
    """Record a letter that came in, under an agenda number of our own; what it answers is answered."""
    year = clock.today().year
    agenda = await queries.next_number(session, direction="masuk", year=year)
    letter = Letter(
        case_id=case.id,
        direction="masuk",
        kind=BY_LETTER,
        number=number,
        agenda=f"M-{agenda:04}/SIMPUL-{simpul_of(session).upper()}/{year}",
        dated=dated,
        party_id=sender.party_id,
        correspondent=sender.name,
        subject=subject,
        note=note,
        file_state="tidak_ada",
        # Who answers about a caucus tells of it.
        confided=answers is not None and answers.confided,
        answers=None if answers is None else answers.id,
        created_by=actor.subject,
        created_at=clock.now(),
    )
    session.add(letter)
    await session.flush()
    if answers is not None and answers.answered_at is None:
        answers.answered_at, answers.answered_by = clock.now(), BY_LETTER
    return letter


async def withdraw(session: AsyncSession, letter: Letter, *, reason: str) -> None:
    """Withdraw a letter, which keeps its number and its file. What it alone answered waits again."""
    letter.withdrawn_at, letter.withdrawn_reason = clock.now(), reason
    if letter.answers is not None:
        answered = await queries.lock(session, letter.answers)
        assert answered is not None, "a letter is never removed"
        if answered.answered_by == BY_LETTER and not await queries.answering(session, letter):
            answered.answered_at = answered.answered_by = None
