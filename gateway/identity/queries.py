"""Every SELECT on clients."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from gateway.identity.models import Client


async def get(session: AsyncSession, client_id: str) -> Client | None:
    """The client of this id, disabled or not."""
    # PostgreSQL's text holds no NUL, so no client has such a name.
    return None if "\0" in client_id else await session.get(Client, client_id)


async def disabled(session: AsyncSession) -> frozenset[str]:
    """The ids of all clients whose access has ended."""
    found = await session.execute(select(col(Client.client_id)).where(col(Client.disabled_at).is_not(None)))
    return frozenset(found.scalars())


async def has_demonstration(session: AsyncSession) -> bool:
    """Whether there is a demonstration client that is not disabled."""
    found = await session.execute(
        select(exists().where(col(Client.demonstration), col(Client.disabled_at).is_(None)))
    )
    return bool(found.scalar_one())
