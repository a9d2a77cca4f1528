"""Jobs: what a worker does later, enqueued in the transaction of the act that asks for it.

procrastinate keeps them in the database they are about. One `App` per database, made anew for each
worker, with plain functions registered on it; a job that a dead worker left is taken up by the next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import telemetry
from services.kit.db import DATABASE_IS_AWAY, Database, Databases
from services.kit.worker import Loop

CONCURRENCY = 2
HEARTBEAT_SECONDS = 2.0
# A worker silent for so long is dead; what it did is done by another.
STALLED_SECONDS = 15.0
# What a stopping worker gives its jobs to come to the end of a step by themselves.
GRACE_SECONDS = 0.5
RETRY_SECONDS = 1
# Between two attempts at one job the time doubles, up to this.
LONGEST_RETRY_SECONDS = 300
# So often a job is tried that fails for another reason than a database that is away: for about an hour.
MOST_ATTEMPTS = 20

log = telemetry.get_logger(__name__)

# Only makes statements; each is run on the connection of the caller's transaction.
_enqueuing = JobManager(PsycopgConnector())


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job: its name, and the function that does it in one database.

    It is called again after each failure and after a stop or crash, so it goes on where it was. Where that
    was done in vain too often `given_up` is told, with the same arguments, and the job is gone.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    given_up: Callable[..., Awaitable[None]] | None = None


async def enqueue(session: AsyncSession, task: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Enqueue a job in the session's transaction: it exists if and only if that commits.

    Of jobs with the same lock one runs at a time, in their order.
    """
    connection = await (await session.connection()).get_raw_connection()
    deferrer = configure_task(
        name=task, job_manager=_enqueuing, lock=lock, connection=connection.driver_connection
    )
    await deferrer.defer_async(**arguments)


def app_of(database: Database, tasks: Sequence[Task]) -> App:
    """The jobs of one database."""
    connector = PsycopgConnector(
        conninfo=database.direct_url,
        min_size=1,
        max_size=4,
        kwargs={"application_name": "simpul-jobs"},
    )
    app = App(connector=connector)
    for task in tasks:
        app.task(name=task.name, retry=_Retry(), pass_context=True)(_of(database, task))
    return app


class _Retry(BaseRetryStrategy):
    """Again and again while the database is away, which passes; else so often and no more."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if _is_last(exception, job):
            return None
        wait = RETRY_SECONDS * 2 ** min(job.attempts, 16)
        return RetryDecision(retry_in={"seconds": min(wait, LONGEST_RETRY_SECONDS)})


def _is_last(error: BaseException, job: Job) -> bool:
    is_away = isinstance(error, (*DATABASE_IS_AWAY, ConnectorException))
    # What is under way is not counted yet.
    return not is_away and job.attempts + 1 >= MOST_ATTEMPTS


def _of(database: Database, task: Task) -> Callable[..., Awaitable[None]]:
    async def run(context: JobContext, **arguments: Any) -> None:
        try:
            await task.run(database, **arguments)
        except Exception as error:
            if _is_last(error, context.job):
                log.exception("job_given_up", task=task.name, job=context.job.id)
                if task.given_up is not None:
                    await task.given_up(database, **arguments)
            raise

    return run


def working(databases: Databases, tasks: Sequence[Task]) -> list[Loop]:
    """The loops that do the jobs of each simpul."""
    return [partial(_work, database, tasks) for database in databases.values()]


async def _work(database: Database, tasks: Sequence[Task], stop: asyncio.Event) -> None:
    """Do jobs until told to stop. A database that is away is waited for."""
    while not stop.is_set():
        app = app_of(database, tasks)
        try:
            async with app.open_async():
                await _until_stopped(app, stop)
        except (*DATABASE_IS_AWAY, ConnectorException) as error:
            log.warning("jobs_wait", simpul=database.simpul, error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)


async def _until_stopped(app: App, stop: asyncio.Event) -> None:
    worker = asyncio.create_task(
        app.run_worker_async(
            concurrency=CONCURRENCY,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="always",
        )
    )
    others = [asyncio.create_task(_rescue(app)), asyncio.create_task(stop.wait())]
    try:
        await asyncio.wait([worker, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (worker, *others):
            task.cancel()
        ended = await asyncio.gather(worker, *others, return_exceptions=True)
    for result in ended:
        if isinstance(result, Exception):
            raise result


async def _rescue(app: App) -> None:
    """Give the jobs of dead workers to the living."""
    while True:
        await rescue_stalled(app, silent_for=STALLED_SECONDS)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def rescue_stalled(app: App, *, silent_for: float) -> int:
    """Put back every job whose worker has been silent for so many seconds; how many there were."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for))
    for job in stalled:
        await app.job_manager.retry_job(job)
        log.warning("job_rescued", task=job.task_name, job=job.id)
    return len(stalled)
