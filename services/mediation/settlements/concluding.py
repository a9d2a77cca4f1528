"""Brings an agreement into force: submitted, signed or refused, approved by a DPRD where it must.

The node records what the parties agree; it never rules.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, jobs
from services.kit.actor import Actor, system_actor
from services.kit.db import simpul_of
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.appointments import queries as appointments
from services.mediation.cases import service as cases
from services.mediation.cases.models import (
    Party,
    Settlement,
    SettlementClause,
    SettlementPaper,
    Signature,
    SigningRefusal,
)
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.reference import queries as reference
from services.mediation.settlements import paper as papers
from services.mediation.settlements import queries
from services.mediation.settlements.problems import SignedAlready
from services.mediation.settlements.service import Values, letter_errors, require
from services.mediation.settlements.signing import (
    approved_by,
    burdened_by,
    needs_dprd,
    outcome_of,
    power_errors,
    settled_by,
)
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head

# The job that makes the paper of a signed text.
TASK: Final = "settlements.render"
MAKER: Final = system_actor("papers")


async def submit(session: AsyncSession, actor: Actor, held: Held, *, outcome: str) -> Head:
    """Submit the initialled text for signature, saying whether it settles all or some of the issues."""
    cases.require_possible(held, "signing")
    draft = await require(session, actor, held)
    clauses = await queries.clauses(session, draft.id)
    found = outcome_of(held.contents.issues, clauses)
    if found != outcome:
        left = [
            str(issue.position)
            for issue in held.contents.issues
            if issue.route == "mediasi" and issue.id not in settled_by(clauses)
        ]
        detail = (
            Text(
                f"Isu yang tidak diselesaikan klausul mana pun: {', '.join(left)}.",
                f"Issues that no clause settles: {', '.join(left)}.",
            )
            if left
            else Text("Semua isu diselesaikan: hasilnya penuh.", "Every issue is settled: it is full.")
        )
        raise Invalid(errors=[FieldError("/outcome", "not-so", detail)])
    draft.state, draft.outcome, draft.updated_at = "diajukan", outcome, clock.now()
    refs = {"settlement": str(draft.id), "text": str(draft.version), "outcome": outcome}
    return await proceedings.conclude(session, actor, held, "signing", refs=refs)


async def sign(
    session: AsyncSession, actor: Actor, held: Held, *, values: Values, party_id: str | None
) -> Head:
    """Sign for a party: by its head, or by a representative whose surat kuasa allows it today."""
    cases.require_possible(held, "signature")
    party = proceedings.party_of(held, party_id)
    draft = await require(session, actor, held)
    signed = {one.party_id for one in await queries.signatures(session, draft.id)}
    signature = _signature(held, draft, party.id, values)
    if party.id in signed:
        raise SignedAlready()
    session.add(signature)
    await queries.clear_refusals(session, draft.id, party.id)
    draft.updated_at = clock.now()
    if {one.id for one in held.disputants} <= signed | {party.id}:
        draft.state = "ditandatangani"
        await _make_paper(session, held, draft)
        clauses = await queries.clauses(session, draft.id)
        if not needs_dprd(clauses) or draft.dprd_approved:
            _take_effect(held, draft, clauses)
    refs = {
        "settlement": str(draft.id),
        "party": str(party.id),
        "capacity": signature.capacity,
        "text": str(draft.version),
    }
    content = {"name": signature.name, "letter": signature.letter}
    return await proceedings.conclude(session, actor, held, "signature", refs=refs, content=content)


async def decline(
    session: AsyncSession, actor: Actor, held: Held, *, reason: str, letter: str | None, party_id: str | None
) -> Head:
    """Record that a party will not sign, and why. It may sign after all as long as the text stands."""
    cases.require_possible(held, "signature-refusal")
    party = proceedings.party_of(held, party_id)
    errors = letter_errors(held, letter)
    if errors:
        raise Invalid(errors=errors)
    draft = await require(session, actor, held)
    if party.id in {one.party_id for one in await queries.signatures(session, draft.id)}:
        raise SignedAlready()
    # What was said last counts.
    await queries.clear_refusals(session, draft.id, party.id)
    session.add(
        SigningRefusal(
            settlement_id=draft.id, party_id=party.id, reason=reason, letter=letter, refused_at=clock.now()
        )
    )
    draft.updated_at = clock.now()
    refs = {"settlement": str(draft.id), "party": str(party.id), "text": str(draft.version)}
    content = {"reason": reason, "letter": letter}
    return await proceedings.conclude(session, actor, held, "signature-refusal", refs=refs, content=content)


async def redraft(session: AsyncSession, actor: Actor, held: Held, *, reason: str) -> Head:
    """Go back to drafting where a party will not sign: initials and signatures are void."""
    cases.require_possible(held, "redrafting")
    draft = await require(session, actor, held)
    await _open_again(session, draft)
    refs = {"settlement": str(draft.id), "text": str(draft.version)}
    return await proceedings.conclude(session, actor, held, "redrafting", reason=reason, refs=refs)


async def approve_by_dprd(
    session: AsyncSession, actor: Actor, held: Held, *, approvals: Sequence[Values]
) -> Head:
    """Record approvals by DPRDs: once that of each burdened party is there, the settlement holds."""
    cases.require_possible(held, "dprd-approval")
    draft = await require(session, actor, held)
    clauses = await queries.clauses(session, draft.id)
    burdened = await burdened_parties(session, held, draft)
    named = [
        one if len(burdened) > 1 else {**one, "party_id": one["party_id"] or burdened[0]} for one in approvals
    ]
    await _judge_approvals(session, held, burdened, named)
    decided = [_decision(one, draft, approved=True) for one in named]
    draft.dprd = [*draft.dprd, *decided]
    draft.updated_at = clock.now()
    if set(burdened) <= approved_by(draft):
        draft.dprd_approved = True
        _take_effect(held, draft, clauses)
    refs = {"settlement": str(draft.id), "text": str(draft.version)}
    content = {"approvals": decided}
    return await proceedings.conclude(session, actor, held, "dprd-approval", refs=refs, content=content)


async def refuse_by_dprd(session: AsyncSession, actor: Actor, held: Held, *, values: Values) -> Head:
    """Record a DPRD's refusal: initials and signatures are void, and the draft is opened again."""
    cases.require_possible(held, "dprd-refusal")
    _judge_days([("/date", values["date"])])
    draft = await require(session, actor, held)
    draft.dprd = [*draft.dprd, _decision(values, draft, approved=False)]
    await _open_again(session, draft)
    refs = {"settlement": str(draft.id)}
    return await proceedings.conclude(
        session, actor, held, "dprd-refusal", reason=values["reason"], refs=refs
    )


