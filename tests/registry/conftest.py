"""What the registry's tests share."""

import pytest
from fastapi import FastAPI

from services.kit.db import Databases
from services.kit.simpul import Simpul
from services.registry.importer import take_all_later_facts
from tests.support.callers import Caller
from tests.support.databases import TestDatabase
from tests.support.held import HeldStates
from tests.support.real_forums import import_real_forums


@pytest.fixture(scope="session")
def held(registry_databases: dict[Simpul, TestDatabase]) -> HeldStates:
    """What tests of the registry begin with, built once."""
    return HeldStates(registry_databases.values())


@pytest.fixture
async def real_forums(registry: Caller, registry_app_running: FastAPI, held: HeldStates) -> Caller:
    """The registry with the 21 real forums in their simpul."""
    await held.begin_with("real_forums", lambda: import_real_forums(registry_app_running))
    return registry


@pytest.fixture
async def later_facts(real_forums: Caller, registry_app_running: FastAPI) -> Caller:
    """The real forums with what is known of them since."""
    databases: Databases = registry_app_running.state.databases
    assert sum([await take_all_later_facts(database) for database in databases.values()]) == 10
    return real_forums


@pytest.fixture
async def kartamantul(registry: Caller, registry_app_running: FastAPI, held: HeldStates) -> Caller:
    """The registry with Kartamantul alone, as imported."""
    await held.begin_with("kartamantul", lambda: import_real_forums(registry_app_running, "kartamantul"))
    return registry
