"""What tests of mediation have beside its door: the worker that makes papers."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI

from services.kit.db import Database
from services.kit.jobs import app_of
from services.mediation.worker import jobs_of


@pytest.fixture
def database(mediation_app_running: FastAPI) -> Database:
    found: Database = mediation_app_running.state.databases["kabkota"]
    return found


@pytest.fixture
def render(mediation_app_running: FastAPI, database: Database) -> Callable[[], Awaitable[None]]:
    """Do every job that waits, as the worker does, into the service's own store."""
    store = mediation_app_running.state.files

    async def work() -> None:
        app = app_of(database, jobs_of(store))
        async with app.open_async():
            await app.run_worker_async(
                wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always"
            )

    return work
