"""What the registry's tests share."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from fastapi import FastAPI

from services.kit.db import Databases
from services.kit.simpul import Simpul
from services.registry.forums.imports import import_forum
from services.registry.importer import IMPORTER, read_json
from tests.support.callers import Caller
from tests.support.databases import TestDatabase, empty


@pytest.fixture
async def real_forums(registry: Caller, registry_app_running: FastAPI) -> Caller:
    """The registry with the 21 real forums in their simpul."""
    databases: Databases = registry_app_running.state.databases
    titles = read_json("sources.json")
    for record in read_json("forums.json"):
        async with databases[record["simpul"]].write.begin() as session:
            assert await import_forum(session, IMPORTER, record=record, titles=titles)
    return registry


@pytest.fixture
def changing_regions(registry: Caller, registry_databases: dict[Simpul, TestDatabase]) -> Iterator[Caller]:
    """The registry, whose regions are put back afterwards: all other tests read them as imported."""
    with ExitStack() as stack:
        owners = [
            stack.enter_context(psycopg.connect(database.owner_url, autocommit=True))
            for database in registry_databases.values()
        ]
        for owner in owners:
            owner.execute("CREATE TEMP TABLE held AS TABLE regions")
        yield registry
        empty(registry_databases.values())
        for owner in owners:
            owner.execute("DELETE FROM regions; INSERT INTO regions TABLE held")
