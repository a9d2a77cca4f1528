"""Every SELECT on acts. Each one starts from `visible_to`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import json_bytes, json_object
from services.registry.trail.models import TrailEntry


def visible_to(actor: Actor) -> Select[TrailEntry]:
    """Who sees an entity sees what was done to it; its owner is asked for the entity first."""
    return select(TrailEntry)


_entry = json_bytes(
    json_object(
        id=col(TrailEntry.id),
        version=col(TrailEntry.version),
        act=col(TrailEntry.act),
        old=col(TrailEntry.old),
        new=col(TrailEntry.new),
        who=col(TrailEntry.who),
        when=col(TrailEntry.at),
        why=col(TrailEntry.why),
    )
)


async def page(
    session: AsyncSession, actor: Actor, entity_id: UUID, *, after: list[Any] | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """Acts on one entity, newest first; rows are (document, version)."""
    version = col(TrailEntry.version)
    statement = (
        visible_to(actor).with_only_columns(_entry, version).where(col(TrailEntry.entity_id) == entity_id)
    )
    if after is not None:
        statement = statement.where(version < after[0])
    return (await session.execute(statement.order_by(version.desc()).limit(size))).all()
