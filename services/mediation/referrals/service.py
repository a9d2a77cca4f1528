"""Composes a dossier, passes it on, and records what its addressee says. Never a ruling."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, jobs
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.authority import rules as authority_rules
from services.mediation.cases import policy, referring
from services.mediation.cases import service as cases
from services.mediation.cases.models import Issue, Letter, Referral
from services.mediation.cases.problems import ActRefused
from services.mediation.cases.service import Held
from services.mediation.clocks import service as clocks
from services.mediation.letters import queries as sent
from services.mediation.letters import service as letters
from services.mediation.letters.service import Recipient
from services.mediation.proceedings import service as proceedings
from services.mediation.referrals import dossier, queries
from services.mediation.referrals.problems import ReplyNotTheirs
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head

# The job that makes the paper of a dossier.
TASK: Final = "referrals.render"
ALREADY_RECEIVED: Final = Text("Penerimaan berkas sudah dicatat.", "The receipt of the dossier is recorded.")


async def compose(
    session: AsyncSession, actor: Actor, held: Held, *, body: str | None, statement: str | None
) -> tuple[Referral, Head]:
    """Compose a dossier anew, for the authority that the rules propose for the issues that may go there."""
    cases.require_possible(held, "referral-dossier")
    case, before = held.case, held.contents.referrals
    authority, issues = _addressee(held, body)
    name = authority["body"]
    if name in {one.body for one in referring.unanswered(before)}:
        detail = Text("Penerusan kepadanya belum dijawab.", "It has not answered the referral before this.")
        raise Invalid(errors=[FieldError("/body", "unanswered", detail)])
    referral = Referral(
        case_id=case.id,
        edition=max((one.edition for one in before), default=0) + 1,
        body=name,
        addressee={key: authority[key] for key in ("name", "citation", "mark", "needs_verification", "gap")},
        province=authority["province"],
        issues=[str(issue.id) for issue in issues],
        data={},
        file_state="menunggu",
        composed_by=actor.subject,
        composed_at=clock.now(),
    )
    referral.data = dossier.compose(
        case,
        held.contents,
        referral,
        simpul=simpul_of(session),
        acts=await queries.acts(session, case.id),
        letters=await queries.letters(session, case.id),
        documents=await queries.documents(session, case.id),
        issues=issues,
        statement=statement,
    )
    session.add(referral)
    # The job names a row that must be there.
    await session.flush()
    await jobs.enqueue(session, TASK, paper_id=str(referral.id))
    refs = {"referral": str(referral.id), "edition": str(referral.edition), "body": name}
    head = await proceedings.conclude(
        session, actor, held, "referral-dossier", refs=refs, content={"statement": statement}
    )
    return referral, head


def _addressee(held: Held, body: str | None) -> tuple[dict[str, Any], list[Issue]]:
    """The authority of a dossier, and the issues it passes on; `Invalid` where that is not one."""
    before = held.contents.referrals
    issues = referring.referable(held.case.state, held.contents.issues, before)
    found = dossier.proposed(issues)
    named = ", ".join(sorted(found)) or "-"
    if body is None and len(found) == 1:
        body = next(iter(found))
    if body in found:
        return found[body][0].authority, found[body]
    back = [issue for issue in issues if referring.came_back(issue, before)]
    provinces = held.case.provinces
    other = None
    if body is not None and back:
        other = authority_rules.chosen(body, provinces[0] if len(provinces) == 1 else None)
    if other is None:
        detail = Text(f"Pilih salah satu: {named}.", f"Name one of: {named}.")
        raise Invalid(errors=[FieldError("/body", "ambiguous" if body is None else "unknown", detail)])
    return other.document(), back


async def refer(session: AsyncSession, actor: Actor, held: Held, *, reason: str, body: str | None) -> Head:
    """Pass the issues of a dossier on: the letter leaves, and its answer is awaited."""
    facts = cases.require_possible(held, "referral")
    contents = held.contents
    referral = _one_of(referring.prepared(contents.referrals), body)
    open_now = {str(one.id) for one in referring.referable(facts.state, contents.issues, contents.referrals)}
    if not set(referral.issues) <= open_now:
        detail = Text(
            "Berkas memuat isu yang tidak lagi dapat diteruskan; susun lagi.",
            "The dossier has an issue that may not be passed on any more: compose it anew.",
        )
        raise Invalid(errors=[FieldError("/body", "stale", detail)])
    referral.sent_at = clock.now()
    for issue in contents.issues:
        if str(issue.id) in referral.issues:
            issue.status = "diteruskan"
            if issue.route is None:
                issue.route, issue.route_reason = "diteruskan", reason
                issue.decided_by, issue.decided_at = actor.subject, clock.now()
    head = await proceedings.conclude(
        session,
        actor,
        held,
        "referral",
        reason=reason,
        refs={"referral": str(referral.id), "body": referral.body},
        addressed_to=[_name_of(referral)],
        referral=referral.id,
    )
    letters_out = await sent.awaiting(session, held.case.id, ["penerusan"])
    referral.letter_id = next(
        (one.id for one in letters_out if one.correspondent == _name_of(referral)), None
    )
    return head


async def receive(
    session: AsyncSession, actor: Actor, held: Held, *, number: str, received_on: date, body: str | None
) -> Head:
    """Record the addressee's receipt."""
    facts = cases.require_possible(held, "referral-receipt")
    _require_past(received_on, "/received_on")
    mine = _sent_to(actor, held)
    referral = _one_of([one for one in mine if one.receipt_number is None or one.body == body], body)
    if referral.receipt_number is not None:
        raise ActRefused(facts.state, [ALREADY_RECEIVED], [])
    referral.receipt_number, referral.received_on = number, received_on
    refs = {"referral": str(referral.id)}
    return await proceedings.conclude(
        session, actor, held, "referral-receipt", refs=refs, content={"number": number}
    )


