"""What many tests begin with: built once per run, then put back row by row."""

from collections.abc import Awaitable, Callable, Iterable

import psycopg
from psycopg import sql

from tests.support.databases import TestDatabase, owner_of, written_tables


class HeldStates:
    """States of some databases by name, each built by the code under test the first time it is asked for.

    Rows are copied as they lie there and put back into emptied tables. Positions of a feed go on from
    where its sequence stands, so no two tests share one.
    """

    def __init__(self, databases: Iterable[TestDatabase]) -> None:
        self._owners = [owner_of(database.owner_url) for database in databases]
        self._held: dict[str, list[sql.Composed]] = {}

    async def begin_with(self, name: str, build: Callable[[], Awaitable[object]]) -> None:
        """Put the state of this name into the databases, which hold nothing that a test wrote."""
        if name in self._held:
            for owner, batch in zip(self._owners, self._held[name], strict=True):
                owner.execute(batch)
            return
        await build()
        self._held[name] = [_hold(owner, name) for owner in self._owners]


def _hold(owner: psycopg.Connection, name: str) -> sql.Composed:
    """Copy every table that has rows; the batch that puts them back, parents first."""
    batch = []
    for table in reversed(written_tables(owner)):
        if owner.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).rowcount == 0:
            continue
        copy = sql.Identifier("pg_temp", f"{name}.{table}"[:63])
        owner.execute(sql.SQL("CREATE TEMP TABLE {} AS TABLE {}").format(copy, sql.Identifier(table)))
        columns = sql.SQL(", ").join(map(sql.Identifier, _stored_columns(owner, table)))
        batch.append(
            sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(
                sql.Identifier(table), columns, columns, copy
            )
        )
    return sql.SQL(";").join(batch)


def _stored_columns(owner: psycopg.Connection, table: str) -> list[str]:
    rows = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return [row[0] for row in rows]
