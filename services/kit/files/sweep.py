"""Sweeps bytes that no row names: of an upload that broke off, or of a file that was taken away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.db import DATABASE_IS_AWAY, Database, Databases
from services.kit.files.store import STORE_IS_AWAY, FileStore, file_of

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


async def run(databases: Databases, store: FileStore, existing: Existing, stop: asyncio.Event) -> None:
    """Sweep every hour until told to stop."""
    while not stop.is_set():
        for database in databases.values():
            try:
                if swept := await sweep(database, store, existing):
                    log.info("files_swept", simpul=database.simpul, files=swept)
            except (*DATABASE_IS_AWAY, *STORE_IS_AWAY) as error:
                log.warning("sweep_waits", simpul=database.simpul, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), SECONDS)
        except TimeoutError:
            continue
