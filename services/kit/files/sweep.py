"""Sweeps bytes that no row names: of an upload that broke off, or of a file that was taken away."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.db import DATABASE_IS_AWAY, Database, Databases
from services.kit.files.store import STORE_IS_AWAY, FileStore, file_of
from services.kit.worker import Loop, every

# Far longer than an upload takes between its bytes and its row.
GRACE = timedelta(hours=24)
SECONDS = 3600.0

# Those of some ids that rows name.
Existing = Callable[[AsyncSession, Iterable[UUID]], Awaitable[set[UUID]]]

log = telemetry.get_logger(__name__)


async def sweep(database: Database, store: FileStore, existing: Existing) -> int:
    """Forget orphaned bytes of one simpul; how many there were. What is not a file's is left alone."""
    swept, before = 0, clock.now() - GRACE
    async for found in store.list(database.simpul):
        old = {
            key: file_id
            for key, stored_at in found
            if stored_at < before and (file_id := file_of(database.simpul, key)) is not None
        }
        if not old:
            continue
        async with database.read.begin() as session:
            named = await existing(session, old.values())
        for key, file_id in old.items():
            if file_id not in named:
                await store.delete(key)
                swept += 1
    return swept


def sweeping(databases: Databases, store: FileStore, existing: Existing) -> list[Loop]:
    """The loops that sweep every hour."""
    return [
        every(
            SECONDS,
            partial(_sweep_and_say, database, store, existing),
            waits="sweep_waits",
            away=(*DATABASE_IS_AWAY, *STORE_IS_AWAY),
            simpul=database.simpul,
        )
        for database in databases.values()
    ]


async def _sweep_and_say(database: Database, store: FileStore, existing: Existing) -> None:
    if swept := await sweep(database, store, existing):
        log.info("files_swept", simpul=database.simpul, files=swept)
