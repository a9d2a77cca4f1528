"""Follows each promise: reported by who owes it, verified by the officer, broken and made good."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import service as cases
from services.mediation.cases.codes import ENDED_OBLIGATIONS
from services.mediation.cases.models import Obligation, ObligationReport
from services.mediation.cases.service import Held
from services.mediation.obligations import queries
from services.mediation.obligations.problems import (
    NotTheirObligation,
    ObligationNotFound,
    ObligationSettled,
)
from services.mediation.obligations.quarters import quarter_of
from services.mediation.proceedings import service as proceedings
from services.mediation.trail.service import Head

Values = Mapping[str, Any]
Require = Callable[[int], None]


async def require(session: AsyncSession, actor: Actor, held: Held, obligation_id: UUID) -> Obligation:
    """An obligation of a case; `ObligationNotFound` where it is not there for this actor."""
    found = await queries.find(session, actor, held.case.id, obligation_id)
    if found is None:
        raise ObligationNotFound()
    return found


async def report(
    session: AsyncSession, actor: Actor, held: Held, row: Obligation, *, values: Values, require: Require
) -> Head:
    """Report how far an obligation is: by the party that owes it, or by the office from its letter."""
    cases.require_possible(held, "obligation-report")
    if held.part != "petugas" and row.party_id not in {party.id for party in held.own}:
        raise NotTheirObligation()
    errors = []
    today = quarter_of(clock.today())
    quarter = values["quarter"] or today
    if quarter > today:
        errors.append(FieldError("/quarter", "in-the-future", Text("Belum tiba.", "Has not come yet.")))
    if held.part == "petugas" and values["letter"] is None:
        errors.append(FieldError("/letter", "missing", Text("Sebutkan suratnya.", "Name the letter.")))
    if errors:
        raise Invalid(errors=errors)
    _require_open(row)
    require(row.version)
    if values["fulfilled"]:
        row.state = "dilaporkan"
    told = _tell(
        session,
        row,
        "laporan",
        values["text"],
        quarter=quarter,
        fulfilled=values["fulfilled"],
        proof=list(values["proof"]),
        letter=values["letter"],
    )
    return await _conclude(session, actor, held, row, "obligation-report", told)


async def verify(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    row: Obligation,
    *,
    fulfilled: bool,
    note: str,
    require: Require,
) -> Head:
    """Record what the officer found: kept, or not yet."""
    cases.require_possible(held, "obligation-verification")
    _require_open(row)
    require(row.version)
    if fulfilled:
        row.state, row.fulfilled_at = "terpenuhi", clock.now()
    elif row.state == "dilaporkan":
        broken = row.breached_at is not None and row.repaired_at is None
        row.state = "dilanggar" if broken else "berjalan"
    told = _tell(session, row, "verifikasi", note, fulfilled=fulfilled)
    return await _conclude(session, actor, held, row, "obligation-verification", told)


async def breach(
    session: AsyncSession, actor: Actor, held: Held, row: Obligation, *, reason: str, require: Require
) -> Head:
    """Record that an obligation was not kept by its day. It stays open until it is made good."""
    cases.require_possible(held, "obligation-breach")
    _require_open(row)
    if row.state == "dilanggar":
        raise ObligationSettled(Text("Sudah dicatat dilanggar.", "Recorded as broken already."))
    if row.due_on >= clock.today():
        raise ObligationSettled(
            Text(f"Jatuh tempo {row.due_on} belum lewat.", f"Its day, {row.due_on}, has not passed.")
        )
    require(row.version)
    row.state, row.breached_at, row.repaired_at = "dilanggar", clock.now(), None
    told = _tell(session, row, "pelanggaran", reason)
    return await _conclude(session, actor, held, row, "obligation-breach", told)


async def repair(
    session: AsyncSession, actor: Actor, held: Held, row: Obligation, *, values: Values, require: Require
) -> Head:
    """Record how a broken obligation is made good, and its new day."""
    cases.require_possible(held, "obligation-repair")
    if values["due_on"] < clock.today():
        detail = Text("Sudah lewat.", "Lies in the past.")
        raise Invalid(errors=[FieldError("/due_on", "in-the-past", detail)])
    if row.breached_at is None or row.repaired_at is not None or row.state in ENDED_OBLIGATIONS:
        raise ObligationSettled(Text("Tidak ada pelanggaran terbuka.", "No breach is open."))
    require(row.version)
    row.state, row.repaired_at, row.due_on = "diperbaiki", clock.now(), values["due_on"]
    told = _tell(session, row, "perbaikan", values["agreed"], due_on=values["due_on"])
    return await _conclude(session, actor, held, row, "obligation-repair", told)


async def give_up(
    session: AsyncSession, actor: Actor, held: Held, row: Obligation, *, values: Values, require: Require
) -> Head:
    """Record that a broken obligation will not be kept: it is awaited no more, and counts as broken. What
    its clause settled is open again, and may be passed on.
    """
    cases.require_possible(held, "obligation-failure")
    _require_open(row)
    if row.state != "dilanggar":
        raise ObligationSettled(Text("Catat dahulu pelanggarannya.", "Record its breach first."))
    require(row.version)
    row.state = "tidak_dipenuhi"
    unsettled = await queries.issues_of(session, row.clause_id)
    for issue in held.contents.issues:
        if str(issue.id) in unsettled and issue.status == "disepakati":
            issue.status = "terbuka"
    said = values["party_statement"]
    told = _tell(session, row, "tidak_dipenuhi", values["reason"], party_statement=said)
    return await _conclude(session, actor, held, row, "obligation-failure", told)


def _require_open(row: Obligation) -> None:
    if row.state == "terpenuhi":
        raise ObligationSettled(Text("Sudah terpenuhi.", "It was kept already."))
    if row.state == "tidak_dipenuhi":
        raise ObligationSettled(Text("Sudah dinyatakan tidak dipenuhi.", "It was given up as not kept."))


def _tell(session: AsyncSession, row: Obligation, kind: str, text: str, **more: Any) -> dict[str, Any]:
    """Keep what was said of an obligation; what the trail hashes of it."""
    told = {"text": text, "quarter": quarter_of(clock.today())} | more
    row.version += 1
    session.add(ObligationReport(obligation_id=row.id, kind=kind, made_at=clock.now(), **told))
    return told


async def _conclude(
    session: AsyncSession, actor: Actor, held: Held, row: Obligation, act: str, told: dict[str, Any]
) -> Head:
    refs = {"obligation": str(row.id), "party": str(row.party_id), "obligation_state": row.state}
    return await proceedings.conclude(session, actor, held, act, refs=refs, content=told)
