"""The gateway's own database of identity, and the transaction of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.ext.asyncio.session import async_sessionmaker

Sessions = async_sessionmaker[AsyncSession]

# Tokens are asked for every ten minutes per client: a few connections are plenty.
POOL_SIZE = 5
CONNECT_SECONDS = 5


@asynccontextmanager
async def open_sessions(url: str) -> AsyncIterator[Sessions]:
    """Sessions on one database, whose connections are made on first use and closed on leaving."""
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "simpul-gateway"},
    )
    try:
        yield async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    finally:
        await engine.dispose()


async def _transaction(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: Sessions = request.app.state.identity_sessions
    async with sessions.begin() as session:
        request.state.session = session
        yield session


async def _read_transaction(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: Sessions = request.app.state.identity_sessions
    async with sessions.begin() as session:
        await session.connection(execution_options={"postgresql_readonly": True})
        yield session


# scope="function": the commit happens before the response leaves, so a 201 is never a lie.
Session = Annotated[AsyncSession, Depends(_transaction, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(_read_transaction, scope="function")]
