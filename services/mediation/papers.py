"""Makes the files of papers: a job, done again after a crash, off the event loop."""

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import jobs
from services.kit.db import Database
from services.kit.files.store import FileStore, key_of
from services.mediation.typesetting import typeset


@dataclass(frozen=True, slots=True)
class Draft:
    """What a paper's file is made of: a template, what it says, and the moment it bears."""

    template: str
    data: Mapping[str, Any]
    at: datetime


class Note(Protocol):
    """Says of a paper that its file is there, with hash and size, or that it could not be made (neither)."""

    async def __call__(
        self, session: AsyncSession, paper_id: UUID, /, *, sha256: str | None, size: int | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper.

    task    the job that makes one, enqueued with its `paper_id`
    draft   what a paper is made of; None where there is nothing to make, or its file is there
    """

    task: str
    draft: Callable[[AsyncSession, UUID], Awaitable[Draft | None]]
    note: Note


# The job that takes away a file that was made, or handed in, and is not to be there any more.
FORGET: Final = "papers.forget"


def forgetting(store: FileStore) -> jobs.Task:
    """The job that takes files away."""

    async def run(database: Database, file_id: str, sha256: str) -> None:
        await store.delete(key_of(database.simpul, sha256, UUID(file_id)))

    return jobs.Task(FORGET, run)


def making(kind: Kind, store: FileStore) -> jobs.Task:
    """The job that makes papers of a kind."""

    async def run(database: Database, paper_id: str) -> None:
        await make(kind, database, store, UUID(paper_id))

    async def give_up(database: Database, paper_id: str) -> None:
        async with database.write.begin() as session:
            await kind.note(session, UUID(paper_id), sha256=None, size=None)

    return jobs.Task(kind.task, run, give_up)


async def make(kind: Kind, database: Database, store: FileStore, paper_id: UUID) -> None:
    """Make a paper's file and say that it is there. One that is there is left alone."""
    async with database.read.begin() as session:
        draft = await kind.draft(session, paper_id)
    if draft is None:
        return
    made = await asyncio.to_thread(typeset, draft.template, draft.data, at=draft.at)
    digest = hashlib.sha256(made).hexdigest()
    # The bytes before the row that names them; bytes that no row names are swept.
    await store.put(key_of(database.simpul, digest, paper_id), io.BytesIO(made))
    async with database.write.begin() as session:
        await kind.note(session, paper_id, sha256=digest, size=len(made))