async def _open_again(session: AsyncSession, draft: Settlement) -> None:
    """The text is a draft again, and another one than that which was signed."""
    draft.state, draft.outcome = "draf", None
    draft.version += 1
    draft.updated_at = clock.now()
    await queries.clear_initials(session, draft.id)
    await queries.clear_signatures(session, draft.id)
    await queries.clear_refusals(session, draft.id)


async def compose(session: AsyncSession, held: Held, draft: Settlement) -> dict[str, Any]:
    """What the paper of the present text says."""
    engagement = await appointments.current(session, held.case.id)
    return papers.compose(
        held.case,
        held.contents,
        draft,
        simpul=simpul_of(session),
        mediator=None if engagement is None else engagement.name,
        clauses=await queries.clauses(session, draft.id),
        obligations=await queries.obligations(session, draft.id),
        initials=await queries.initials(session, draft.id),
        signatures=await queries.signatures(session, draft.id),
    )


async def _make_paper(session: AsyncSession, held: Held, draft: Settlement) -> None:
    # The last signature is on it.
    await session.flush()
    paper = SettlementPaper(
        settlement_id=draft.id,
        text=draft.version,
        data=await compose(session, held, draft),
        file_state="menunggu",
        composed_at=clock.now(),
    )
    session.add(paper)
    # The job names a row that must be there.
    await session.flush()
    await jobs.enqueue(session, TASK, paper_id=str(paper.id))


async def note_made(session: AsyncSession, paper_id: UUID, *, sha256: str | None, size: int | None) -> None:
    """Say of a paper that it is there, with its hash on the trail, or that it could not be made."""
    # The case before its paper, as acts lock them.
    case = await queries.lock_case_of(session, paper_id)
    paper = await queries.read_paper(session, paper_id)
    if case is None or paper is None or paper.file_state != "menunggu":
        return
    paper.file_state = "gagal" if sha256 is None else "siap"
    paper.file_sha256, paper.file_size = sha256, size
    if sha256 is not None:
        refs = {"settlement": str(paper.settlement_id), "text": str(paper.text), "sha256": sha256}
        await trail.append(session, MAKER, case.id, act="settlement-paper", refs=refs, content={})


