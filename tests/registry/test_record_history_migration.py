"""What was done to border pairs before all records had one history is told after it too."""

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, pool

from deploy.local.embedded import EmbeddedPostgres
from services.kit.migrate import alembic_config, upgrade
from tests.support.databases import TestDatabase, make_database

PAIRS_ONLY = "90d2f86b9520"
ENTRY = (
    "INSERT INTO border_pair_history (id, pair_id, version, field, old, new, who, at)"
    " VALUES (gen_random_uuid(), '018f0000-0000-7000-8000-000000000001', %s, 'note', 'null', '\"x\"',"
    " 'client:lama', now())"
)


@pytest.fixture(scope="module")
def database(server: EmbeddedPostgres) -> TestDatabase:
    """A database as the release before left it, with an entry in it, brought up to date."""
    made = make_database(server, "registry_before_records", "registry")
    config = alembic_config("registry")
    url = made.owner_url.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, PAIRS_ONLY)
    with psycopg.connect(made.login_url, autocommit=True) as login:
        login.execute(ENTRY, [1])
    assert upgrade("registry", made.owner_url)
    return made


def test_the_release_before_still_writes_and_reads_what_the_new_one_tells(database: TestDatabase) -> None:
    with psycopg.connect(database.login_url, autocommit=True) as login:
        login.execute(ENTRY, [2])
        told = login.execute(
            "SELECT kind, record_id::text, version FROM region_record_history ORDER BY version"
        ).fetchall()
        assert told == [("border_pair", "018f0000-0000-7000-8000-000000000001", n) for n in (1, 2)]
        before = login.execute("SELECT pair_id::text, version FROM border_pair_history ORDER BY version")
        assert before.fetchall() == [row[1:] for row in told]


@pytest.mark.parametrize("name", ["border_pair_history", "region_record_history"])
def test_history_is_written_once_under_either_name(database: TestDatabase, name: str) -> None:
    with psycopg.connect(database.login_url, autocommit=True) as login:
        for statement in (f"UPDATE {name} SET who = who", f"DELETE FROM {name}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(statement.encode())
