"""What the registry's tests share."""

import pytest
from fastapi import FastAPI

from services.kit.db import Databases
from services.registry.forums.imports import import_forum
from services.registry.importer import IMPORTER, read_json, take_all_later_facts
from tests.support.callers import Caller


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
async def later_facts(real_forums: Caller, registry_app_running: FastAPI) -> Caller:
    """The real forums with what is known of them since."""
    databases: Databases = registry_app_running.state.databases
    assert sum([await take_all_later_facts(database) for database in databases.values()]) == 10
    return real_forums


@pytest.fixture
async def kartamantul(registry: Caller, registry_app_running: FastAPI) -> Caller:
    """The registry with Kartamantul alone, as imported."""
    databases: Databases = registry_app_running.state.databases
    record = next(r for r in read_json("forums.json") if r["slug"] == "kartamantul")
    async with databases["kabkota"].write.begin() as session:
        assert await import_forum(session, IMPORTER, record=record, titles=read_json("sources.json"))
    return registry
