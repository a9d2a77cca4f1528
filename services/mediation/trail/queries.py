"""Every SELECT on the chains as a whole. Who may see one case's trail is judged above, with the case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.trail.chain import Leaf
from services.mediation.trail.models import TrailEntry, TrailRoot

_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


def visible_to(actor: Actor) -> Select[TrailRoot]:
    """Signed roots: the auditor's, all of them."""
    return everything() if roles.is_auditor(actor) else everything().where(literal_column("false"))


def everything() -> Select[TrailRoot]:
    """All signed roots."""
    return select(TrailRoot)


async def last_root(session: AsyncSession) -> TrailRoot | None:
    """The newest signed root."""
    return (await session.scalars(everything().order_by(col(TrailRoot.number).desc()).limit(1))).one_or_none()


async def roots_after(
    session: AsyncSession, actor: Actor, *, after: int | None, size: int
) -> list[TrailRoot]:
    """Signed roots, newest first."""
    statement = visible_to(actor).order_by(col(TrailRoot.number).desc()).limit(size)
    if after is not None:
        statement = statement.where(col(TrailRoot.number) < after)
    return list(await session.scalars(statement))


async def heads(session: AsyncSession) -> list[Leaf]:
    """The head of each chain at one moment, sorted by case."""
    last = (
        select(col(TrailEntry.case_id), col(TrailEntry.seq), col(TrailEntry.hash))
        .ext(distinct_on(col(TrailEntry.case_id)))
        .order_by(col(TrailEntry.case_id), col(TrailEntry.seq).desc())
    )
    return [(case_id, seq, bytes(head)) for case_id, seq, head in await session.execute(last)]


def exported() -> Select[*tuple[Any, ...]]:
    """Rows as they are exported: each field as it was hashed, in the order of `chain.FIELDS`."""
    return select(
        cast(col(TrailEntry.case_id), Text),
        col(TrailEntry.seq),
        _moment(col(TrailEntry.acted_at)),
        _moment(col(TrailEntry.recorded_at)),
        col(TrailEntry.act),
        col(TrailEntry.refs),
        _hex(col(TrailEntry.actor_hash)),
        _hex(col(TrailEntry.content_hash)),
        _hex(col(TrailEntry.previous)),
        _hex(col(TrailEntry.hash)),
    )


async def export_after(
    session: AsyncSession, after: tuple[str, int] | None, *, size: int
) -> Sequence[tuple[str, ...]]:
    """The next rows of an export, by case and row."""
    keys = (col(TrailEntry.case_id), col(TrailEntry.seq))
    statement = exported().order_by(*keys).limit(size)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(UUID(after[0]), after[1]))
    return [tuple(row) for row in await session.execute(statement)]


def _moment(column: Mapped[datetime]) -> ColumnElement[str]:
    return func.to_char(func.timezone("UTC", column), _MOMENT)


def _hex(column: Mapped[bytes]) -> ColumnElement[str]:
    return func.encode(column, "hex")
