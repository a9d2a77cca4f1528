"""Every SELECT on one case's trail. Each one starts from `visible_to`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case
from services.mediation.trail.models import TrailDetail, TrailEntry
from services.mediation.trail.queries import exported


def visible_to(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Rows of cases that are there for this actor, as an export has them, with what they stand for."""
    seen = cases.visible_to(actor).with_only_columns(col(Case.id))
    detail = (col(TrailDetail.case_id) == col(TrailEntry.case_id)) & (
        col(TrailDetail.seq) == col(TrailEntry.seq)
    )
    return (
        exported()
        .add_columns(TrailDetail)
        .outerjoin(TrailDetail, detail)
        .where(col(TrailEntry.case_id).in_(seen))
    )


async def page(
    session: AsyncSession, actor: Actor, case_id: UUID, *, after: int | None, size: int
) -> list[tuple[tuple[str, ...], TrailDetail | None]]:
    """Rows of a case's trail, oldest first: the row and its detail."""
    statement = visible_to(actor).where(col(TrailEntry.case_id) == case_id).order_by(col(TrailEntry.seq))
    if after is not None:
        statement = statement.where(col(TrailEntry.seq) > after)
    return [(tuple(row[:-1]), row[-1]) for row in await session.execute(statement.limit(size))]
