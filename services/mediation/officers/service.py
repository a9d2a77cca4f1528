"""Registers officers, and says whether a case may be given to an account."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.officers import queries
from services.mediation.officers.models import Officer
from services.mediation.officers.problems import OfficerNotFound


async def meet(session: AsyncSession, actor: Actor) -> None:
    """Register who works at the desk by what they do, once: a claim, or a request recorded from a letter."""
    at = clock.now()
    values = {
        "id": new_id(),
        "version": 1,
        "subject": actor.subject,
        "active": True,
        "added_by": actor.subject,
        "created_at": at,
        "updated_at": at,
    }
    await session.execute(insert(Officer).values(**values).on_conflict_do_nothing(index_elements=["subject"]))


async def add(session: AsyncSession, actor: Actor, *, subject: str) -> Officer:
    """Register an account by the coordinator's word."""
    at = clock.now()
    officer = Officer(subject=subject, added_by=actor.subject, created_at=at, updated_at=at)
    session.add(officer)
    # One that is there already is told by its constraint.
    await session.flush()
    return officer


async def require(session: AsyncSession, actor: Actor, officer_id: UUID) -> Officer:
    """An officer, locked."""
    officer = await queries.lock(session, actor, officer_id)
    if officer is None:
        raise OfficerNotFound()
    return officer


async def amend(
    session: AsyncSession, officer: Officer, *, active: bool, require_version: Callable[[int], None]
) -> None:
    """Let an account get cases, or no more."""
    require_version(officer.version)
    officer.active = active
    officer.version += 1
    officer.updated_at = clock.now()
    await session.flush()


async def require_assignable(session: AsyncSession, subject: str) -> None:
    """Refuse an account that no case may be given to, so that none is lost by a slip of the pen."""
    officer = await queries.by_subject(session, subject)
    if officer is None:
        detail = Text(
            f"{subject} bukan petugas terdaftar; daftarkan dahulu melalui /officers.",
            f"{subject} is no registered officer: register it by /officers first.",
        )
        raise Invalid(errors=[FieldError("/assignee", "unknown-officer", detail)])
    if not officer.active:
        detail = Text(f"{subject} tidak aktif.", f"{subject} is not active.")
        raise Invalid(errors=[FieldError("/assignee", "not-active", detail)])
