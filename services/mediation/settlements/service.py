"""Drafts the agreement, up to its initials. The node records what the parties agree; it never rules."""

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
from services.mediation.cases.models import Initial, Obligation, Settlement, SettlementClause
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.settlements import queries
from services.mediation.settlements.problems import ClauseInUse, ClauseNotFound, SettlementNotFound
from services.mediation.trail.service import Head

Values = Mapping[str, Any]
Require = Callable[[int], None]
CHANGE = "draft-change"


async def open_draft(session: AsyncSession, actor: Actor, held: Held, *, reason: str | None) -> Head:
    """Start drafting, or go on with the draft that is there."""
    cases.require_possible(held, "drafting")
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
    cases.require_possible(held, CHANGE)
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
    cases.require_possible(held, CHANGE)
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
    cases.require_possible(held, CHANGE)
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
    cases.require_possible(held, CHANGE)
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


async def obligation_of(session: AsyncSession, draft: Settlement, obligation_id: UUID) -> Obligation:
    """One obligation of the draft."""
    for one in await queries.obligations(session, draft.id):
        if one.id == obligation_id:
            return one
    raise ClauseNotFound(Text("Tidak ada kewajiban itu.", "There is no such obligation."))


async def remove_obligation(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    obligation: Obligation,
    *,
    require_version: Require,
) -> Head:
    """Take an obligation out of the draft."""
    cases.require_possible(held, CHANGE)
    require_version(obligation.version)
    await session.delete(obligation)
    return await _edited(session, actor, held, draft, "obligation-removed", obligation)


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
    cases.require_possible(held, "initialling")
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


async def reopen_text(session: AsyncSession, case_id: UUID) -> None:
    """Those between whom it is agreed are others than before: initials on the text of a draft are void."""
    draft = await queries.draft_of(session, case_id)
    if draft is not None:
        await _void_initials(session, draft)


async def _void_initials(session: AsyncSession, draft: Settlement) -> None:
    draft.version += 1
    draft.state, draft.updated_at = "draf", clock.now()
    await queries.clear_initials(session, draft.id)


async def _edited(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    draft: Settlement,
    what: str,
    row: SettlementClause | Obligation,
) -> Head:
    await _void_initials(session, draft)
    refs = {"settlement": str(draft.id), "text": str(draft.version), "change": what, "row": str(row.id)}
    names: tuple[str, ...] = ("clause_id", "party_id", "text", "due_on")
    if isinstance(row, SettlementClause):
        refs["digest"] = sealing.digest_of(row.salt, row.text)
        names = ("position", "title", "issues", "burdens_public", "not_in_apbd")
    content = {name: getattr(row, name) for name in names}
    return await proceedings.conclude(session, actor, held, CHANGE, refs=refs, content=content)


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


def letter_errors(held: Held, letter: str | None) -> list[FieldError]:
    """What the office records for others came by a letter."""
    if held.part != "petugas" or letter is not None:
        return []
    return [FieldError("/letter", "missing", Text("Sebutkan suratnya.", "Name the letter."))]


def _require_letter(held: Held, letter: str | None) -> None:
    errors = letter_errors(held, letter)
    if errors:
        raise Invalid(errors=errors)
