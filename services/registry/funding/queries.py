"""Sums of a forum's money. Each SELECT starts from `visible_to`: who sees the forum sees its money."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.registry.forums.models import Commitment, Funding


def visible_to(actor: Actor, model: type[Funding] | type[Commitment]) -> Select[Any]:
    """Money is as public as its forum."""
    return select(model)


def _between(
    year: SQLColumnExpression[Any], first: int | None, last: int | None
) -> list[ColumnElement[bool]]:
    wanted = []
    if first is not None:
        wanted.append(year >= first)
    if last is not None:
        wanted.append(year <= last)
    return wanted


def _sum(amount: SQLColumnExpression[Any]) -> ColumnElement[str]:
    # A sum of bigint is numeric; as text no number of rows overflows it.
    return cast(func.coalesce(func.sum(amount), 0), Text)


async def sums_by_source(
    session: AsyncSession, actor: Actor, forum_id: UUID, *, first: int | None, last: int | None
) -> Sequence[tuple[int | None, str, int, int]]:
    """(year, source, amount, spent) in whole rupiah, of what is recorded."""
    year, source = col(Funding.year), col(Funding.source)
    statement = (
        visible_to(actor, Funding)
        .with_only_columns(
            year,
            source,
            _sum(col(Funding.amount_idr)),
            _sum(col(Funding.spent_idr)),
        )
        .where(col(Funding.forum_id) == forum_id, *_between(year, first, last))
        .group_by(year, source)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in await session.execute(statement)]


async def commitments_by_year(
    session: AsyncSession, actor: Actor, forum_id: UUID, *, first: int | None, last: int | None
) -> dict[int, tuple[int, int]]:
    """(committed, realised) in whole rupiah by year."""
    year = col(Commitment.year)
    statement = (
        visible_to(actor, Commitment)
        .with_only_columns(
            year,
            _sum(col(Commitment.committed_idr)),
            _sum(col(Commitment.realised_idr)),
        )
        .where(col(Commitment.forum_id) == forum_id, *_between(year, first, last))
        .group_by(year)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in await session.execute(statement)}
