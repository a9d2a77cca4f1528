"""Databases, one per simpul, and the transaction of a request.

A simpul's database is chosen here and nowhere else, from a verified internal token, so a handler
never sees the other one.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import psycopg
from fastapi import Depends, Request
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SQLAlchemyPoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.asyncio.session import async_sessionmaker

from services.kit.auth import authenticate
from services.kit.reads import HotReads, open_read_pool
from services.kit.settings import ServiceSettings
from services.kit.simpul import SIMPUL, Simpul

Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Database:
    """One simpul's database: `write` and `read` make sessions, `hot` reads bytes."""

    simpul: Simpul
    direct_url: str
    engine: AsyncEngine
    write: Sessions
    read: Sessions
    hot: HotReads


Databases = Mapping[Simpul, Database]
# A database that is away or goes away: a loop waits and tries again. Whatever raises these says it
# in its own words, SQLAlchemy in a statement, psycopg when a dead connection is put back.
DATABASE_IS_AWAY = (
    OperationalError,
    InterfaceError,
    SQLAlchemyPoolTimeout,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OSError,
)
_compact_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def _sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@asynccontextmanager
async def open_databases(settings: ServiceSettings) -> AsyncIterator[Databases]:
    """Both databases of a service, closed on leaving. Connections are made on first use."""
    databases: dict[Simpul, Database] = {}
    async with AsyncExitStack() as stack:
        for simpul in SIMPUL:
            url = settings.database_url(simpul)
            engine = create_async_engine(
                _sqlalchemy_url(url),
                # An error is logged with its statement, never with what was being written.
                hide_parameters=True,
                pool_size=settings.write_pool_size,
                max_overflow=settings.write_pool_size,
                pool_pre_ping=True,
                # What is stored as JSON is handed out as it lies there: compact, and readable as sent.
                json_serializer=_compact_json,
            )
            stack.push_async_callback(engine.dispose)
            pool: AsyncConnectionPool = await stack.enter_async_context(
                open_read_pool(url, size=settings.read_pool_size)
            )
            # `info` tells the one thing about its place that a service may need: which simpul.
            write = async_sessionmaker(
                engine, class_=AsyncSession, expire_on_commit=False, info={"simpul": simpul}
            )
            read = async_sessionmaker(
                engine.execution_options(postgresql_readonly=True),
                class_=AsyncSession,
                expire_on_commit=False,
                info={"simpul": simpul},
            )
            databases[simpul] = Database(
                simpul, settings.direct_url(simpul), engine, write, read, HotReads(pool)
            )
        yield databases


async def _database(request: Request) -> Database:
    databases: Databases = request.app.state.databases
    return databases[authenticate(request).simpul]


async def _transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One request, one transaction: commit on return, roll back on any exception."""
    database = await _database(request)
    async with database.write.begin() as session:
        request.state.session = session
        yield session


async def _read_transaction(request: Request) -> AsyncIterator[AsyncSession]:
    database = await _database(request)
    async with database.read.begin() as session:
        yield session


async def _hot(request: Request) -> HotReads:
    return (await _database(request)).hot


CurrentDatabase = Annotated[Database, Depends(_database)]

# scope="function": the commit happens before the response leaves, so a 201 is never a lie.
Session = Annotated[AsyncSession, Depends(_transaction, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(_read_transaction, scope="function")]
Reads = Annotated[HotReads, Depends(_hot)]


def simpul_of(session: AsyncSession) -> Simpul:
    """Which simpul's database a session writes to."""
    simpul: Simpul = session.info["simpul"]
    return simpul
