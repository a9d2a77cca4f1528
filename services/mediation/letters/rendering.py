"""Makes the files of letters: a job, done again after a crash, off the event loop."""

import asyncio
import hashlib
import io
from uuid import UUID

from services.kit import clock, jobs
from services.kit.db import Database
from services.kit.files.store import FileStore, key_of
from services.mediation.letters import queries
from services.mediation.letters.service import TASK
from services.mediation.typesetting import typeset


def task(store: FileStore) -> jobs.Task:
    """The job that makes one letter's file."""

    async def run(database: Database, letter_id: str) -> None:
        await render(database, store, UUID(letter_id))

    async def give_up(database: Database, letter_id: str) -> None:
        async with database.write.begin() as session:
            letter = await queries.lock(session, UUID(letter_id))
            if letter is not None and letter.file_state == "menunggu":
                letter.file_state = "gagal"

    return jobs.Task(TASK, run, give_up)


async def render(database: Database, store: FileStore, letter_id: UUID) -> None:
    """Make a letter's file and say that it is there. One that is there is left alone."""
    async with database.read.begin() as session:
        letter = await queries.read(session, letter_id)
    if letter is None or letter.file_state != "menunggu":
        return
    template = f"letters/templates/{letter.kind}.typ"
    made = await asyncio.to_thread(typeset, template, letter.data, at=clock.start_of(letter.dated))
    digest = hashlib.sha256(made).hexdigest()
    # The bytes before the row that names them; bytes that no row names are swept.
    await store.put(key_of(database.simpul, digest, letter_id), io.BytesIO(made))
    async with database.write.begin() as session:
        found = await queries.lock(session, letter_id)
        if found is not None and found.file_state == "menunggu":
            found.file_state, found.file_sha256, found.file_size = "siap", digest, len(made)
