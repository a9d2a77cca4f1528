"""Every SELECT on imports. Each one starts from `visible_to`, or, in the job, from the import it locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, false, func, or_, select, true, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.registry.bulk.models import (
    CREATED,
    RUNNING,
    WAITING,
    BulkImport,
    BulkImportChunk,
    BulkImportRow,
)
from services.registry.forums.models import Forum, Instrument, Member


def visible_to(actor: Actor) -> Select[BulkImport]:
    """Imports that are there for this actor: its own, those of its forums, or all."""
    seen: ColumnElement[bool]
    if actor.has_role("secretariat", "auditor"):
        seen = true()
    elif actor.is_anonymous:
        seen = false()
    else:
        forums = type_coerce(col(BulkImport.forums), ARRAY(Text))
        seen = or_(col(BulkImport.who) == actor.subject, forums.overlap(sorted(actor.bound_to("forum"))))
    return select(BulkImport).where(seen)


async def find(session: AsyncSession, actor: Actor, import_id: UUID) -> BulkImport | None:
    """One import."""
    return (await session.scalars(visible_to(actor).where(col(BulkImport.id) == import_id))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, import_id: UUID) -> BulkImport | None:
    """One import, locked until the transaction ends."""
    statement = visible_to(actor).where(col(BulkImport.id) == import_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def page(
    session: AsyncSession, actor: Actor, filters: Mapping[str, Any], *, before: UUID | None, size: int
) -> list[BulkImport]:
    """Imports, newest first."""
    statement = visible_to(actor)
    for name, value in filters.items():
        statement = statement.where(getattr(BulkImport, name) == value)
    if before is not None:
        statement = statement.where(col(BulkImport.id) < before)
    return list(await session.scalars(statement.order_by(col(BulkImport.id).desc()).limit(size)))


async def rows_page(
    session: AsyncSession, of: BulkImport, *, outcome: str | None, after: int, size: int
) -> list[BulkImportRow]:
    """Rows of an import that have been judged, in the order of the file."""
    statement = select(BulkImportRow).where(
        col(BulkImportRow.import_id) == of.id, col(BulkImportRow.number) > after
    )
    has_outcome = (
        col(BulkImportRow.outcome).is_not(None) if outcome is None else col(BulkImportRow.outcome) == outcome
    )
    return list(
        await session.scalars(statement.where(has_outcome).order_by(col(BulkImportRow.number)).limit(size))
    )


async def count_waiting(session: AsyncSession, actor: Actor) -> int:
    """How many imports of this actor are not finished."""
    own = visible_to(actor).where(
        col(BulkImport.who) == actor.subject, col(BulkImport.state).in_((WAITING, RUNNING))
    )
    return await session.scalar(select(func.count()).select_from(own.subquery())) or 0


async def lock_to_work(session: AsyncSession, import_id: UUID) -> BulkImport | None:
    """An import for the job that does it, locked: whoever else would work on it waits."""
    statement = select(BulkImport).where(col(BulkImport.id) == import_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def chunk(session: AsyncSession, import_id: UUID, position: int) -> bytes | None:
    """A piece of the file."""
    statement = select(col(BulkImportChunk.content)).where(
        col(BulkImportChunk.import_id) == import_id, col(BulkImportChunk.position) == position
    )
    return await session.scalar(statement)


async def unjudged(
    session: AsyncSession, import_id: UUID, *, after: int, size: int
) -> list[tuple[int, dict[str, Any]]]:
    """The next rows: (number, cells)."""
    statement = (
        select(col(BulkImportRow.number), col(BulkImportRow.cells))
        .where(col(BulkImportRow.import_id) == import_id, col(BulkImportRow.number) > after)
        .order_by(col(BulkImportRow.number))
        .limit(size)
    )
    return [(number, cells) for number, cells in await session.execute(statement)]


async def said_before(session: AsyncSession, import_id: UUID, key: str) -> bool:
    """Whether an earlier row of this file is made, or would be, under the same key."""
    statement = select(col(BulkImportRow.number)).where(
        col(BulkImportRow.import_id) == import_id,
        col(BulkImportRow.key) == key,
        col(BulkImportRow.outcome) == CREATED,
    )
    return await session.scalar(statement.limit(1)) is not None


async def standing_member(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any]
) -> Member | None:
    """A membership of the same region or organisation by the same body: the current one of a current
    one, else one that began at the same time.
    """
    code, body = values["region_code"], values["body"]
    if code is not None:
        who = col(Member.region_code) == code
        body = body or "pemda"
    else:
        who = func.lower(col(Member.name)) == func.lower(values["name"])
    same_begin = col(Member.member_from).is_not_distinct_from(values["member_from"])
    is_current = col(Member.member_to).is_(None)
    same_time = or_(same_begin, is_current) if values["member_to"] is None else same_begin
    statement = (
        select(Member)
        .where(col(Member.forum_id) == forum.id, col(Member.body) == body, who, same_time)
        .order_by(is_current.desc(), col(Member.position))
        .limit(1)
    )
    return (await session.scalars(statement)).one_or_none()


async def standing_instrument(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any]
) -> Instrument | None:
    """An instrument of the same title and numbers."""
    statement = select(Instrument).where(
        col(Instrument.forum_id) == forum.id,
        col(Instrument.title) == values["title"],
        col(Instrument.numbers) == values["numbers"],
    )
    return (await session.scalars(statement.limit(1))).one_or_none()


async def ended_before(session: AsyncSession, moment: datetime, *, size: int) -> list[UUID]:
    """Imports that ended before a moment and still hold what was sent; of all actors."""
    statement = select(col(BulkImport.id)).where(
        col(BulkImport.holds_upload), col(BulkImport.finished_at) < moment
    )
    return list(await session.scalars(statement.limit(size).with_for_update(skip_locked=True)))
