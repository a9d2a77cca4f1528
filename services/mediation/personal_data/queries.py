"""Every SELECT on requests of data subjects. Each one starts from `visible_to`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation import roles
from services.mediation.personal_data.models import PersonalDataRequest


def visible_to(actor: Actor) -> Select[PersonalDataRequest]:
    """Requests: all of them for who takes them in, none for anybody else."""
    statement = select(PersonalDataRequest)
    takes_in = roles.is_secretariat(actor) or roles.is_office(actor)
    return statement if takes_in else statement.where(false())


async def page(
    session: AsyncSession, actor: Actor, *, state: str | None, after: list[Any] | None, size: int
) -> list[PersonalDataRequest]:
    """Requests, what is due first first."""
    keys = (col(PersonalDataRequest.due_at), col(PersonalDataRequest.id))
    statement = visible_to(actor).order_by(*keys).limit(size)
    if state is not None:
        statement = statement.where(col(PersonalDataRequest.state) == state)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(datetime.fromisoformat(after[0]), UUID(after[1])))
    return list(await session.scalars(statement))


async def find(
    session: AsyncSession, actor: Actor, request_id: UUID, *, locked: bool = False
) -> PersonalDataRequest | None:
    """One request; to be changed, locked until the transaction ends."""
    statement = visible_to(actor).where(col(PersonalDataRequest.id) == request_id)
    if locked:
        statement = statement.with_for_update()
    return (await session.scalars(statement)).one_or_none()
