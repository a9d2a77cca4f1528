"""Every SELECT on rules of limits and on clocks. Each one starts from `visible_to` or says `everything`."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases.models import (
    Case,
    Clock,
    ClockRule,
    ClockRuleChange,
    NonWorkingDay,
    NonWorkingDayChange,
)


def visible_to(actor: Actor) -> Select[ClockRule]:
    """Rules are public: all of them, for every actor."""
    return select(ClockRule)


def everything() -> Select[ClockRule]:
    """All rules, to judge and to start clocks by."""
    return select(ClockRule)


def in_force_on(day: date) -> ColumnElement[bool]:
    """Rules that are in force on a day."""
    ends = col(ClockRule.effective_to)
    return (col(ClockRule.effective_from) <= day) & or_(ends.is_(None), ends >= day)


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    wanted: Sequence[ColumnElement[bool]],
    after: list[Any] | None,
    size: int,
) -> list[ClockRule]:
    """Rules by code and edition."""
    keys = (col(ClockRule.code), col(ClockRule.edition))
    statement = visible_to(actor).where(*wanted)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return list(await session.scalars(statement.order_by(*keys).limit(size)))


async def find(session: AsyncSession, actor: Actor, rule_id: UUID) -> ClockRule | None:
    """One rule; None if there is none."""
    return (await session.scalars(visible_to(actor).where(col(ClockRule.id) == rule_id))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, rule_id: UUID) -> ClockRule | None:
    """One rule, locked until the transaction ends, with the editions beside it."""
    found = await find(session, actor, rule_id)
    if found is None:
        return None
    return next(one for one in await editions(session, found.code) if one.id == rule_id)


async def editions(session: AsyncSession, code: str) -> list[ClockRule]:
    """The editions of a code, the oldest first, locked until the transaction ends."""
    statement = everything().where(col(ClockRule.code) == code).order_by(col(ClockRule.edition))
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(await session.scalars(statement))


async def changes(session: AsyncSession, rule_id: UUID) -> list[ClockRuleChange]:
    """What was done to a rule, the newest first."""
    statement = select(ClockRuleChange).where(col(ClockRuleChange.rule_id) == rule_id)
    return list(await session.scalars(statement.order_by(col(ClockRuleChange.version).desc())))


async def rule_for(session: AsyncSession, code: str, *, act: str, day: date) -> ClockRule | None:
    """The rule of a code by which an act starts a clock on a day; None where none is in force."""
    statement = everything().where(
        col(ClockRule.code) == code, in_force_on(day), col(ClockRule.start_events).contains([act])
    )
    return (await session.scalars(statement)).one_or_none()


async def clocks(session: AsyncSession, case: Case) -> list[Clock]:
    """Every clock of a case that somebody may see: those that run first, by what is due first."""
    statement = select(Clock).where(col(Clock.case_id) == case.id)
    order = (col(Clock.stopped_at).desc().nulls_first(), col(Clock.due_at), col(Clock.id))
    return list(await session.scalars(statement.order_by(*order)))


async def last_stopped(
    session: AsyncSession, case: Case, code: str, *, referral: UUID | None = None
) -> Clock | None:
    """The clock of a code that stopped last in a case, or for one of its referrals."""
    statement = select(Clock).where(
        col(Clock.case_id) == case.id, col(Clock.code) == code, col(Clock.stopped_at).is_not(None)
    )
    if referral is not None:
        statement = statement.where(col(Clock.referral_id) == referral)
    newest = statement.order_by(col(Clock.stopped_at).desc(), col(Clock.id).desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()


async def non_working_days(
    session: AsyncSession, *, since: date | None, until: date | None, after: list[Any] | None, size: int
) -> list[NonWorkingDay]:
    """The days that the secretariat added, in order."""
    statement = select(NonWorkingDay)
    if since is not None:
        statement = statement.where(col(NonWorkingDay.day) >= since)
    if until is not None:
        statement = statement.where(col(NonWorkingDay.day) <= until)
    if after is not None:
        statement = statement.where(col(NonWorkingDay.day) > date.fromisoformat(after[0]))
    return list(await session.scalars(statement.order_by(col(NonWorkingDay.day)).limit(size)))


async def lock_day(session: AsyncSession, day: date) -> NonWorkingDay | None:
    """A day that the secretariat added, locked; None if it is not one."""
    statement = select(NonWorkingDay).where(col(NonWorkingDay.day) == day).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def day_changes(session: AsyncSession, day: date) -> list[NonWorkingDayChange]:
    """What was done to a day, the newest first."""
    statement = select(NonWorkingDayChange).where(col(NonWorkingDayChange.day) == day)
    return list(await session.scalars(statement.order_by(col(NonWorkingDayChange.version).desc())))
