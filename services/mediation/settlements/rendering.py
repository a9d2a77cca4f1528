"""Makes the papers of signed settlements: a job, done again after a crash, off the event loop."""

import asyncio
import hashlib
import io
from typing import Final
from uuid import UUID

from services.kit import jobs
from services.kit.db import Database
from services.kit.files.store import FileStore, key_of
from services.mediation.settlements import concluding, queries
from services.mediation.typesetting import typeset

TEMPLATE: Final = "settlements/templates/kesepakatan.typ"


def task(store: FileStore) -> jobs.Task:
    """The job that makes one paper."""

    async def run(database: Database, paper_id: str) -> None:
        await render(database, store, UUID(paper_id))

    async def give_up(database: Database, paper_id: str) -> None:
        async with database.write.begin() as session:
            await concluding.note_made(session, UUID(paper_id), sha256=None, size=None)

    return jobs.Task(concluding.TASK, run, give_up)


async def render(database: Database, store: FileStore, paper_id: UUID) -> None:
    """Make a paper and say that it is there. One that is there is left alone."""
    async with database.read.begin() as session:
        paper = await queries.read_paper(session, paper_id)
    if paper is None or paper.file_state != "menunggu":
        return
    made = await asyncio.to_thread(typeset, TEMPLATE, paper.data, at=paper.composed_at)
    digest = hashlib.sha256(made).hexdigest()
    # The bytes before the row that names them; bytes that no row names are swept.
    await store.put(key_of(database.simpul, digest, paper_id), io.BytesIO(made))
    async with database.write.begin() as session:
        await concluding.note_made(session, paper_id, sha256=digest, size=len(made))
