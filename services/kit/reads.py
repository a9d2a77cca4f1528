"""Hot reads: from SQL to bytes.

A select is built with SQLAlchemy Core, compiled once per shape for psycopg, and run on psycopg's own
pool (autocommit, prepared, binary). What it fetches is JSON already, as bytea, so nothing is parsed
on the way through.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg import errors as pg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import SelectBase, SQLColumnExpression, cast, func, literal_column
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import LargeBinary, Text

# What a server says on ending a session; one that dies says nothing, and libpq raises its own error.
_ENDED_BY_SERVER = (pg.AdminShutdown, pg.CrashShutdown, pg.CannotConnectNow, pg.IdleSessionTimeout)
_DIALECT = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class CompiledRead:
    """A select compiled for psycopg: its text and the parameters that are constants of the shape."""

    sql: str
    constants: Mapping[str, Any]


def compile_read(statement: SelectBase) -> CompiledRead:
    """Compile a select once. Values come by name at each call, lists as `= ANY(:list)`."""
    compiled = statement.compile(dialect=_DIALECT)
    assert isinstance(compiled, SQLCompiler)
    constants = {k: v for k, v in compiled.params.items() if v is not None}
    return CompiledRead(str(compiled), constants)


def json_bytes(expression: SQLColumnExpression[Any]) -> ColumnElement[bytes]:
    """A JSON expression as UTF-8 bytes: psycopg would decode json and text, and it is passed through."""
    return func.convert_to(cast(expression, Text), literal_column("'UTF8'"), type_=LargeBinary)


def json_object(**fields: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """A JSON object with these keys in this order.

    Keys are written into the statement: as parameters they would travel with every execution.
    """
    parts: list[Any] = []
    for key, value in fields.items():
        parts += [literal_column(f"'{key}'"), value]
    return func.json_build_object(*parts)


def json_list(item: ColumnElement[Any], *, order_by: Any) -> ColumnElement[Any]:
    """A JSON array of `item` over the rows of the enclosing select; `[]` where there are none."""
    return func.coalesce(func.json_agg(aggregate_order_by(item, order_by)), literal_column("'[]'::json"))


class HotReads:
    """Runs compiled reads on a pool of autocommitting, preparing, binary connections."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool

    async def all(self, read: CompiledRead, **values: object) -> list[tuple[Any, ...]]:
        """Every row of a read (whose select carries its LIMIT)."""
        try:
            return await self._fetch(read, values)
        except OperationalError as error:
            if not _was_cut(error):
                raise
            # The server went away since this connection was last used. A read may be asked again,
            # once every connection that died with it has left the pool.
            await self._pool.check()
            return await self._fetch(read, values)

    async def _fetch(self, read: CompiledRead, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(read.sql.encode(), {**read.constants, **values}, prepare=True)
            return await cursor.fetchall()

    async def one(self, read: CompiledRead, **values: object) -> tuple[Any, ...] | None:
        """The first row of a read; None where there is none."""
        rows = await self.all(read, **values)
        return rows[0] if rows else None


def _was_cut(error: OperationalError) -> bool:
    """Whether the connection ended. Not so a statement that took too long, or a pool without a free one:
    asking again would double what the server or the caller suffers from already.
    """
    return isinstance(error, _ENDED_BY_SERVER) or type(error) is OperationalError


async def _configure(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)


@asynccontextmanager
async def open_read_pool(url: str, *, size: int) -> AsyncIterator[AsyncConnectionPool]:
    """A pool for hot reads, filled as it is used, closed on leaving."""
    pool: AsyncConnectionPool = AsyncConnectionPool(
        url,
        min_size=0,
        max_size=size,
        open=False,
        configure=_configure,
        check=None,
        timeout=10,
        kwargs={"prepare_threshold": 0, "application_name": "simpul-read"},
    )
    await pool.open(wait=False)
    try:
        yield pool
    finally:
        await pool.close()
