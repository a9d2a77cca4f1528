"""Every SELECT on admissions. Each one starts from `visible_to`, so none can forget who is asking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.ids import as_id
from services.kit.reads import json_bytes, json_object
from services.registry.forums.models import (
    PROVINCE_OF_MEMBER,
    Admission,
    AdmissionCounter,
    Forum,
    Member,
)
from services.registry.forums.policy import READ_ALL

COLUMNS = (
    "name",
    "state",
    "need",
    "benefit",
    "design",
    "functions_shared",
    "functions_delegated",
    "code_of_conduct_edition",
    "letter",
    "note",
    "applied_by",
    "applied_at",
    "decision",
    "departure",
    "withdrawal",
    "updated_at",
)


def visible_to(actor: Actor) -> Select[Admission]:
    """Admissions that are there for this actor: all, its own, or those of forums in its province."""
    statement = select(Admission)
    if actor.has_role(*READ_ALL):
        return statement
    seen: list[ColumnElement[bool]] = [false()]
    if actor.has_role("forum"):
        own = select(col(Forum.id)).where(col(Forum.slug).in_(actor.bound_to("forum")))
        seen.append(col(Admission.forum_id).in_(own))
    if actor.has_role("gwpp"):
        there = select(col(Member.forum_id)).where(PROVINCE_OF_MEMBER.in_(actor.bound_to("province")))
        seen.append(col(Admission.forum_id).in_(there))
    return statement.where(or_(*seen))


def everything() -> Select[Admission]:
    """All of them, for what holds whoever may see it."""
    return select(Admission)


_slug = select(col(Forum.slug)).where(col(Forum.id) == col(Admission.forum_id)).scalar_subquery()
_item = json_object(
    id=col(Admission.id),
    version=col(Admission.version),
    number=col(Admission.number),
    forum_id=col(Admission.forum_id),
    forum=_slug,
    **{name: col(getattr(Admission, name)) for name in COLUMNS},
)


def _refers_to(reference: str) -> ColumnElement[bool]:
    admission_id = as_id(reference)
    if admission_id is not None:
        return col(Admission.id) == admission_id
    # A number has slashes, which a path cannot hold.
    return col(Admission.number) == reference.replace("-", "/")


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    wanted: Mapping[str, Any],
    after: list[Any] | None,
    size: int,
) -> Sequence[tuple[Any, ...]]:
    """Admissions, newest first; rows are (document, applied at, id)."""
    keys = (col(Admission.applied_at), col(Admission.id))
    statement = visible_to(actor).with_only_columns(json_bytes(_item), *keys)
    for name, value in wanted.items():
        statement = statement.where(col(getattr(Admission, name)) == value)
    if after is not None:
        since = tuple_(datetime.fromisoformat(after[0]), UUID(after[1]))
        statement = statement.where(tuple_(*keys) < since)
    order = [key.desc() for key in keys]
    return (await session.execute(statement.order_by(*order).limit(size))).all()


async def one(session: AsyncSession, actor: Actor, reference: str) -> tuple[bytes, int, UUID] | None:
    """One admission by id or number, as (document, version, id)."""
    columns = (json_bytes(_item), col(Admission.version), col(Admission.id))
    statement = visible_to(actor).with_only_columns(*columns).where(_refers_to(reference))
    return (await session.execute(statement)).one_or_none()


async def applicant(session: AsyncSession, actor: Actor, reference: str) -> tuple[UUID, UUID | None] | None:
    """(id, forum's id) of an admission; None if it is not there for this actor."""
    columns = (col(Admission.id), col(Admission.forum_id))
    statement = visible_to(actor).with_only_columns(*columns).where(_refers_to(reference))
    return (await session.execute(statement)).one_or_none()


async def lock(session: AsyncSession, actor: Actor, admission_id: UUID) -> Admission:
    """An admission that is there, locked until the transaction ends; its forum is locked already."""
    statement = visible_to(actor).where(col(Admission.id) == admission_id).with_for_update()
    return (await session.scalars(statement)).one()


async def stands(session: AsyncSession, *, forum_id: UUID | None, name: str | None) -> bool:
    """Whether an application of this forum or name is open or approved, whoever may see it."""
    whose = (
        col(Admission.forum_id) == forum_id
        if forum_id is not None
        else func.lower(col(Admission.name)) == func.lower(name)
    )
    statement = everything().where(whose, col(Admission.state).in_(("diajukan", "disetujui")))
    return (await session.scalars(statement.limit(1))).one_or_none() is not None


async def next_number(session: AsyncSession, year: int) -> int:
    """The next number of a year. The counter stays locked, so that a rolled back one is given again."""
    statement = insert(AdmissionCounter).values(year=year, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=["year"], set_={"last": col(AdmissionCounter.last) + 1}
    ).returning(col(AdmissionCounter.last))
    number: int = (await session.execute(counted)).scalar_one()
    return number


async def render(session: AsyncSession, admission_id: UUID) -> dict[str, Any]:
    """An admission as it stands in this transaction."""
    statement = everything().with_only_columns(_item).where(col(Admission.id) == admission_id)
    document: dict[str, Any] = (await session.execute(statement)).scalar_one()
    return document
