"""Every SELECT on the roster. Each one starts from `visible_to`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Select, Text, cast, false, func, or_, select, true, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.codes import CURRENT_ENGAGEMENTS, DISPUTANTS
from services.mediation.cases.models import Case, Engagement, Evaluation, Party
from services.mediation.mediators.models import DeclaredConflict, Mediator


def visible_to(actor: Actor) -> Select[Mediator]:
    """The whole roster for those who work with it; a mediator sees their own row."""
    statement = select(Mediator)
    if roles.is_office(actor) or roles.is_secretariat(actor):
        return statement
    own = col(Mediator.subject) == actor.subject if roles.is_mediator(actor) else false()
    return statement.where(own)


async def find(session: AsyncSession, actor: Actor, mediator_id: UUID) -> Mediator | None:
    """One mediator; None where there is none for this actor."""
    return (await session.scalars(visible_to(actor).where(col(Mediator.id) == mediator_id))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, mediator_id: UUID) -> Mediator | None:
    """The same, locked until the transaction ends."""
    statement = visible_to(actor).where(col(Mediator.id) == mediator_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def lock_engaged(session: AsyncSession, mediator_id: UUID) -> list[tuple[Engagement, Case]]:
    """The unfinished cases for which a mediator is proposed or appointed, locked, whoever may see them."""
    statement = (
        select(Engagement, Case)
        .join(Case, col(Case.id) == col(Engagement.case_id))
        .where(
            col(Engagement.mediator_id) == mediator_id,
            col(Engagement.state).in_(CURRENT_ENGAGEMENTS),
            col(Case.finished_at).is_(None),
        )
        .order_by(col(Case.id))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    return [(engagement, case) for engagement, case in await session.execute(statement)]


def condition(name: str, value: Any) -> ColumnElement[bool]:
    """The condition of one filter of the roster."""
    held: ColumnElement[bool]
    if name in ("active", "capacity"):
        held = col(getattr(Mediator, name)) == (value if name == "capacity" else true())
        return held
    column = col(Mediator.expertise) if name == "expertise" else col(Mediator.languages)
    among: ColumnElement[bool] = type_coerce(column, ARRAY(Text)).contains([value])
    return among


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    wanted: Sequence[ColumnElement[bool]],
    after: list[Any] | None,
    size: int,
) -> list[Mediator]:
    """Mediators by name."""
    keys = (col(Mediator.name), col(Mediator.id))
    statement = visible_to(actor).where(*wanted)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(after[0], UUID(after[1])))
    return list(await session.scalars(statement.order_by(*keys).limit(size)))


async def roster(session: AsyncSession, actor: Actor) -> list[Mediator]:
    """Everybody on the roster."""
    return list(await session.scalars(visible_to(actor).order_by(col(Mediator.name), col(Mediator.id))))


async def loads(session: AsyncSession, mediators: Collection[UUID]) -> dict[UUID, int]:
    """In how many unfinished cases each of these is proposed or appointed."""
    statement = (
        select(col(Engagement.mediator_id), func.count())
        .join(Case, col(Case.id) == col(Engagement.case_id))
        .where(
            col(Engagement.mediator_id).in_(list(mediators)),
            col(Engagement.state).in_(CURRENT_ENGAGEMENTS),
            col(Case.finished_at).is_(None),
        )
        .group_by(col(Engagement.mediator_id))
    )
    return dict(iter(await session.execute(statement)))


async def declared(session: AsyncSession, mediators: Collection[UUID]) -> dict[UUID, list[DeclaredConflict]]:
    """What each of these declared."""
    statement = select(DeclaredConflict).where(col(DeclaredConflict.mediator_id).in_(list(mediators)))
    found: dict[UUID, list[DeclaredConflict]] = defaultdict(list)
    for one in await session.scalars(statement.order_by(col(DeclaredConflict.id))):
        found[one.mediator_id].append(one)
    return found


async def visible_numbers(session: AsyncSession, actor: Actor, numbers: Collection[str]) -> set[str]:
    """Those of these numbers whose cases are there for an actor."""
    statement = cases.visible_to(actor).with_only_columns(col(Case.number))
    return set(await session.scalars(statement.where(col(Case.number).in_(list(numbers)))))


async def other_cases(
    session: AsyncSession, case_id: UUID, mediators: Collection[UUID]
) -> dict[UUID, set[str]]:
    """Numbers of other unfinished cases, of each of these mediators, with a disputant of this case."""
    here, there = aliased(Party), aliased(Party)
    same = or_(
        col(here.forum) == col(there.forum),
        col(here.region_code) == col(there.region_code),
        func.coalesce(col(here.forum), col(here.region_code)).is_(None)
        & func.coalesce(col(there.forum), col(there.region_code)).is_(None)
        & (func.lower(col(here.name)) == func.lower(col(there.name))),
    )
    statement = (
        select(col(Engagement.mediator_id), col(Case.number))
        .join(Case, col(Case.id) == col(Engagement.case_id))
        .join(there, col(there.case_id) == col(Case.id))
        .join(here, (col(here.case_id) == case_id) & same)
        .where(
            col(Engagement.mediator_id).in_(list(mediators)),
            col(Engagement.state).in_(CURRENT_ENGAGEMENTS),
            col(Case.id) != case_id,
            col(Case.finished_at).is_(None),
            *(
                condition
                for party in (here, there)
                for condition in (col(party.role).in_(DISPUTANTS), col(party.left_on).is_(None))
            ),
        )
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for mediator_id, number in await session.execute(statement):
        found[mediator_id].add(number)
    return found


async def ratings(session: AsyncSession, mediators: Collection[UUID]) -> dict[UUID, float]:
    """The mean of all scores of each of these who was evaluated."""
    score = func.jsonb_each_text(cast(col(Evaluation.scores), JSONB)).table_valued("key", "value")
    statement = (
        select(col(Engagement.mediator_id), func.avg(cast(score.c.value, Float)))
        .select_from(Evaluation)
        .join(Engagement, col(Engagement.id) == col(Evaluation.engagement_id))
        .join(score, true())
        .where(col(Engagement.mediator_id).in_(list(mediators)))
        .group_by(col(Engagement.mediator_id))
    )
    return {found: round(mean, 2) for found, mean in await session.execute(statement)}


def declarations(mediator_id: UUID) -> Select[DeclaredConflict]:
    """What one mediator declared; who may read the mediator was asked before."""
    return select(DeclaredConflict).where(col(DeclaredConflict.mediator_id) == mediator_id)
