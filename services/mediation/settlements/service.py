"""Drafts the agreement and brings it into force. The node records what the parties agree; it never rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import sealing
from services.mediation.cases import service as cases
from services.mediation.cases.models import Initial, Obligation, Settlement, SettlementClause, Signature
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.settlements import queries
from services.mediation.settlements.problems import (
    ClauseInUse,
    ClauseNotFound,
    SettlementNotFound,
    SignedAlready,
)
from services.mediation.settlements.signing import needs_dprd, outcome_of, power_errors, settled_by
from services.mediation.trail.service import Head

Values = Mapping[str, Any]
Require = Callable[[int], None]
CHANGE = "draft-change"


async def open_draft(session: AsyncSession, actor: Actor, held: Held, *, reason: str | None) -> Head:
    """Start drafting, or go on with the draft that is there."""
    await cases.require_possible(session, held, "drafting")
    draft = await queries.find(session, actor, held.case.id)
    if draft is None:
        at = clock.now()
        draft = Settlement(case_id=held.case.id, opened_at=at, updated_at=at)
        session.add(draft)
    refs = {"settlement": str(draft.id)}
    return await proceedings.conclude(session, actor, held, "drafting", reason=reason, refs=refs)


async def require(session: AsyncSession, actor: Actor, held: Held) -> Settlement:
    """The settlement of a case; `SettlementNotFound` where there is none for this actor."""
    found = await queries.find(session, actor, held.case.id)
    if found is None:
        raise SettlementNotFound()
    return found


async def clause_of(session: AsyncSession, draft: Settlement, clause_id: UUID) -> SettlementClause:
    """A clause of a draft."""
    for clause in await queries.clauses(session, draft.id):
        if clause.id == clause_id:
            return clause
    raise ClauseNotFound()


async def add_clause(
    session: AsyncSession, actor: Actor, held: Held, draft: Settlement, *, values: Values
) -> Head:
    """Add a clause; initials on the text before it are void."""
    await cases.require_possible(session, held, CHANGE)
    _judge_issues(held, values["issues"])
    standing = await queries.clauses(session, draft.id)
    clause = SettlementClause(
        settlement_id=draft.id,
        position=max((one.position for one in standing), default=0) + 1,
        salt=sealing.new_salt(),
        **_stored(values),
    )
    session.add(clause)
    return await _edited(session, actor, held, draft, "clause-added", clause)


async def amend_clause(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    clause: SettlementClause,
    *,
    changes: Values,
    require_version: Require,
) -> Head:
    """Change a clause; initials on the text before it are void."""
    await cases.require_possible(session, held, CHANGE)
    _judge_issues(held, changes.get("issues", ()))
    require_version(clause.version)
    for name, value in _stored(changes).items():
        setattr(clause, name, value)
    clause.version += 1
    clause.salt = sealing.new_salt()
    return await _edited(session, actor, held, draft, "clause-amended", clause)


async def remove_clause(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    clause: SettlementClause,
    *,
    require_version: Require,
) -> Head:
    """Take a clause out on which no obligation rests."""
    await cases.require_possible(session, held, CHANGE)
    resting = [one for one in await queries.obligations(session, draft.id) if one.clause_id == clause.id]
    if resting:
        raise ClauseInUse(Text("Hapus dahulu kewajibannya.", "Remove its obligations first."))
    require_version(clause.version)
    await session.delete(clause)
    return await _edited(session, actor, held, draft, "clause-removed", clause)


async def add_obligation(
    session: AsyncSession, actor: Actor, held: Held, draft: Settlement, *, values: Values
) -> Head:
    """Name what a party will owe by a clause, until when."""
    await cases.require_possible(session, held, CHANGE)
    errors = []
    clauses = {one.id for one in await queries.clauses(session, draft.id)}
    if values["clause_id"] not in clauses:
        detail = Text("Bukan klausul rancangan ini.", "No clause of this draft.")
        errors.append(FieldError("/clause_id", "unknown", detail))
    if values["party_id"] not in {party.id for party in held.disputants}:
        detail = Text("Bukan pihak yang berselisih.", "Not one of the disputants.")
        errors.append(FieldError("/party_id", "unknown", detail))
    if values["due_on"] < clock.today():
        errors.append(FieldError("/due_on", "in-the-past", Text("Sudah lewat.", "Lies in the past.")))
    if errors:
        raise Invalid(errors=errors)
    made = Obligation(case_id=held.case.id, settlement_id=draft.id, **values)
    session.add(made)
    return await _edited(session, actor, held, draft, "obligation-added", made)


async def remove_obligation(
    session: AsyncSession, actor: Actor, held: Held, draft: Settlement, obligation_id: UUID
) -> Head:
    """Take an obligation out of the draft."""
    await cases.require_possible(session, held, CHANGE)
    for one in await queries.obligations(session, draft.id):
        if one.id == obligation_id:
            await session.delete(one)
            return await _edited(session, actor, held, draft, "obligation-removed", one)
    raise ClauseNotFound(Text("Tidak ada kewajiban itu.", "There is no such obligation."))


async def initial(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    *,
    party_id: str | None,
    letter: str | None,
    require_version: Require,
) -> Head:
    """Initial the text that was read. When every disputant has, it may be submitted for signature."""
    await cases.require_possible(session, held, "initialling")
    party = proceedings.party_of(held, party_id)
    _require_letter(held, letter)
    require_version(draft.version)
    made = {one.party_id for one in await queries.initials(session, draft.id)}
    if party.id not in made:
        session.add(Initial(settlement_id=draft.id, party_id=party.id, letter=letter, made_at=clock.now()))
    if {one.id for one in held.disputants} <= made | {party.id}:
        draft.state = "berparaf"
    refs = {"settlement": str(draft.id), "text": str(draft.version), "party": str(party.id)}
    return await proceedings.conclude(session, actor, held, "initialling", refs=refs)


async def submit(session: AsyncSession, actor: Actor, held: Held, *, outcome: str) -> Head:
    """Submit the initialled text for signature, saying whether it settles all or some of the issues."""
    await cases.require_possible(session, held, "signing")
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
    await cases.require_possible(session, held, "signature")
    party = proceedings.party_of(held, party_id)
    draft = await require(session, actor, held)
    signed = {one.party_id for one in await queries.signatures(session, draft.id)}
    signature = _signature(held, draft, party.id, values)
    if party.id in signed:
        raise SignedAlready()
    session.add(signature)
    draft.updated_at = clock.now()
    if {one.id for one in held.disputants} <= signed | {party.id}:
        draft.state = "ditandatangani"
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


async def approve_by_dprd(
    session: AsyncSession, actor: Actor, held: Held, *, approvals: Sequence[Values]
) -> Head:
    """Record that every DPRD concerned approved: the settlement holds."""
    await cases.require_possible(session, held, "dprd-approval")
    _judge_days([(f"/approvals/{index}/date", one["date"]) for index, one in enumerate(approvals)])
    draft = await require(session, actor, held)
    draft.dprd = [*draft.dprd, *(_decision(one, approved=True) for one in approvals)]
    draft.dprd_approved = True
    _take_effect(held, draft, await queries.clauses(session, draft.id))
    refs = {"settlement": str(draft.id), "text": str(draft.version)}
    content = {"approvals": [_decision(one, approved=True) for one in approvals]}
    return await proceedings.conclude(session, actor, held, "dprd-approval", refs=refs, content=content)


async def refuse_by_dprd(session: AsyncSession, actor: Actor, held: Held, *, values: Values) -> Head:
    """Record a DPRD's refusal: initials and signatures are void, and the draft is opened again."""
    await cases.require_possible(session, held, "dprd-refusal")
    _judge_days([("/date", values["date"])])
    draft = await require(session, actor, held)
    draft.dprd = [*draft.dprd, _decision(values, approved=False)]
    draft.state, draft.outcome = "draf", None
    draft.version += 1
    draft.updated_at = clock.now()
    await queries.clear_initials(session, draft.id)
    await queries.clear_signatures(session, draft.id)
    refs = {"settlement": str(draft.id)}
    return await proceedings.conclude(
        session, actor, held, "dprd-refusal", reason=values["reason"], refs=refs
    )


