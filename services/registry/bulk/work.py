"""The job: reads a file into rows once, then judges row after row.

A row is one transaction with its history, its feed row, its line in the report and the place where the
job goes on, so that a worker may die at any moment and nothing is half written or done twice. Rows that
write nothing share a transaction. A dry run takes back each row's savepoint and keeps its line.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock, telemetry
from services.kit.db import Database, Databases
from services.kit.jobs import Task
from services.kit.problems import Internal
from services.kit.worker import Loop, every
from services.registry.bulk import queries
from services.registry.bulk.judging import Verdict, judge, problem_of, task_of
from services.registry.bulk.limits import Limits
from services.registry.bulk.models import (
    CREATED,
    DONE,
    FAILED,
    REFUSED,
    RUNNING,
    TASK,
    UNCHANGED,
    WAITING,
    BulkImport,
    BulkImportChunk,
    BulkImportRow,
)
from services.registry.bulk.problems import Unreadable
from services.registry.bulk.reading import FileRow, rows
from services.registry.bulk.sheets import SHEETS

# What one transaction may take while nothing is written: others wait for its locks no longer.
STEP_ROWS = 200
STEP_SECONDS = 0.5
_FETCHED_AT_ONCE = 25
_STAGED_AT_ONCE = 500
SWEEP_SECONDS = 3600.0

log = telemetry.get_logger(__name__)

_rows: Table = BulkImportRow.__table__  # type: ignore[attr-defined]
_report = (
    update(_rows)
    .where(_rows.c.import_id == bindparam("of"), _rows.c.number == bindparam("at"))
    .values(
        outcome=bindparam("outcome"),
        key=bindparam("key"),
        made_id=bindparam("made_id"),
        problems=bindparam("problems"),
    )
)


def task(limits: Limits) -> Task:
    """The job as a worker registers it."""
    return Task(TASK, partial(run, limits=limits), _give_up)


async def _give_up(database: Database, *, import_id: str) -> None:
    """End an import that fails for a reason nobody foresaw; the rows that were judged keep their lines."""
    async with database.write.begin() as session:
        job = await queries.lock_to_work(session, UUID(import_id))
        if job is None or job.state not in (WAITING, RUNNING):
            return
        problem = Internal()
        job.state, job.finished_at, job.version = FAILED, clock.now(), job.version + 1
        job.problem = {"code": problem.code, "detail": problem.title._asdict(), "problems": []}


async def run(database: Database, *, limits: Limits, import_id: str) -> None:
    """Do an import from where it is to its end. Called again, it goes on, or finds nothing to do."""
    own_id = UUID(import_id)
    try:
        await _stage(database, own_id, limits)
    except Unreadable as problem:
        await _fail(database, own_id, problem)
        return
    while await step(database, own_id):
        pass


async def _stage(database: Database, import_id: UUID, limits: Limits) -> None:
    """Read the file into rows, some at a time: no transaction lasts as long as a large file takes.

    Whoever was here before staged the very same rows, so begun again it leaves those that are there.
    """
    with tempfile.TemporaryFile() as file:
        async with database.write.begin() as session:
            job = await queries.lock_to_work(session, import_id)
            if job is None or job.state != WAITING:
                return
            position = count = 0
            while piece := await queries.chunk(session, import_id, position):
                file.write(piece)
                position += 1
        found = rows(file, job.format, SHEETS[job.kind], limits)
        # Reading is work for the processor: the publisher beside it must not wait.
        while batch := await asyncio.to_thread(_take, found, _STAGED_AT_ONCE):
            count += len(batch)
            staged = [{"import_id": import_id, "number": row.number, "cells": row.cells} for row in batch]
            async with database.write.begin() as session:
                job = await queries.lock_to_work(session, import_id)
                if job is None or job.state != WAITING:
                    return
                await session.execute(insert(_rows).on_conflict_do_nothing(), staged)
    async with database.write.begin() as session:
        job = await queries.lock_to_work(session, import_id)
        if job is None or job.state != WAITING:
            return
        await session.execute(delete(BulkImportChunk).where(col(BulkImportChunk.import_id) == import_id))
        job.rows, job.state, job.started_at = count, RUNNING, clock.now()
        job.version += 1


def _take(found: Iterator[FileRow], size: int) -> list[FileRow]:
    return list(islice(found, size))


async def _fail(database: Database, import_id: UUID, problem: Unreadable) -> None:
    async with database.write.begin() as session:
        job = await queries.lock_to_work(session, import_id)
        if job is None or job.state != WAITING:
            return
        await session.execute(delete(_rows).where(_rows.c.import_id == import_id))
        job.state, job.finished_at, job.version = FAILED, clock.now(), job.version + 1
        job.problem = {
            "code": problem.code,
            "detail": (problem.detail or problem.title)._asdict(),
            "problems": [problem_of(error.pointer.strip("/") or None, error) for error in problem.errors],
        }
    log.info("import_failed", import_id=str(import_id), code=problem.code)


async def step(database: Database, import_id: UUID) -> bool:
    """Judge the next rows in one transaction, up to the first that writes. Whether there are more."""
    deadline = time.monotonic() + STEP_SECONDS
    async with database.write.begin() as session:
        job = await queries.lock_to_work(session, import_id)
        if job is None or job.state != RUNNING:
            return False
        common, cursor = task_of(job), job.cursor
        counts = {CREATED: job.created, UNCHANGED: job.unchanged, REFUSED: job.refused}
        values: dict[str, Any] = {"version": job.version + 1}
        judged = 0
        is_over = must_commit = False
        while not is_over and not must_commit:
            batch = await queries.unjudged(session, import_id, after=cursor, size=_FETCHED_AT_ONCE)
            is_over = not batch
            verdicts = []
            for number, cells in batch:
                verdict = await judge(session, common, number, cells)
                verdicts.append(verdict)
                counts[verdict.outcome] += 1
                cursor = number
                has_written = verdict.outcome == CREATED and not common.dry_run
                judged += 1
                must_commit = has_written or judged == STEP_ROWS or time.monotonic() > deadline
                if must_commit:
                    break
            await _tell(session, import_id, verdicts)
        if is_over:
            values |= {"state": DONE, "finished_at": clock.now()}
        values |= {
            "cursor": cursor,
            "created": counts[CREATED],
            "unchanged": counts[UNCHANGED],
            "refused": counts[REFUSED],
        }
        await session.execute(update(BulkImport).where(col(BulkImport.id) == import_id).values(values))
    return not is_over


async def _tell(session: AsyncSession, import_id: UUID, verdicts: list[Verdict]) -> None:
    """Write the report's lines."""
    if not verdicts:
        return
    told = [
        {
            "of": import_id,
            "at": verdict.number,
            "outcome": verdict.outcome,
            "key": verdict.key,
            "made_id": verdict.made_id,
            "problems": list(verdict.problems),
        }
        for verdict in verdicts
    ]
    await (await session.connection()).execute(_report, told)


async def forget(database: Database, limits: Limits) -> int:
    """Forget what was sent with imports that ended some days ago; how many. Their reports stay."""
    before = clock.now() - timedelta(days=limits.kept_days)
    async with database.write.begin() as session:
        ended = await queries.ended_before(session, before, size=10)
        if ended:
            is_of = _rows.c.import_id.in_(ended)
            await session.execute(update(_rows).where(is_of).values(cells=None))
            chunks = delete(BulkImportChunk).where(col(BulkImportChunk.import_id).in_(ended))
            await session.execute(chunks)
            held = update(BulkImport).where(col(BulkImport.id).in_(ended))
            await session.execute(held.values(holds_upload=False))
    return len(ended)


def sweeping(databases: Databases, limits: Limits) -> list[Loop]:
    """The loops that forget, each hour, what was sent long ago."""
    return [
        every(
            SWEEP_SECONDS,
            partial(_forget_all, database, limits),
            waits="forgetting_waits",
            simpul=database.simpul,
        )
        for database in databases.values()
    ]


async def _forget_all(database: Database, limits: Limits) -> None:
    while await forget(database, limits):
        pass
