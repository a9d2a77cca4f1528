"""Acts on the letters of a case: recording what came in, correcting and withdrawing; each is on the trail."""

import mimetypes
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.files.receiving import Received
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import service as cases
from services.mediation.cases.models import Letter
from services.mediation.cases.service import Held
from services.mediation.letters import queries, service
from services.mediation.letters.kinds import KINDS
from services.mediation.letters.problems import (
    LetterHasFile,
    LetterNotFound,
    LetterWithdrawn,
    NotIncoming,
)
from services.mediation.letters.service import Recipient
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head


async def receive(
    session: AsyncSession, actor: Actor, held: Held, *, values: Mapping[str, Any]
) -> tuple[Letter, Head]:
    """Record a letter that came in."""
    cases.require_possible(held, "letter-receipt")
    errors = []
    parties = {party.id: party.name for party in held.contents.parties}
    party_id, body = values["party_id"], values["body"]
    if (party_id is None) == (body is None):
        detail = Text("Isi tepat satu: party_id atau body.", "Give exactly one: party_id or body.")
        errors.append(FieldError("", "one-of", detail))
    elif party_id is not None and party_id not in parties:
        detail = Text("Bukan pihak dalam perkara ini.", "Not a party of this case.")
        errors.append(FieldError("/party_id", "unknown", detail))
    if values["dated"] > clock.today():
        detail = Text("Tanggal surat belum tiba.", "The letter's date lies in the future.")
        errors.append(FieldError("/dated", "in-the-future", detail))
    answers = None
    if values["answers"] is not None:
        answers = await queries.find(session, actor, held, values["answers"])
        foreign = answers is not None and answers.confided and answers.party_id != party_id
        if answers is None or answers.direction != "keluar" or foreign:
            detail = Text("Bukan surat keluar perkara ini.", "Not a letter of ours in this case.")
            errors.append(FieldError("/answers", "unknown", detail))
    if errors:
        raise Invalid(errors=errors)
    letter = await service.receive(
        session,
        actor,
        held.case,
        number=values["number"],
        dated=values["dated"],
        sender=Recipient(body or parties[party_id], party_id),
        subject=values["subject"],
        answers=answers,
        note=values["note"],
    )
    refs = refs_of(letter) | ({"answers": str(answers.id)} if answers else {})
    content = {"number": letter.number, "subject": letter.subject, "from": letter.correspondent}
    return letter, await cases.record(
        session, actor, held.case, act="letter-receipt", refs=refs, content=content
    )


async def correct(
    session: AsyncSession, actor: Actor, held: Held, letter_id: UUID, *, reason: str, note: str | None
) -> tuple[Letter, Head]:
    """Issue a letter that corrects one of ours; the old one stays as it is, and says what it became."""
    cases.require_possible(held, "letter-correction")
    old = await _standing(session, actor, held, letter_id)
    if old.direction != "keluar":
        raise LetterNotFound()
    made = await service.issue(
        session,
        actor,
        held.case,
        KINDS[old.kind],
        [Recipient(old.correspondent, old.party_id)],
        contents=held.contents,
        act="letter-correction",
        reason=reason,
        note=note,
        corrects=old,
        meeting=old.data.get("meeting"),
        confided=old.confided,
    )
    old.withdrawn_at, old.withdrawn_reason = clock.now(), reason
    for referral in held.contents.referrals:
        if referral.letter_id == old.id:
            # Whoever answers it answers the letter that stands.
            referral.letter_id = made[0].id
    refs = refs_of(made[0]) | {"corrects": str(old.id)}
    content = {"reason": reason, "note": note}
    head = await cases.record(session, actor, held.case, act="letter-correction", refs=refs, content=content)
    return made[0], head


async def withdraw(
    session: AsyncSession, actor: Actor, held: Held, letter_id: UUID, *, reason: str
) -> tuple[Letter, Head]:
    """Withdraw a letter, or the record of one that came in."""
    cases.require_possible(held, "letter-withdrawal")
    letter = await _standing(session, actor, held, letter_id)
    await service.withdraw(session, letter, reason=reason)
    head = await cases.record(
        session,
        actor,
        held.case,
        act="letter-withdrawal",
        refs=refs_of(letter),
        content={"reason": reason},
    )
    return letter, head


async def _standing(session: AsyncSession, actor: Actor, held: Held, letter_id: UUID) -> Letter:
    letter = await queries.find(session, actor, held, letter_id)
    if letter is None:
        raise LetterNotFound()
    if letter.withdrawn_at is not None:
        raise LetterWithdrawn()
    return letter


async def keep_scan(
    session: AsyncSession, actor: Actor, held: Held, letter_id: UUID, received: Received
) -> tuple[Letter, Head]:
    """Keep the scan of a letter that came in, whose bytes are stored already. It has one, for good."""
    cases.require_possible(held, "letter-scan")
    letter = await _standing(session, actor, held, letter_id)
    if letter.direction != "masuk":
        raise NotIncoming()
    if letter.file_id is not None:
        raise LetterHasFile()
    letter.file_id, letter.file_type = received.id, received.content_type
    letter.file_state, letter.file_sha256, letter.file_size = "siap", received.sha256, received.size
    refs = refs_of(letter) | {"sha256": received.sha256}
    return letter, await cases.record(session, actor, held.case, act="letter-scan", refs=refs)


def refs_of(letter: Letter) -> dict[str, str]:
    """What the trail says of a letter. One about a caucus is named as such (see `audit`)."""
    refs = {"letter": str(letter.id)}
    if letter.confided:
        refs["caucus"] = str(letter.party_id)
    return refs


def file_name(letter: Letter) -> str:
    """Under which name a letter's file is saved: by our number."""
    extension = ".pdf" if letter.file_type is None else mimetypes.guess_extension(letter.file_type) or ""
    return (letter.agenda or letter.number).replace("/", "-") + extension


async def note_download(session: AsyncSession, actor: Actor, held: Held, letter: Letter) -> Head:
    """Put on the trail that a letter's file was taken. The case itself is as it was."""
    refs = refs_of(letter) | {"sha256": letter.file_sha256 or "-"}
    return await trail.append(session, actor, held.case.id, act="letter-download", refs=refs, content={})