async def reply(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    number: str,
    dated: date,
    outcome: str,
    note: str | None,
    body: str | None,
) -> Head:
    """Record what the addressee says; later replies add to earlier ones."""
    cases.require_possible(held, "referral-reply")
    _require_past(dated, "/dated")
    mine = _sent_to(actor, held)
    awaited = referring.unanswered(mine)
    referral = _one_of(awaited if body is None and awaited else mine, body)
    said = {"number": number, "dated": dated.isoformat(), "outcome": outcome, "note": note}
    letter = await _receive(session, actor, held, referral, said)
    refs = {"referral": str(referral.id), "outcome": outcome, "letter": str(letter.id)}
    return await proceedings.conclude(
        session,
        actor,
        held,
        "referral-reply",
        refs=refs,
        content=said,
        addressed_to=[_name_of(referral)],
        referral=referral.id,
    )


async def _receive(
    session: AsyncSession, actor: Actor, held: Held, referral: Referral, said: Mapping[str, Any]
) -> Letter:
    """The letter that a reply came by; the reply stands among the others."""
    answered = None if referral.letter_id is None else await sent.lock(session, referral.letter_id)
    letter = await letters.receive(
        session,
        actor,
        held.case,
        number=said["number"],
        dated=date.fromisoformat(said["dated"]),
        sender=Recipient(_name_of(referral)),
        subject="Tanggapan atas penerusan perselisihan",
        answers=answered,
        note=said["note"],
    )
    recorded = {"at": clock.now().isoformat(), "by": _recorder(held), "letter": str(letter.id)}
    referral.replies = [*referral.replies, {**said, **recorded}]
    return letter


def _recorder(held: Held) -> str:
    return "instansi_tujuan" if held.part == policy.INSTANSI else "petugas"


