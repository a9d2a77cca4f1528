"""Every SELECT on versions. Each one starts from `visible_to`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import json_bytes, json_object
from services.knowledge.chronicle.models import ItemVersion


def visible_to(actor: Actor, *, keeps: bool, hidden_through: int) -> Select[ItemVersion]:
    """Versions that were published since the item was last withdrawn; all of them for who keeps it."""
    statement = select(ItemVersion)
    if keeps:
        return statement
    return statement.where(col(ItemVersion.is_public).is_(True), col(ItemVersion.version) > hidden_through)


async def page(
    session: AsyncSession,
    actor: Actor,
    item_id: UUID,
    *,
    keeps: bool,
    hidden_through: int,
    after: int | None,
    size: int,
) -> list[tuple[Any, ...]]:
    """Versions of an item, newest first; rows are (document, version). Who wrote is told to keepers."""
    version = col(ItemVersion.version)
    shown = json_object(
        version=version,
        act=col(ItemVersion.act),
        why=col(ItemVersion.why),
        changed_at=col(ItemVersion.changed_at),
    )
    if keeps:
        shown = json_object(
            version=version,
            act=col(ItemVersion.act),
            why=col(ItemVersion.why),
            changed_at=col(ItemVersion.changed_at),
            changed_by=col(ItemVersion.changed_by),
            is_public=col(ItemVersion.is_public),
        )
    statement = (
        visible_to(actor, keeps=keeps, hidden_through=hidden_through)
        .with_only_columns(json_bytes(shown), version)
        .where(col(ItemVersion.item_id) == item_id)
    )
    if after is not None:
        statement = statement.where(version < after)
    return [tuple(row) for row in await session.execute(statement.order_by(version.desc()).limit(size))]


async def find(
    session: AsyncSession,
    actor: Actor,
    item_id: UUID,
    version: int,
    *,
    keeps: bool,
    hidden_through: int,
) -> ItemVersion | None:
    """One version of an item; None if it is not there for this actor."""
    statement = visible_to(actor, keeps=keeps, hidden_through=hidden_through).where(
        col(ItemVersion.item_id) == item_id, col(ItemVersion.version) == version
    )
    return (await session.scalars(statement)).one_or_none()
