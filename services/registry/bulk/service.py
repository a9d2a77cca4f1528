"""Acts on imports: send a file, stop its job. What the job itself does is in `work`."""

import asyncio
from typing import IO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, jobs
from services.kit.actor import Actor
from services.kit.language import Text
from services.registry.bulk import policy, queries, reading
from services.registry.bulk.limits import Limits
from services.registry.bulk.models import (
    CANCELLED,
    RUNNING,
    TASK,
    WAITING,
    BulkImport,
    BulkImportChunk,
    BulkImportRow,
)
from services.registry.bulk.problems import ImportNotFound, ImportOver, TooManyWaiting
from services.registry.bulk.sheets import SHEETS

_CHUNK = 262_144


async def send(
    session: AsyncSession,
    actor: Actor,
    file: IO[bytes],
    *,
    kind: str,
    format_: str,
    dry_run: bool,
    size: int,
    sha256: str,
    limits: Limits,
) -> BulkImport:
    """Take a file and enqueue its job. Raises `Unreadable` for what a glance tells."""
    policy.require_import(actor, kind)
    await asyncio.to_thread(reading.check, file, format_, SHEETS[kind], limits)
    if await queries.count_waiting(session, actor) >= limits.waiting:
        raise TooManyWaiting(limits.waiting)
    job = BulkImport(
        kind=kind,
        format=format_,
        dry_run=dry_run,
        who=actor.subject,
        actor={
            "subject": actor.subject,
            "roles": sorted(actor.roles),
            "scopes": sorted(actor.scopes),
            "bindings": sorted(actor.bindings),
        },
        forums=sorted(actor.bound_to("forum")),
        size_bytes=size,
        sha256=sha256,
        created_at=clock.now(),
    )
    session.add(job)
    # The pieces refer to it.
    await session.flush()
    file.seek(0)
    position = 0
    while piece := file.read(_CHUNK):
        session.add(BulkImportChunk(import_id=job.id, position=position, content=piece))
        # Written and let go, so that no more than one is held.
        await session.flush()
        session.expunge_all()
        position += 1
    await jobs.enqueue(session, TASK, lock=f"bulk-import:{actor.subject}", import_id=str(job.id))
    return job


async def require(session: AsyncSession, actor: Actor, import_id: UUID) -> BulkImport:
    """An import that this actor may see."""
    policy.require_reading(actor)
    job = await queries.find(session, actor, import_id)
    if job is None:
        raise ImportNotFound()
    return job


async def cancel(session: AsyncSession, actor: Actor, import_id: UUID) -> BulkImport:
    """Stop an import where it is: rows that were made stay, the others are left alone."""
    policy.require_cancel(actor)
    job = await queries.lock(session, actor, import_id)
    if job is None:
        raise ImportNotFound()
    if job.state not in (WAITING, RUNNING):
        raise ImportOver(
            Text(f"Impor ini sudah berakhir: {job.state}.", f"This import is over already: {job.state}.")
        )
    job.state, job.finished_at, job.version = CANCELLED, clock.now(), job.version + 1
    await session.flush()
    return job


async def rows_of(
    session: AsyncSession, job: BulkImport, *, outcome: str | None, after: int, size: int
) -> list[BulkImportRow]:
    """Rows of an import that have been judged, in the order of the file."""
    return await queries.rows_page(session, job, outcome=outcome, after=after, size=size)
