"""Every SELECT on enrolments. Each one starts from `visible_to`."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import json_bytes, json_object
from services.knowledge.editing.models import Item, ShelfCopy
from services.knowledge.learning.models import Enrolment
from services.knowledge.learning.rules import CANCELLED, ENROLLED, WAITING

_enrolment = json_object(
    id=col(Enrolment.id),
    version=col(Enrolment.version),
    offer=col(Item.slug),
    forum_slug=col(Enrolment.forum_slug),
    state=col(Enrolment.state),
    participants=col(Enrolment.participants),
    offices=col(Enrolment.offices),
    note=col(Enrolment.note),
    attended=col(Enrolment.attended),
    evaluation=col(Enrolment.evaluation),
    enrolled_at=col(Enrolment.enrolled_at),
    updated_at=col(Enrolment.updated_at),
)


def visible_to(actor: Actor, *, offers: bool, forums: Collection[str]) -> Select[Enrolment]:
    """All enrolments of an offer for whoever `offers` it; else those of the actor's own forums."""
    statement = select(Enrolment)
    return statement if offers else statement.where(col(Enrolment.forum_slug).in_(sorted(forums)))


async def page(
    session: AsyncSession,
    actor: Actor,
    item_id: UUID,
    *,
    offers: bool,
    forums: Collection[str],
    after: UUID | None,
    size: int,
) -> list[tuple[Any, ...]]:
    """Enrolments of an offer; rows are (document, id)."""
    key = col(Enrolment.id)
    statement = (
        visible_to(actor, offers=offers, forums=forums)
        .join(Item, col(Item.id) == col(Enrolment.item_id))
        .with_only_columns(json_bytes(_enrolment), key, maintain_column_froms=True)
        .where(col(Enrolment.item_id) == item_id)
    )
    if after is not None:
        statement = statement.where(key > after)
    return [tuple(row) for row in await session.execute(statement.order_by(key).limit(size))]


async def find(
    session: AsyncSession,
    actor: Actor,
    item_id: UUID,
    enrolment_id: UUID,
    *,
    offers: bool,
    forums: Collection[str],
) -> Enrolment | None:
    """An enrolment of a locked offer; None if it is not there for this actor."""
    statement = visible_to(actor, offers=offers, forums=forums).where(
        col(Enrolment.item_id) == item_id, col(Enrolment.id) == enrolment_id
    )
    return (await session.scalars(statement)).one_or_none()


async def render(session: AsyncSession, enrolment: Enrolment) -> bytes:
    """An enrolment as it stands in this transaction."""
    statement = (
        select(json_bytes(_enrolment))
        .select_from(Enrolment)
        .join(Item, col(Item.id) == col(Enrolment.item_id))
        .where(col(Enrolment.id) == enrolment.id)
    )
    document: bytes = (await session.execute(statement)).scalar_one()
    return document


async def standing(session: AsyncSession, item_id: UUID, forum_slug: str) -> Enrolment | None:
    """The forum's enrolment in an offer that was not cancelled."""
    statement = select(Enrolment).where(
        col(Enrolment.item_id) == item_id,
        col(Enrolment.forum_slug) == forum_slug,
        col(Enrolment.state) != CANCELLED,
    )
    return (await session.scalars(statement)).one_or_none()


async def seats(session: AsyncSession, item_id: UUID) -> dict[str, int]:
    """How many people are enrolled, and how many wait."""
    statement = (
        select(col(Enrolment.state), func.sum(col(Enrolment.participants)))
        .where(col(Enrolment.item_id) == item_id)
        .group_by(col(Enrolment.state))
    )
    found = {state: int(people) for state, people in await session.execute(statement)}
    return {state: found.get(state, 0) for state in (ENROLLED, WAITING)}


async def waiting(session: AsyncSession, item_id: UUID) -> list[Enrolment]:
    """Who waits for seats, in the order in which they came."""
    statement = (
        select(Enrolment)
        .where(col(Enrolment.item_id) == item_id, col(Enrolment.state) == WAITING)
        .order_by(col(Enrolment.id))
        .limit(1000)
    )
    return list(await session.scalars(statement))


def is_not_over(today: str) -> ColumnElement[bool]:
    """Whether an offer on the shelf is still to come, or has no day."""
    document = col(ShelfCopy.document)
    last = func.coalesce(document["ends_on"].as_string(), document["starts_on"].as_string(), today)
    return last >= today


async def feedback(session: AsyncSession, item_id: UUID) -> tuple[int, float | None, int]:
    """(evaluations, their average, people who came) of an offer."""
    score = col(Enrolment.evaluation)["score"].as_float()
    statement = select(
        func.count(score), func.avg(score), func.coalesce(func.sum(col(Enrolment.attended)), 0)
    )
    row = (await session.execute(statement.where(col(Enrolment.item_id) == item_id))).one()
    return int(row[0]), None if row[1] is None else float(row[1]), int(row[2])
