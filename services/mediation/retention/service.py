"""Sets the day until which a case is kept; holds it; destroys what was confided in it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor, system_actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import service as cases
from services.mediation.cases.codes import ENDS
from services.mediation.cases.models import (
    Case,
    CaucusNote,
    Document,
    DocumentVersion,
    Evaluation,
    Proposal,
    ProposalAnswer,
    ProposalVersion,
    Resume,
    RetentionRule,
    RetentionRuleChange,
)
from services.mediation.retention import policy, queries
from services.mediation.retention.problems import (
    RetainedCaseNotFound,
    RetentionRefused,
    RetentionRuleNotFound,
)
from services.mediation.trail import service as trail
from services.mediation.trail.service import Head

IMPORTER: Final = system_actor("import")
_RULES: Final = Path(__file__).parent.parent / "data" / "retention_rules.json"


async def take(session: AsyncSession) -> int:
    """Take the rules that the node begins with; how many were new. One that is there is left as it is."""
    taken, at = 0, clock.now()
    for record in json.loads(_RULES.read_text(encoding="utf-8")):
        rule = RetentionRule(version=1, updated_at=at, **record)
        added = insert(RetentionRule).values(**rule.model_dump()).on_conflict_do_nothing()
        if (await session.execute(added.returning(col(RetentionRule.state)))).first() is not None:
            taken += 1
            _note(session, IMPORTER, rule, reason=None)
    return taken


async def follow(session: AsyncSession, case: Case, *, before: str) -> None:
    """Set the day until which a case is kept when it reaches an end, by the rule of today.

    One that was inadmissible is kept by that rule when it is closed.
    """
    end = before if before == "tidak_dapat_diterima" and case.state == "ditutup" else case.state
    rule = await queries.rule(session, end) if end in ENDS else None
    case.retained_until = None if rule is None else _years_after(clock.today(), rule.years)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # The 29th of February.
        return day.replace(year=day.year + years, day=28)


async def require_rule(session: AsyncSession, actor: Actor, state: str) -> RetentionRule:
    """A rule, locked, for who keeps them."""
    policy.require_keeper(actor)
    rule = await queries.lock_rule(session, state)
    if rule is None:
        raise RetentionRuleNotFound()
    return rule


async def amend(
    session: AsyncSession,
    actor: Actor,
    rule: RetentionRule,
    *,
    changes: Mapping[str, Any],
    reason: str,
    require_version: Callable[[int], None],
) -> None:
    """Change a rule, for the cases that end from now on."""
    after = rule.model_dump() | dict(changes)
    if (after["citation"] is None) != (after["mark"] is None):
        detail = Text("Dasar aturan dan tandanya diisi bersama.", "Give the citation with its mark.")
        raise Invalid(errors=[FieldError("/citation", "incomplete", detail)])
    require_version(rule.version)
    if all(getattr(rule, field) == value for field, value in changes.items()):
        return
    for field, value in changes.items():
        setattr(rule, field, value)
    rule.version += 1
    rule.updated_at = clock.now()
    await session.flush()
    _note(session, actor, rule, reason=reason)


def _note(session: AsyncSession, actor: Actor, rule: RetentionRule, *, reason: str | None) -> None:
    session.add(
        RetentionRuleChange(
            state=rule.state,
            version=rule.version,
            at=rule.updated_at,
            actor=actor.subject,
            reason=reason,
            document=rule.model_dump(mode="json", exclude={"state", "version", "updated_at"}),
        )
    )


async def require_case(session: AsyncSession, actor: Actor, case_id: UUID) -> Case:
    """A case that is kept, locked, for who keeps them."""
    policy.require_keeper(actor)
    case = await queries.lock(session, actor, case_id)
    if case is None:
        raise RetainedCaseNotFound()
    return case


async def hold(session: AsyncSession, actor: Actor, case: Case, *, reason: str) -> Head:
    """Keep a case past its day, until it is released: for a lawsuit, an audit, a request that runs."""
    _require_there(case)
    if case.hold_reason is not None:
        raise RetentionRefused(Text("Perkara sudah ditahan.", "The case is on hold already."))
    case.hold_reason, case.hold_since = reason, clock.now()
    return await cases.record(session, actor, case, act="retention-hold", content={"reason": reason})


async def release(session: AsyncSession, actor: Actor, case: Case, *, reason: str) -> Head:
    """Give a held case back to its day."""
    _require_there(case)
    if case.hold_reason is None:
        raise RetentionRefused(Text("Perkara tidak ditahan.", "The case is not on hold."))
    case.hold_reason = case.hold_since = None
    return await cases.record(session, actor, case, act="retention-release", content={"reason": reason})


async def propose(session: AsyncSession, actor: Actor, case: Case) -> Head:
    """Propose the destruction of a case whose day has passed. Nothing is destroyed by it."""
    case.destruction_proposed_at = clock.now()
    assert case.retained_until is not None, "its day has passed"
    refs = {"retained_until": case.retained_until.isoformat()}
    return await cases.record(session, actor, case, act="destruction-proposal", refs=refs)


async def destroy(session: AsyncSession, actor: Actor, case: Case, *, reason: str) -> Head:
    """Destroy documents, confidences and what the trail's hashes stand for. The chain itself stays valid.

    The register stays: the case, its parties, letters and settlement. Bytes that no row names any more are
    swept from the store within the hour.
    """
    _require_there(case)
    if case.hold_reason is not None:
        raise RetentionRefused(
            Text(f"Perkara ditahan: {case.hold_reason}", f"The case is on hold: {case.hold_reason}")
        )
    if case.destruction_proposed_at is None:
        raise RetentionRefused(
            Text(
                f"Pemusnahan belum diusulkan; perkara disimpan sampai {case.retained_until}.",
                f"Its destruction is not proposed yet; the case is kept until {case.retained_until}.",
            )
        )
    refs = {"documents": " ".join(await _destroy_documents(session, case))}
    await _destroy_confidences(session, case)
    await trail.erase(session, case.id)
    case.destroyed_at = clock.now()
    return await cases.record(session, actor, case, act="destruction", refs=refs, content={"reason": reason})


def _require_there(case: Case) -> None:
    if case.destroyed_at is not None:
        raise RetentionRefused(Text("Isinya sudah dimusnahkan.", "Its contents are destroyed already."))


async def _destroy_documents(session: AsyncSession, case: Case) -> list[str]:
    own = select(col(Document.id)).where(col(Document.case_id) == case.id)
    await session.execute(delete(DocumentVersion).where(col(DocumentVersion.document_id).in_(own)))
    gone = delete(Document).where(col(Document.case_id) == case.id).returning(col(Document.id))
    return sorted(str(one) for one in await session.scalars(gone))


async def _destroy_confidences(session: AsyncSession, case: Case) -> None:
    own = select(col(Proposal.id)).where(col(Proposal.case_id) == case.id)
    for table in (ProposalAnswer, ProposalVersion):
        await session.execute(delete(table).where(col(table.proposal_id).in_(own)))
    for below in (Proposal, CaucusNote, Resume):
        await session.execute(delete(below).where(col(below.case_id) == case.id))
    # What a mediator was given stays on the roster; what was said of them does not.
    silenced = update(Evaluation).where(col(Evaluation.case_id) == case.id)
    await session.execute(silenced.values(note=None, salt=b""))
