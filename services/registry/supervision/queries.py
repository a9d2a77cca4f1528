"""Every SELECT of supervision. Each one starts from `visible_to`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import json_bytes, json_object
from services.registry.forums import queries as forums
from services.registry.forums.models import PROVINCE_OF_MEMBER, Forum, ForumDocument, Member
from services.registry.forums.policy import READ_ALL
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.supervision.models import ReviewNote

COLUMNS = (
    "id",
    "version",
    "province_code",
    "instrument_id",
    "subject",
    "text",
    "finding",
    "reply_by",
    "written_by",
    "written_at",
    "replies",
    "closing",
)


def visible_to(actor: Actor) -> Select[ReviewNote]:
    """Notes that are there for this actor: all, those on its forum, or those of its province's governor."""
    statement = select(ReviewNote)
    if actor.has_role(*READ_ALL):
        return statement
    seen: list[ColumnElement[bool]] = [false()]
    if actor.has_role("forum"):
        own = select(col(Forum.id)).where(col(Forum.slug).in_(actor.bound_to("forum")))
        seen.append(col(ReviewNote.forum_id).in_(own))
    if actor.has_role("gwpp"):
        seen.append(col(ReviewNote.province_code).in_(actor.bound_to("province")))
    return statement.where(or_(*seen))


_item = json_object(**{name: col(getattr(ReviewNote, name)) for name in COLUMNS})


async def page(
    session: AsyncSession,
    actor: Actor,
    forum_id: UUID,
    *,
    wanted: Mapping[str, Any],
    after: list[Any] | None,
    size: int,
) -> Sequence[tuple[Any, ...]]:
    """Notes on one forum, newest first; rows are (document, written at, id)."""
    keys = (col(ReviewNote.written_at), col(ReviewNote.id))
    statement = (
        visible_to(actor)
        .with_only_columns(json_bytes(_item), *keys)
        .where(col(ReviewNote.forum_id) == forum_id)
    )
    for name, value in wanted.items():
        column: Any = col(ReviewNote.closing).is_(None) if name == "open" else col(getattr(ReviewNote, name))
        statement = statement.where(column == value)
    if after is not None:
        statement = statement.where(tuple_(*keys) < tuple_(datetime.fromisoformat(after[0]), UUID(after[1])))
    order = [key.desc() for key in keys]
    return (await session.execute(statement.order_by(*order).limit(size))).all()


async def one(session: AsyncSession, actor: Actor, forum_id: UUID, note_id: UUID) -> tuple[bytes, int] | None:
    """One note on a forum, as (document, version)."""
    columns = (json_bytes(_item), col(ReviewNote.version))
    statement = visible_to(actor).with_only_columns(*columns).where(*_is(forum_id, note_id))
    return (await session.execute(statement)).one_or_none()


async def lock(session: AsyncSession, actor: Actor, forum_id: UUID, note_id: UUID) -> ReviewNote | None:
    """One note on a forum, locked until the transaction ends; None if not there for this actor."""
    statement = visible_to(actor).where(*_is(forum_id, note_id)).with_for_update()
    return (await session.scalars(statement)).one_or_none()


def _is(forum_id: UUID, note_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return col(ReviewNote.forum_id) == forum_id, col(ReviewNote.id) == note_id


async def render(session: AsyncSession, note: ReviewNote) -> bytes:
    """A note as it stands in this transaction, as JSON."""
    statement = select(json_bytes(_item)).where(col(ReviewNote.id) == note.id)
    document: bytes = (await session.execute(statement)).scalar_one()
    return document


async def overseen_page(
    session: AsyncSession,
    actor: Actor,
    *,
    provinces: Collection[str] | None,
    after: list[Any] | None,
    size: int,
) -> Sequence[tuple[dict[str, Any], int, str, UUID]]:
    """Forums with current members in these provinces, by name.

    Rows are (the forum's document, open notes that the actor sees, name, id).
    """
    keys = (col(Forum.name), col(Forum.id))
    open_notes = (
        visible_to(actor)
        .with_only_columns(func.count())
        .where(col(ReviewNote.forum_id) == col(Forum.id), col(ReviewNote.closing).is_(None))
        .correlate(Forum)
        .scalar_subquery()
    )
    statement = (
        forums.visible_to(actor)
        .join(ForumDocument, col(ForumDocument.forum_id) == col(Forum.id))
        .with_only_columns(col(ForumDocument.document), open_notes, *keys, maintain_column_froms=True)
    )
    if provinces is not None:
        statement = statement.where(
            exists().where(
                col(Member.forum_id) == col(Forum.id),
                col(Member.member_to).is_(None),
                PROVINCE_OF_MEMBER.in_(provinces),
            )
        )
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(after[0], UUID(after[1])))
    return (await session.execute(statement.order_by(*keys).limit(size))).all()


async def document_of(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, Any]:
    """A forum as it was last rendered."""
    statement = (
        forums.visible_to(actor)
        .join(ForumDocument, col(ForumDocument.forum_id) == col(Forum.id))
        .with_only_columns(col(ForumDocument.document), maintain_column_froms=True)
        .where(col(Forum.id) == forum_id)
    )
    document: dict[str, Any] = (await session.execute(statement)).scalar_one()
    return document


async def province_names(session: AsyncSession, actor: Actor) -> dict[str, str]:
    """Names of the provinces by code; there are some 38."""
    statement = (
        regions.visible_to(actor)
        .with_only_columns(col(Region.code), col(Region.name))
        .where(col(Region.level) == "provinsi")
    )
    return dict((await session.execute(statement)).all())
