"""Places in the queue that time alone changes: a limit comes near, a case waits unassigned, or grows old."""

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.mediation.cases import priority, queries
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case

BATCH = 100


async def refresh(session: AsyncSession) -> bool:
    """Rank anew the cases for which a rule began to hold, at most a batch; whether there may be more.

    It is no act: neither version nor trail say it, as they do not say that a day went by.
    """
    statement = queries.everything().where(col(Case.finished_at).is_(None), _outranked())
    locked = statement.order_by(col(Case.id)).limit(BATCH).with_for_update(skip_locked=True)
    found = list(await session.scalars(locked))
    below = await queries.contents_of(session, [case.id for case in found])
    for case in found:
        cases.rank(case, below[case.id], now=clock.now())
    return len(found) == BATCH


def _outranked() -> ColumnElement[bool]:
    """Cases for which one of the rules that begin with time holds, and is not among their reasons."""
    now, due = clock.now(), col(Case.due_at)
    passed = due <= now
    return or_(
        and_(passed, _lacks(priority.PASSED)),
        and_(not_(passed), due <= now + priority.SOON, _lacks(priority.ENDING)),
        and_(col(Case.unassigned_since) <= now - priority.LONG_UNASSIGNED, _lacks(priority.UNASSIGNED)),
        and_(col(Case.filed_at) <= now - priority.OLD, _lacks(priority.AGED)),
    )


def _lacks(code: str) -> ColumnElement[bool]:
    return not_(col(Case.priority_reasons).contains([{"code": code}]))
