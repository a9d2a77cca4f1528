"""Every SELECT on clients as a resource. Each one starts from `visible_to`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, false, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text
from sqlmodel import col

from gateway.identity.clients.roles import is_admin, is_auditor
from gateway.identity.models import Client, HistoryEntry, Secret
from gateway.identity.tokens import Caller


def visible_to(caller: Caller) -> Select[Client]:
    """A client sees itself; an admin or auditor those that have no simpul beyond its own."""
    if is_admin(caller.actor) or is_auditor(caller.actor):
        own = literal(sorted(caller.simpul), ARRAY(Text))
        return select(Client).where(own.contains(col(Client.simpul)))
    if caller.actor.is_anonymous:
        return select(Client).where(false())
    return select(Client).where(col(Client.client_id) == caller.client_id)


async def find(session: AsyncSession, caller: Caller, client_id: str) -> Client | None:
    """A client."""
    return (await session.scalars(visible_to(caller).where(col(Client.client_id) == client_id))).one_or_none()


async def lock(session: AsyncSession, caller: Caller, client_id: str) -> Client | None:
    """The same, locked until the transaction ends."""
    statement = visible_to(caller).where(col(Client.client_id) == client_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def page(
    session: AsyncSession,
    caller: Caller,
    *,
    role: str | None,
    simpul: str | None,
    disabled: bool | None,
    after: str | None,
    size: int,
) -> Sequence[Client]:
    """Clients by id, those after `after`."""
    statement = visible_to(caller)
    if role is not None:
        statement = statement.where(col(Client.role) == role)
    if simpul is not None:
        statement = statement.where(col(Client.simpul).contains([simpul]))
    if disabled is not None:
        is_disabled = col(Client.disabled_at).is_not(None)
        statement = statement.where(is_disabled if disabled else ~is_disabled)
    if after is not None:
        statement = statement.where(col(Client.client_id) > after)
    return (await session.scalars(statement.order_by(col(Client.client_id)).limit(size))).all()


async def secrets(session: AsyncSession, client: Client) -> Sequence[Secret]:
    """All secrets of a client that was found, oldest first."""
    statement = select(Secret).where(col(Secret.client_id) == client.client_id)
    return (await session.scalars(statement.order_by(col(Secret.created_at), col(Secret.id)))).all()


async def history_page(
    session: AsyncSession, client: Client, *, after: UUID | None, size: int
) -> Sequence[HistoryEntry]:
    """What was done to a client that was found, the newest first."""
    statement = select(HistoryEntry).where(col(HistoryEntry.client_id) == client.client_id)
    if after is not None:
        statement = statement.where(col(HistoryEntry.id) < after)
    return (await session.scalars(statement.order_by(col(HistoryEntry.id).desc()).limit(size))).all()
