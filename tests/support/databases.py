"""The node's databases on one embedded server, emptied after each test."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import psycopg
from psycopg import sql

from deploy.local.embedded import EmbeddedPostgres
from services.kit.migrate import upgrade
from services.kit.provision import Role, create_database
from services.kit.simpul import SIMPUL, Simpul

# Loaded once per run, read by all tests, written by none.
KEPT_TABLES = frozenset({"alembic_version", "feed_identity", "regions", "vocabularies", "vocabulary_terms"})


@dataclass(frozen=True)
class TestDatabase:
    """One database, with the URLs of its login role and of its owner."""

    __test__ = False

    name: str
    login_url: str
    owner_url: str


def make_database(server: EmbeddedPostgres, name: str, service: str) -> TestDatabase:
    """Create and migrate one database with a pair of roles of its own."""
    owner, login = Role(f"{name}_owner", "owner"), Role(f"{name}_app", "login")
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        create_database(admin, name, owner=owner, login=login)
        at = f"{admin.info.host}:{admin.info.port}/{name}"
    database = TestDatabase(
        name,
        login_url=f"postgresql://{login.name}:{login.password}@{at}",
        owner_url=f"postgresql://{owner.name}:{owner.password}@{at}",
    )
    upgrade(service, database.owner_url)
    return database


def make_service_databases(server: EmbeddedPostgres, service: str) -> dict[Simpul, TestDatabase]:
    """Both databases of a service."""
    return {simpul: make_database(server, f"{service}_{simpul}", service) for simpul in SIMPUL}


def empty(databases: Iterable[TestDatabase]) -> None:
    """Delete what a test wrote, as the owner, in one batch in reverse order of foreign keys."""
    for database in databases:
        connection, batch = _emptying(database.owner_url)
        connection.execute(batch)


@cache
def _emptying(owner_url: str) -> tuple[psycopg.Connection, sql.Composed]:
    """The owner's connection and the batch, kept for the run: both cost more than the deleting."""
    connection = psycopg.connect(owner_url, autocommit=True)
    deletes = [
        sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in _tables_children_first(connection)
    ]
    return connection, sql.SQL(";").join(deletes)


def _tables_children_first(connection: psycopg.Connection) -> list[str]:
    tables = {
        row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    references = {
        (child, parent)
        for child, parent in connection.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text "
            "FROM pg_constraint WHERE contype = 'f'"
        )
        if child != parent
    }
    ordered: list[str] = []
    left = tables - KEPT_TABLES
    while left:
        free = {t for t in left if not any(p == t and c in left for c, p in references)}
        assert free, f"circular foreign keys among {left}"
        ordered += sorted(free)
        left -= free
    return ordered
