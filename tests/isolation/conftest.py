"""The node's databases as the launcher makes them, each with its owner's role and its login role."""

from collections.abc import Iterator

import psycopg
import pytest

from deploy.local.databases import DATABASES
from deploy.local.embedded import EmbeddedPostgres
from tests.support.databases import TestDatabase, make_database


@pytest.fixture(scope="session")
def node(server: EmbeddedPostgres) -> dict[str, TestDatabase]:
    """Every database of the node, by name."""
    return {
        database.name: make_database(server, database.name, database.migrations) for database in DATABASES
    }


@pytest.fixture
def admin(server: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    """The server's superuser."""
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        yield connection
