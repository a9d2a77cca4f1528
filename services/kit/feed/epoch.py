"""The feed's epoch: which incarnation of the database a cursor belongs to.

A hash of a stored random value, the cluster's system identifier and timeline, and the oids of the
database and of the feed's table. A restore, a clone or a failover changes one of them by itself;
after a data-only restore `renew` changes the first.
"""

import secrets

from sqlalchemy import Text, bindparam, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.feed.tables import TABLES
from services.kit.reads import HotReads, compile_read

_identity = TABLES.identity
_catalogue = table("pg_database", column("oid"), column("datname"))

_ingredients = func.concat_ws(
    "/",
    func.encode(_identity.c.secret, "hex"),
    select(literal_column("system_identifier")).select_from(func.pg_control_system()).scalar_subquery(),
    select(literal_column("timeline_id")).select_from(func.pg_control_checkpoint()).scalar_subquery(),
    select(_catalogue.c.oid).where(_catalogue.c.datname == func.current_database()).scalar_subquery(),
    cast(literal_column("'feed'::regclass::oid"), Text),
)
EPOCH = func.encode(func.sha256(func.convert_to(_ingredients, "UTF8")), "hex")
_read = compile_read(select(EPOCH).select_from(_identity))


async def current(reads: HotReads) -> str:
    """The present epoch, 64 hexadecimal digits."""
    row = await reads.one(_read)
    assert row is not None, "a database without feed identity was not migrated"
    return str(row[0])


async def renew(session: AsyncSession) -> None:
    """Begin a new epoch: every cursor given out becomes 410. Needed after a data-only restore."""
    secret = secrets.token_bytes(32)
    statement = insert(_identity).values(one=True, secret=bindparam("secret"))
    await session.execute(
        statement.on_conflict_do_update(index_elements=["one"], set_={"secret": bindparam("secret")}),
        {"secret": secret},
    )
