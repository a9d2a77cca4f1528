"""Every SELECT on officers. Each one starts from `visible_to` or says `everybody`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.officers.models import Officer


def visible_to(actor: Actor) -> Select[Officer]:
    """Officers, for who works at the desk or keeps its rules."""
    statement = select(Officer)
    works = roles.is_office(actor) or roles.is_secretariat(actor)
    return statement if works else statement.where(false())


def everybody() -> Select[Officer]:
    """All officers, to judge what a case may be given to."""
    return select(Officer)


async def page(session: AsyncSession, actor: Actor, *, after: list[Any] | None, size: int) -> list[Officer]:
    """Officers by their account."""
    statement = visible_to(actor)
    if after is not None:
        statement = statement.where(col(Officer.subject) > after[0])
    return list(await session.scalars(statement.order_by(col(Officer.subject)).limit(size)))


async def find(session: AsyncSession, actor: Actor, officer_id: UUID) -> Officer | None:
    """One officer; None where there is none for this actor."""
    return (await session.scalars(visible_to(actor).where(col(Officer.id) == officer_id))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, officer_id: UUID) -> Officer | None:
    """The same, locked until the transaction ends."""
    statement = visible_to(actor).where(col(Officer.id) == officer_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def by_subject(session: AsyncSession, subject: str) -> Officer | None:
    """The officer of an account."""
    return (await session.scalars(everybody().where(col(Officer.subject) == subject))).one_or_none()


async def active(session: AsyncSession) -> Sequence[str]:
    """The accounts that cases may be given to."""
    statement = everybody().with_only_columns(col(Officer.subject)).where(col(Officer.active))
    return list(await session.scalars(statement.order_by(col(Officer.subject))))
