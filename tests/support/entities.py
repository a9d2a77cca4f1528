"""Entities of no domain, written as every service writes its own: lock, change, record."""

from dataclasses import dataclass
from random import Random

import psycopg
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.feed import outbox

KIND = "entity"
_entities = Table(
    "entities",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One change: which entity, its version, and a note that no other change carries."""

    entity_id: str
    version: int
    note: str


def make_table(owner_url: str) -> None:
    """Make the table of entities, as the owner of a migrated database."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE entities (id text PRIMARY KEY, version bigint NOT NULL)")


def fill(owner_url: str, ids: list[str]) -> None:
    """Entities at version 0, which no feed has heard of yet."""
    with psycopg.connect(owner_url, autocommit=True) as owner, owner.cursor() as cursor:
        cursor.executemany("INSERT INTO entities VALUES (%s, 0)", [(i,) for i in ids])


async def begin(session: AsyncSession) -> int:
    """Begin the session's transaction in earnest, with its snapshot and its id; gives the id."""
    row = (await session.execute(select(text("pg_current_xact_id()::text::bigint")))).one()
    return int(row[0])


async def raise_version(session: AsyncSession, entity_id: str) -> int:
    """Lock an entity and raise its version; the new one."""
    statement = update(_entities).where(_entities.c.id == entity_id)
    raised = statement.values(version=_entities.c.version + 1).returning(_entities.c.version)
    return int((await session.execute(raised)).scalar_one())


async def change(session: AsyncSession, entity_id: str, note: str) -> Written:
    """Lock an entity, change it, record the change."""
    version = await raise_version(session, entity_id)
    payload = {"id": entity_id, "version": version, "note": note}
    await outbox.record(session, outbox.Change(KIND, entity_id, version, payload))
    return Written(entity_id, version, note)


async def change_some(session: AsyncSession, ids: list[str], note: str, random: Random) -> list[Written]:
    """Change one entity, or two in one transaction, locked in the order of their ids."""
    chosen = sorted(random.sample(ids, k=random.choice([1, 1, 2])))
    return [await change(session, entity_id, f"{note}/{entity_id}") for entity_id in chosen]


async def write_against_the_order(
    first: AsyncSession, second: AsyncSession, entity_id: str, note: str
) -> tuple[Written, Written]:
    """Two changes of one entity: `first` begins before `second` and commits after it.

    In the order of their commits, which is the order of their versions.
    """
    older = await begin(first)
    later = await change(second, entity_id, f"{note}/begun-second")
    younger = await begin(second)
    await second.commit()
    assert older < younger, "the transactions began in the wrong order"
    latest = await change(first, entity_id, f"{note}/begun-first")
    await first.commit()
    return later, latest


async def count_pending(session: AsyncSession) -> int:
    """How many changes wait for the publisher."""
    return int(await session.scalar(select(func.count()).select_from(text("feed_pending"))) or 0)
