"""Every SELECT on what is kept. Each one starts from `visible_to` or says `everything`."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases.models import Case, RetentionRule, RetentionRuleChange

# How a case that is kept stands: destroyed, on hold, proposed for destruction, or simply kept.
STANDINGS: Final = ("dimusnahkan", "ditahan", "diusulkan", "disimpan")


def visible_to(actor: Actor) -> Select[Case]:
    """Cases that are kept until a day: the secretariat's, to keep and to destroy, not to read."""
    statement = everything().where(col(Case.retained_until).is_not(None))
    return statement if roles.is_secretariat(actor) else statement.where(false())


def everything() -> Select[Case]:
    """All cases."""
    return select(Case)


def stands(standing: str) -> ColumnElement[bool]:
    """Cases that stand so."""
    destroyed, held = col(Case.destroyed_at).is_not(None), col(Case.hold_reason).is_not(None)
    proposed = col(Case.destruction_proposed_at).is_not(None)
    return {
        "dimusnahkan": destroyed,
        "ditahan": ~destroyed & held,
        "diusulkan": ~destroyed & ~held & proposed,
        "disimpan": ~destroyed & ~held & ~proposed,
    }[standing]


def to_propose() -> Select[Case]:
    """Finished cases whose day has passed, and that nobody holds."""
    return everything().where(
        col(Case.retained_until) < clock.today(),
        col(Case.finished_at).is_not(None),
        stands("disimpan"),
    )


async def page(
    session: AsyncSession, actor: Actor, *, standing: str | None, after: list[Any] | None, size: int
) -> list[Case]:
    """Cases that are kept, by their day."""
    keys = (col(Case.retained_until), col(Case.id))
    statement = visible_to(actor).order_by(*keys).limit(size)
    if standing is not None:
        statement = statement.where(stands(standing))
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(date.fromisoformat(after[0]), UUID(after[1])))
    return list(await session.scalars(statement))


async def lock(session: AsyncSession, actor: Actor, case_id: UUID) -> Case | None:
    """A case that is kept, locked until the transaction ends."""
    statement = visible_to(actor).where(col(Case.id) == case_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def rules(session: AsyncSession) -> list[RetentionRule]:
    """Every rule."""
    return list(await session.scalars(select(RetentionRule).order_by(col(RetentionRule.state))))


async def rule(session: AsyncSession, state: str) -> RetentionRule | None:
    """The rule of a state in which a case ends."""
    return await session.get(RetentionRule, state)


async def lock_rule(session: AsyncSession, state: str) -> RetentionRule | None:
    """The same, locked until the transaction ends."""
    return await session.get(RetentionRule, state, with_for_update=True)


async def changes(session: AsyncSession, state: str) -> list[RetentionRuleChange]:
    """What was done to a rule, the newest first."""
    statement = select(RetentionRuleChange).where(col(RetentionRuleChange.state) == state)
    return list(await session.scalars(statement.order_by(col(RetentionRuleChange.version).desc())))
