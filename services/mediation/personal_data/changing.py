"""Puts other words in place of somebody's data, and forgets what was copied from there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, jobs
from services.kit.actor import Actor
from services.mediation import papers
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case, Letter, Referral
from services.mediation.early_warnings import service as early_warnings
from services.mediation.early_warnings.models import EarlyWarning, WarningHistory
from services.mediation.letters.service import TASK as LETTER_TASK
from services.mediation.mediators.models import Mediator
from services.mediation.personal_data.finding import Found
from services.mediation.personal_data.matching import Person
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.referrals.service import TASK as DOSSIER_TASK
from services.mediation.trail import service as trail
from services.mediation.trail.models import TrailDetail

Places = Sequence[tuple[Found, Sequence[str]]]


def erase(one: Found, person: Person) -> None:
    """Leave a tombstone where somebody stood: `[dihapus 1a2b3c4d]`, distinct within a case."""
    column, form = one.people.column, one.people.form
    if form == "contact":
        one.change({column: person.redacted(getattr(one.row, column))})
        return
    tombstone = f"[dihapus {one.ids[-1][-8:]}]"
    if form == "list":
        one.change({"name": tombstone, "position": None})
    else:
        one.change({column: tombstone} | dict.fromkeys(one.people.beside))


async def forget_copies(session: AsyncSession, person: Person, gone: Sequence[Found]) -> None:
    """Forget what letters, dossiers, histories and the trail's details say of who was erased."""
    for case_id in {one.case_id for one in gone if one.case_id is not None}:
        await _forget_papers(session, person, case_id)
        await _forget_details(session, person, case_id)
    for warning in {one.warning.id: one.warning for one in gone if one.warning is not None}.values():
        statement = select(WarningHistory).where(col(WarningHistory.warning_id) == warning.id)
        for told in await session.scalars(statement):
            told.changes = person.redacted(told.changes)


async def _forget_papers(session: AsyncSession, person: Person, case_id: UUID) -> None:
    """Make letters and dossiers anew without the name. A settlement that was signed is the parties' deed: it
    stays as they signed it.
    """
    letters = await session.scalars(select(Letter).where(col(Letter.case_id) == case_id))
    dossiers = await session.scalars(select(Referral).where(col(Referral.case_id) == case_id))
    for task, paper in [(LETTER_TASK, one) for one in letters] + [(DOSSIER_TASK, one) for one in dossiers]:
        # A letter to who was erased may name nobody within.
        own = isinstance(paper, Letter) and paper.correspondent.startswith("[dihapus")
        if not own and not person.is_mentioned(paper.data):
            continue
        paper.data = person.redacted(paper.data)
        if paper.file_state != "siap":
            continue
        is_scan = isinstance(paper, Letter) and paper.file_id is not None
        file_id = paper.file_id if isinstance(paper, Letter) and paper.file_id is not None else paper.id
        await jobs.enqueue(session, papers.FORGET, file_id=str(file_id), sha256=paper.file_sha256)
        paper.file_state = "tidak_ada" if is_scan else "menunggu"
        paper.file_sha256 = paper.file_size = None
        if not is_scan:
            await jobs.enqueue(session, task, paper_id=str(paper.id))


async def _forget_details(session: AsyncSession, person: Person, case_id: UUID) -> None:
    statement = select(TrailDetail).where(
        col(TrailDetail.case_id) == case_id, col(TrailDetail.content).is_not(None)
    )
    carrying = [one.seq for one in await session.scalars(statement) if person.is_mentioned(one.content)]
    await trail.erase(session, case_id, carrying)


async def note(
    session: AsyncSession,
    actor: Actor,
    request: PersonalDataRequest,
    places: Places,
    locked: Mapping[UUID, Case],
    *,
    act: str,
) -> None:
    """Record in each case, and each signal, which columns of which rows were changed: ids, and no words."""
    told: dict[UUID, list[str]] = {}
    warnings: dict[UUID, tuple[EarlyWarning, list[str]]] = {}
    for one, fields in places:
        columns = [f"{one.table}.{field}" for field in fields]
        if one.case_id is not None:
            told.setdefault(one.case_id, []).append(f"{one.key} {' '.join(columns)}")
        if one.warning is not None:
            warnings.setdefault(one.warning.id, (one.warning, []))[1].extend(columns)
        if isinstance(one.row, Mediator):
            one.row.version += 1
            one.row.updated_at = clock.now()
    for case_id, changed in told.items():
        refs = {"request": str(request.id), "changed": "; ".join(changed)}
        await cases.record(session, actor, locked[case_id], act=act, refs=refs)
    for warning, columns in warnings.values():
        changes: dict[str, Any] = {"request": str(request.id), "columns": columns}
        await early_warnings.note(session, actor, warning, act=act, changes=changes)
