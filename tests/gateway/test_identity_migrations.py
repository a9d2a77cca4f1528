"""What was there before a migration still opens the door after it."""

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import create_engine, pool

from deploy.local.embedded import EmbeddedPostgres
from gateway.identity.credentials import hash_secret
from services.kit.migrate import alembic_config, upgrade
from tests.gateway.conftest import OpenGateway
from tests.gateway.test_oauth import GRANT, TOKEN, basic
from tests.support.databases import TestDatabase, make_database

ONE_SECRET = "3d5a515b8665"


@pytest.fixture(scope="module")
def database(server: EmbeddedPostgres) -> TestDatabase:
    """A database as the release before left it, with a client in it, brought up to date."""
    made = make_database(server, "identity_before", "identity")
    config = alembic_config("identity")
    url = made.owner_url.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, ONE_SECRET)
    with psycopg.connect(made.login_url, autocommit=True) as login:
        login.execute(
            "INSERT INTO clients (client_id, name, role, simpul, scopes, provinces, secret_sha256,"
            " demonstration, created_at)"
            " VALUES ('kementerian-lama', 'Lama', 'ministry', '{kabkota}', '{registry:read}', '{}', %s,"
            " false, now())",
            [hash_secret("rahasia lama")],
        )
    assert upgrade("identity", made.owner_url)
    return made


async def test_a_client_keeps_its_secret(database: TestDatabase, open_gateway: OpenGateway) -> None:
    async with open_gateway(identity_database_url=database.login_url) as door:
        credentials = basic("kementerian-lama", "rahasia lama")
        assert (await door.http.post(TOKEN, data=GRANT, headers=credentials)).status_code == 200
        wrong = basic("kementerian-lama", "lain")
        assert (await door.http.post(TOKEN, data=GRANT, headers=wrong)).status_code == 401


def test_the_release_before_still_finds_what_it_reads(database: TestDatabase) -> None:
    with psycopg.connect(database.login_url) as login:
        kept = login.execute("SELECT secret_sha256 FROM clients").fetchall()
    assert kept == [(hash_secret("rahasia lama"),)]


def test_history_is_written_once(database: TestDatabase) -> None:
    with psycopg.connect(database.login_url, autocommit=True) as login:
        for statement in ("UPDATE {} SET who = who", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(sql.SQL(statement).format(sql.Identifier("client_history")))
