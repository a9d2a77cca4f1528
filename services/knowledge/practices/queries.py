"""Every SELECT on endorsements, and on practices beside another. Each one starts from `visible_to`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import json_bytes, json_object
from services.knowledge.practices.models import Endorsement

_endorsement = json_object(
    id=col(Endorsement.id),
    version=col(Endorsement.version),
    forum_slug=col(Endorsement.forum_slug),
    note=col(Endorsement.note),
    endorsed_at=col(Endorsement.endorsed_at),
)


def visible_to(actor: Actor) -> Select[Endorsement]:
    """Endorsements are as public as the practice."""
    return select(Endorsement)


async def page(
    session: AsyncSession, actor: Actor, item_id: UUID, *, after: UUID | None, size: int
) -> list[tuple[Any, ...]]:
    """Endorsements of a practice; rows are (document, id)."""
    key = col(Endorsement.id)
    statement = (
        visible_to(actor)
        .with_only_columns(json_bytes(_endorsement), key)
        .where(col(Endorsement.item_id) == item_id)
    )
    if after is not None:
        statement = statement.where(key > after)
    return [tuple(row) for row in await session.execute(statement.order_by(key).limit(size))]


async def render(session: AsyncSession, endorsement: Endorsement) -> bytes:
    """An endorsement as it stands in this transaction."""
    statement = select(json_bytes(_endorsement)).where(col(Endorsement.id) == endorsement.id)
    document: bytes = (await session.execute(statement)).scalar_one()
    return document


async def find(
    session: AsyncSession, actor: Actor, item_id: UUID, endorsement_id: UUID
) -> Endorsement | None:
    """One endorsement of a practice."""
    statement = visible_to(actor).where(
        col(Endorsement.item_id) == item_id, col(Endorsement.id) == endorsement_id
    )
    return (await session.scalars(statement)).one_or_none()


async def endorsers(session: AsyncSession, item_id: UUID) -> list[str]:
    """Slugs of the forums to which a practice is useful; a thousand at most."""
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(col(Endorsement.forum_slug))
        .where(col(Endorsement.item_id) == item_id)
        .order_by(col(Endorsement.forum_slug))
        .limit(1000)
    )
    return list(await session.scalars(statement))
