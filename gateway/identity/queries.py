"""What every gateway process asks of identity, of whichever client."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from gateway.identity.models import Client, Revocation, Secret

USE_NOTED_EVERY = timedelta(minutes=1)


async def get(session: AsyncSession, client_id: str) -> Client | None:
    """The client of this id, disabled or not."""
    # PostgreSQL's text holds no NUL, so no client has such a name.
    return None if "\0" in client_id else await session.get(Client, client_id)


async def lock(session: AsyncSession, client_id: str) -> Client | None:
    """The same, locked until the transaction ends."""
    return await session.get(Client, client_id, with_for_update=True)


async def valid_secrets(session: AsyncSession, client_id: str, *, at: datetime) -> list[Secret]:
    """The secrets that open the door at a moment, oldest first."""
    found = await session.scalars(
        select(Secret)
        .where(
            col(Secret.client_id) == client_id,
            or_(col(Secret.expires_at).is_(None), col(Secret.expires_at) > at),
        )
        .order_by(col(Secret.created_at), col(Secret.id))
    )
    return list(found)


async def note_use(session: AsyncSession, secret: Secret, *, at: datetime) -> None:
    """Remember that a secret was used, at most once a minute."""
    used = col(Secret.last_used_at)
    if secret.last_used_at is not None and secret.last_used_at > at - USE_NOTED_EVERY:
        return
    # Of many at once the first writes; the others find it written when their turn comes.
    await session.execute(
        update(Secret)
        .where(col(Secret.id) == secret.id, or_(used.is_(None), used <= at - USE_NOTED_EVERY))
        .values(last_used_at=at)
        .execution_options(synchronize_session=False)
    )


async def changed_since(session: AsyncSession, moment: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Clients that are disabled or were changed since: client_id, disabled_at, scopes, forum, provinces."""
    found = await session.execute(
        select(
            col(Client.client_id),
            col(Client.disabled_at),
            col(Client.scopes),
            col(Client.forum),
            col(Client.provinces),
        ).where(or_(col(Client.disabled_at).is_not(None), col(Client.updated_at) > moment))
    )
    return found.all()


async def revoked(session: AsyncSession, *, at: datetime) -> dict[UUID, str]:
    """Tokens that ended early and have not expired, and secrets whose tokens did: id and client."""
    found = await session.execute(
        select(col(Revocation.id), col(Revocation.client_id)).where(col(Revocation.expires_at) > at)
    )
    return {row.id: row.client_id for row in found}


async def revoke(session: AsyncSession, id: UUID, *, client_id: str, expires_at: datetime) -> bool:  # noqa: A002
    """Remember a revocation; False where it is remembered already."""
    done = await session.execute(
        insert(Revocation)
        .values(id=id, client_id=client_id, expires_at=expires_at)
        .on_conflict_do_nothing()
        .returning(col(Revocation.id))
    )
    return done.one_or_none() is not None


async def purge_revocations(session: AsyncSession, *, at: datetime) -> None:
    """Forget revocations of tokens that have expired."""
    await session.execute(delete(Revocation).where(col(Revocation.expires_at) <= at))


async def has_demonstration(session: AsyncSession) -> bool:
    """Whether there is a demonstration client that is not disabled."""
    found = await session.execute(
        select(exists().where(col(Client.demonstration), col(Client.disabled_at).is_(None)))
    )
    return bool(found.scalar_one())
