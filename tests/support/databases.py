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
KEPT_TABLES = frozenset(
    {
        "alembic_version",
        "feed_identity",
        # The registry's, and what mediation was told of them.
        "regions",
        "vocabularies",
        "vocabulary_terms",
        "reference_forums",
        "reference_regions",
        "reference_terms",
    }
)


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
        owner_of(database.owner_url).execute(_emptying(database.owner_url))


@cache
def owner_of(owner_url: str) -> psycopg.Connection:
    """The owner's connection, kept for the run: making it costs more than what is done on it."""
    return psycopg.connect(owner_url, autocommit=True)


@cache
def _emptying(owner_url: str) -> sql.Composed:
    tables = written_tables(owner_of(owner_url))
    return sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables)


def written_tables(connection: psycopg.Connection) -> list[str]:
    """The tables that tests write to, children before those they refer to."""
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