def _take_effect(held: Held, draft: Settlement, clauses: Sequence[SettlementClause]) -> None:
    draft.state, draft.effective_at = "berlaku", clock.now()
    held.case.outcome = draft.outcome
    settled = settled_by(clauses)
    for issue in held.contents.issues:
        if issue.route == "mediasi":
            issue.status = "disepakati" if issue.id in settled else "tidak_disepakati"


async def _edited(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    what: str,
    row: SettlementClause | Obligation,
) -> Head:
    draft.version += 1
    draft.state, draft.updated_at = "draf", clock.now()
    await queries.clear_initials(session, draft.id)
    refs = {"settlement": str(draft.id), "text": str(draft.version), "change": what, "row": str(row.id)}
    if isinstance(row, SettlementClause):
        refs["digest"] = sealing.digest_of(row.salt, row.text)
    return await proceedings.conclude(session, actor, held, CHANGE, refs=refs)


def _judge_issues(held: Held, issues: Sequence[UUID]) -> None:
    mediated = {issue.id for issue in held.contents.issues if issue.route == "mediasi"}
    detail = Text("Bukan isu yang dimediasi dalam perkara ini.", "No issue mediated in this case.")
    errors = [
        FieldError(f"/issues/{index}", "unknown", detail)
        for index, issue in enumerate(issues)
        if issue not in mediated
    ]
    if errors:
        raise Invalid(errors=errors)


def _stored(values: Values) -> dict[str, Any]:
    stored = dict(values)
    if "issues" in stored:
        stored["issues"] = [str(issue) for issue in dict.fromkeys(stored["issues"])]
    return stored


def _signature(held: Held, draft: Settlement, party_id: UUID, values: Values) -> Signature:
    named, head = values["representative_id"], values["head"]
    errors = _letter_errors(held, values["letter"])
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


def _decision(values: Values, *, approved: bool) -> dict[str, Any]:
    return {
        "dprd": values["dprd"],
        "number": values["number"],
        "date": values["date"].isoformat(),
        "approved": approved,
        "reason": values.get("reason"),
    }


def _judge_days(days: Sequence[tuple[str, Any]]) -> None:
    detail = Text("Belum terjadi.", "Lies in the future.")
    errors = [FieldError(at, "in-the-future", detail) for at, day in days if day > clock.today()]
    if errors:
        raise Invalid(errors=errors)


def _letter_errors(held: Held, letter: str | None) -> list[FieldError]:
    """What the office records for others came by a letter."""
    if held.part != "petugas" or letter is not None:
        return []
    return [FieldError("/letter", "missing", Text("Sebutkan suratnya.", "Name the letter."))]


def _require_letter(held: Held, letter: str | None) -> None:
    errors = _letter_errors(held, letter)
    if errors:
        raise Invalid(errors=errors)