async def note_download(
    session: AsyncSession, actor: Actor, held: Held, draft: Settlement, *, text: int, sha256: str
) -> Head:
    """Put on the trail that the paper of a text was taken. The case itself is as it was."""
    refs = {"settlement": str(draft.id), "text": str(text), "sha256": sha256}
    return await trail.append(session, actor, held.case.id, act="settlement-download", refs=refs, content={})


def _take_effect(held: Held, draft: Settlement, clauses: Sequence[SettlementClause]) -> None:
    draft.state, draft.effective_at = "berlaku", clock.now()
    held.case.outcome = draft.outcome
    settled = settled_by(clauses)
    for issue in held.contents.issues:
        if issue.route == "mediasi":
            issue.status = "disepakati" if issue.id in settled else "tidak_disepakati"


def _signature(held: Held, draft: Settlement, party_id: UUID, values: Values) -> Signature:
    named, head = values["representative_id"], values["head"]
    errors = letter_errors(held, values["letter"])
    if (named is None) == (head is None):
        detail = Text("Isi tepat satu: head atau representative_id.", "Give head or representative_id.")
        raise Invalid(errors=[*errors, FieldError("/head", "one-of", detail)])
    at = clock.now()
    if head is not None:
        if errors:
            raise Invalid(errors=errors)
        return Signature(
            settlement_id=draft.id,
            party_id=party_id,
            capacity="kepala",
            name=head["name"],
            position=head["position"],
            letter=values["letter"],
            signed_at=at,
        )
    found = [one for one in held.contents.representatives if one.id == named and one.party_id == party_id]
    if found:
        errors += power_errors(found[0], clock.today())
    else:
        detail = Text("Bukan wakil pihak ini.", "Not a representative of this party.")
        errors.append(FieldError("/representative_id", "unknown", detail))
    if errors:
        raise Invalid(errors=errors)
    return Signature(
        settlement_id=draft.id,
        party_id=party_id,
        capacity="kuasa",
        representative_id=found[0].id,
        name=found[0].name,
        position=found[0].position,
        letter=values["letter"],
        signed_at=at,
    )


async def burdened_parties(session: AsyncSession, held: Held, draft: Settlement) -> list[UUID]:
    """The parties whose DPRD must approve the text, in the order they joined."""
    return burdened_by(
        await queries.clauses(session, draft.id),
        await queries.obligations(session, draft.id),
        [party.id for party in held.disputants],
    )


async def _judge_approvals(
    session: AsyncSession, held: Held, burdened: Sequence[UUID], approvals: Sequence[Values]
) -> None:
    errors = _day_errors([(f"/approvals/{index}/date", one["date"]) for index, one in enumerate(approvals)])
    names = {party.id: party.name for party in held.contents.parties}
    of_whom = ", ".join(f"{names[one]} ({one})" for one in burdened)
    for index, one in enumerate(approvals):
        at = f"/approvals/{index}"
        if one["party_id"] not in burdened:
            detail = Text(
                f"Sebutkan pihak yang wilayahnya dibebani: {of_whom}.",
                f"Name the party whose region is burdened: {of_whom}.",
            )
            code = "missing" if one["party_id"] is None else "unknown"
            errors.append(FieldError(f"{at}/party_id", code, detail))
        elif one["region_code"] is not None:
            party = next(party for party in held.contents.parties if party.id == one["party_id"])
            if one["region_code"] not in await _regions_of(session, party):
                detail = Text("Bukan wilayah pihak ini.", "Not a region of this party.")
                errors.append(FieldError(f"{at}/region_code", "not-theirs", detail))
    if errors:
        raise Invalid(errors=errors)


async def _regions_of(session: AsyncSession, party: Party) -> set[str]:
    if party.region_code is not None:
        return {party.region_code}
    forums = await reference.forums(session, [party.forum] if party.forum else [])
    return {one["region_code"] for forum in forums.values() for one in forum.members if one["region_code"]}


def _decision(values: Values, draft: Settlement, *, approved: bool) -> dict[str, Any]:
    party = values.get("party_id")
    return {
        "text": draft.version,
        "party_id": None if party is None else str(party),
        "region_code": values.get("region_code"),
        "dprd": values["dprd"],
        "number": values["number"],
        "date": values["date"].isoformat(),
        "approved": approved,
        "reason": values.get("reason"),
    }


def _day_errors(days: Sequence[tuple[str, Any]]) -> list[FieldError]:
    detail = Text("Belum terjadi.", "Lies in the future.")
    return [FieldError(at, "in-the-future", detail) for at, day in days if day > clock.today()]


def _judge_days(days: Sequence[tuple[str, Any]]) -> None:
    errors = _day_errors(days)
    if errors:
        raise Invalid(errors=errors)