async def correct_reply(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    position: int,
    reason: str,
    corrected: Mapping[str, Any] | None,
    body: str | None,
) -> Head:
    """Supersede a reply that was recorded wrongly, by another or by none. Where none stands, one is awaited,
    within the limit that ran before.
    """
    cases.require_possible(held, "referral-reply-correction")
    mine = _sent_to(actor, held)
    referral = _one_of([one for one in mine if one.replies or one.body == body], body)
    wrong = _standing(referral, position)
    if wrong["by"] != _recorder(held):
        raise ReplyNotTheirs()
    if corrected is not None:
        _require_past(date.fromisoformat(corrected["dated"]), "/corrected/dated")
    before = await sent.lock(session, UUID(wrong["letter"])) if wrong.get("letter") else None
    if before is not None and before.withdrawn_at is None:
        await letters.withdraw(session, before, reason=reason)
    refs = {"referral": str(referral.id), "reply": str(position)}
    if corrected is not None:
        letter = await _receive(session, actor, held, referral, corrected)
        refs |= {"outcome": corrected["outcome"], "letter": str(letter.id)}
    by_reply = None if corrected is None else len(referral.replies)
    superseded = {"at": clock.now().isoformat(), "reason": reason, "by_reply": by_reply}
    referral.replies = [
        {**one, "superseded": superseded} if index == position else one
        for index, one in enumerate(referral.replies, start=1)
    ]
    if not referral.standing_replies:
        await clocks.go_on(session, held.case, referral.id)
    content = {"reason": reason, "corrected": corrected}
    return await proceedings.conclude(
        session, actor, held, "referral-reply-correction", refs=refs, content=content
    )


def _standing(referral: Referral, position: int) -> dict[str, Any]:
    """The reply of a position; `Invalid` where there is none, or it does not stand any more."""
    if position > len(referral.replies):
        detail = Text("Tidak ada tanggapan itu.", "There is no such answer.")
        raise Invalid(errors=[FieldError("/reply", "unknown", detail)])
    found = referral.replies[position - 1]
    if found.get("superseded") is not None:
        detail = Text("Tanggapan ini sudah diralat.", "This answer is corrected already.")
        raise Invalid(errors=[FieldError("/reply", "superseded", detail)])
    return found


def _sent_to(actor: Actor, held: Held) -> list[Referral]:
    """What was sent: all of it for the office, what it was sent itself for an authority."""
    found = referring.sent(held.contents.referrals)
    if held.part == policy.INSTANSI:
        found = [one for one in found if policy.is_addressee(actor, one)]
    return found


def _one_of(referrals: Sequence[Referral], body: str | None) -> Referral:
    """The one that is meant; `Invalid` where it is none, or several and nobody is named."""
    found = [one for one in referrals if body is None or one.body == body]
    if len(found) == 1:
        return found[0]
    named = ", ".join(sorted(one.body for one in referrals)) or "-"
    detail = Text(f"Pilih salah satu: {named}.", f"Name one of: {named}.")
    raise Invalid(errors=[FieldError("/body", "ambiguous" if found else "unknown", detail)])


def _name_of(referral: Referral) -> str:
    name: str = referral.addressee["name"]["id"]
    return name


def _require_past(day: date, pointer: str) -> None:
    if day > clock.today():
        detail = Text("Tanggalnya belum tiba.", "The day lies in the future.")
        raise Invalid(errors=[FieldError(pointer, "in-the-future", detail)])


async def note_download(session: AsyncSession, actor: Actor, held: Held, referral: Referral) -> Head:
    """Put on the trail that a dossier's paper was taken. The case itself is as it was."""
    refs = {"referral": str(referral.id), "sha256": referral.file_sha256 or "-"}
    return await trail.append(session, actor, held.case.id, act="referral-download", refs=refs, content={})


async def note_made(
    session: AsyncSession, referral_id: UUID, *, sha256: str | None, size: int | None
) -> None:
    """Say of a dossier's paper that it is there, or that it could not be made."""
    found = await queries.lock(session, referral_id)
    if found is not None and found.file_state == "menunggu":
        found.file_state = "gagal" if sha256 is None else "siap"
        found.file_sha256, found.file_size = sha256, size
