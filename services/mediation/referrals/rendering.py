"""Makes the papers of dossiers: a job, done again after a crash, off the event loop."""

import asyncio
import hashlib
import io
from uuid import UUID

from services.kit import jobs
from services.kit.db import Database
from services.kit.files.store import FileStore, key_of
from services.mediation.referrals import queries, service
from services.mediation.typesetting import typeset

_TEMPLATE = "referrals/templates/berkas_rujukan.typ"


def task(store: FileStore) -> jobs.Task:
    """The job that makes one dossier's paper."""

    async def run(database: Database, referral_id: str) -> None:
        await render(database, store, UUID(referral_id))

    async def give_up(database: Database, referral_id: str) -> None:
        async with database.write.begin() as session:
            await service.note_made(session, UUID(referral_id), sha256=None, size=None)

    return jobs.Task(service.TASK, run, give_up)


async def render(database: Database, store: FileStore, referral_id: UUID) -> None:
    """Make a dossier's paper and say that it is there. One that is there is left alone."""
    async with database.read.begin() as session:
        referral = await queries.read(session, referral_id)
    if referral is None or referral.file_state != "menunggu":
        return
    made = await asyncio.to_thread(typeset, _TEMPLATE, referral.data, at=referral.composed_at)
    digest = hashlib.sha256(made).hexdigest()
    # The bytes before the row that names them; bytes that no row names are swept.
    await store.put(key_of(database.simpul, digest, referral_id), io.BytesIO(made))
    async with database.write.begin() as session:
        await service.note_made(session, referral_id, sha256=digest, size=len(made))
