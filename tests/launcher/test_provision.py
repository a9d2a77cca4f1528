from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from deploy.local.databases import url_as
from deploy.local.embedded import EmbeddedPostgres
from services.kit.provision import RefusedRole, Role, create_database, drop_database

FIRST, SECOND = "first_provinsi", "first_kabkota"


def owner_of(name: str) -> Role:
    return Role(f"{name}_owner", "kept by nobody")


def login_of(name: str) -> Role:
    return Role(f"{name}_app", "p@ss:/'word")


def as_role(server: EmbeddedPostgres, role: Role, name: str) -> psycopg.Connection:
    return psycopg.connect(url_as(server.admin_url, role.name, role.password, name), autocommit=True)


def one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def admin(server: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module", autouse=True)
def databases(admin: psycopg.Connection) -> Iterator[None]:
    """Two databases with a table, a function and a schema made by their owners afterwards."""
    for name in (FIRST, SECOND):
        assert create_database(admin, name, owner=owner_of(name), login=login_of(name))
        with psycopg.connect(
            admin.info.dsn,
            password=owner_of(name).password,
            user=owner_of(name).name,
            dbname=name,
        ) as owner:
            owner.execute("CREATE TABLE forums (id int GENERATED ALWAYS AS IDENTITY, name text)")
            owner.execute("CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2'")
            owner.execute("CREATE SCHEMA jobs CREATE TABLE jobs (id serial, name text)")
    yield
    for name in (FIRST, SECOND):
        drop_database(admin, name)
        drop_database(admin, name)  # gone already: nothing happens
        assert admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None


def test_making_a_database_again_changes_nothing_but_the_passwords(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    new = Role(login_of(FIRST).name, "another one")
    assert not create_database(admin, FIRST, owner=owner_of(FIRST), login=new)
    with pytest.raises(psycopg.OperationalError, match="password"):
        as_role(server, login_of(FIRST), FIRST)
    as_role(server, new, FIRST).close()
    assert not create_database(admin, FIRST, owner=owner_of(FIRST), login=login_of(FIRST))
    as_role(server, login_of(FIRST), FIRST).close()


def test_the_login_role_has_dml_on_what_the_owner_made(server: EmbeddedPostgres) -> None:
    with as_role(server, login_of(FIRST), FIRST) as login:
        login.execute("INSERT INTO forums (name) VALUES ('Kartamantul')")
        login.execute("UPDATE forums SET name = 'KARTAMANTUL'")
        assert one(login, "SELECT name FROM forums") == "KARTAMANTUL"
        login.execute("DELETE FROM forums")
        login.execute("INSERT INTO jobs.jobs (name) VALUES ('publish')")
        assert one(login, "SELECT last_value FROM forums_id_seq") == 1
        assert one(login, "SELECT two()") == 2


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE TABLE jobs.mine ()",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION vector",
        "ALTER TABLE forums ADD mine int",
        "TRUNCATE forums",
        "DROP TABLE forums",
        "DROP FUNCTION two()",
        "CREATE OR REPLACE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 3'",
        "SELECT setval('forums_id_seq', 1)",
        f"SET ROLE {FIRST}_owner",
        f"ALTER DATABASE {FIRST} SET work_mem = '1GB'",
        f"ALTER ROLE {FIRST}_owner PASSWORD 'mine'",
        "COPY forums TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_the_login_role_may_do_nothing_but_dml(server: EmbeddedPostgres, statement: str) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with as_role(server, login_of(FIRST), FIRST) as login, refused:
        login.execute(statement.encode())


def test_the_login_role_cannot_pass_its_rights_on(server: EmbeddedPostgres) -> None:
    with as_role(server, login_of(FIRST), FIRST) as login:
        login.execute("GRANT SELECT ON forums TO PUBLIC")  # PostgreSQL only warns
        assert one(login, "SELECT has_table_privilege('public', 'forums', 'SELECT')") is False


@pytest.mark.parametrize("elsewhere", [SECOND, "postgres", "template1"])
@pytest.mark.parametrize("role", [login_of(FIRST), owner_of(FIRST)], ids=["login", "owner"])
def test_roles_of_one_database_connect_to_no_other(
    server: EmbeddedPostgres, role: Role, elsewhere: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        as_role(server, role, elsewhere)


def test_public_has_no_right_on_any_database_nor_on_new_functions(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    stranger = Role("stranger", "stranger")
    admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    try:
        for name in (FIRST, SECOND, "postgres", "template1"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                as_role(server, stranger, name)
        admin.execute(f"GRANT CONNECT ON DATABASE {FIRST} TO stranger".encode())
        with as_role(server, stranger, FIRST) as guest:
            for query in ("SELECT two()", "SELECT * FROM forums", "CREATE TABLE mine ()"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    guest.execute(query.encode())
    finally:
        admin.execute(f"REVOKE CONNECT ON DATABASE {FIRST} FROM stranger".encode())
        admin.execute("DROP ROLE stranger")


def test_the_login_role_has_the_timeouts_and_the_time_zone(server: EmbeddedPostgres) -> None:
    with as_role(server, login_of(FIRST), FIRST) as login:
        for setting, value in {
            "lock_timeout": "5s",
            "statement_timeout": "30s",
            "idle_in_transaction_session_timeout": "30s",
            "transaction_timeout": "1min",
            "timezone": "UTC",
        }.items():
            assert one(login, f"SELECT current_setting('{setting}')") == value


def test_clones_share_roles_and_are_closed_and_timed_like_their_template(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    clones = (f"{FIRST}_1", f"{FIRST}_2")
    try:
        for clone in clones:
            assert create_database(admin, clone, owner=owner_of(FIRST), login=login_of(FIRST), template=FIRST)
            with as_role(server, login_of(FIRST), clone) as login:
                login.execute("INSERT INTO forums (name) VALUES ('only here')")
                assert one(login, "SELECT count(*) FROM forums") == 1
                assert one(login, "SELECT current_setting('statement_timeout')") == "30s"
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute("CREATE TABLE mine ()")
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                as_role(server, login_of(SECOND), clone)
    finally:
        for clone in clones:
            drop_database(admin, clone)


def test_a_clone_for_other_roles_than_its_templates_is_refused(admin: psycopg.Connection) -> None:
    with pytest.raises(RefusedRole, match=f"The template {FIRST} belongs to {FIRST}_owner"):
        create_database(admin, "stolen", owner=owner_of(SECOND), login=login_of(SECOND), template=FIRST)


def test_a_role_that_may_do_more_is_refused(admin: psycopg.Connection) -> None:
    admin.execute("CREATE ROLE mighty CREATEROLE")
    with pytest.raises(RefusedRole, match="The role mighty exists and may do more"):
        create_database(admin, "mine", owner=owner_of(FIRST), login=Role("mighty", "mighty"))
    admin.execute("DROP ROLE mighty")


def test_a_drop_ends_the_sessions_in_the_database(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    create_database(admin, "short", owner=owner_of(FIRST), login=login_of(FIRST), template=FIRST)
    session = as_role(server, login_of(FIRST), "short")
    drop_database(admin, "short")
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")


def test_an_admin_without_superuser_makes_and_drops_databases_too(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    """As on a managed PostgreSQL."""
    admin.execute("CREATE ROLE manager LOGIN PASSWORD 'm' CREATEDB CREATEROLE")
    admin.execute("GRANT CONNECT ON DATABASE postgres TO manager")
    name = "managed"
    with as_role(server, Role("manager", "m"), "postgres") as manager:
        for made in (True, False):
            assert create_database(manager, name, owner=owner_of(name), login=login_of(name)) is made
        with as_role(server, owner_of(name), name) as owner:
            owner.execute("CREATE TABLE forums (name text)")
        clone = f"{name}_clone"
        assert create_database(manager, clone, owner=owner_of(name), login=login_of(name), template=name)
        with as_role(server, login_of(name), clone) as login:
            login.execute("INSERT INTO forums VALUES ('Kartamantul')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute("CREATE TABLE mine ()")
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                as_role(server, login_of(name), FIRST)
            drop_database(manager, clone)
        drop_database(manager, name)
    for role in (owner_of(name).name, login_of(name).name):
        admin.execute(f"DROP ROLE {role}".encode())
    admin.execute("REVOKE CONNECT ON DATABASE postgres FROM manager")
    admin.execute("DROP ROLE manager")


def test_no_password_is_written_to_the_servers_log(
    server: EmbeddedPostgres, admin: psycopg.Connection
) -> None:
    admin.execute("SET log_statement = 'all'")
    try:
        create_database(admin, FIRST, owner=owner_of(FIRST), login=login_of(FIRST))
    finally:
        admin.execute("RESET log_statement")
    log = server.log_file.read_text()
    assert "PASSWORD 'SCRAM-SHA-256$" in log
    assert login_of(FIRST).password.replace("'", "''") not in log
    assert str(urlsplit(server.admin_url).password) not in log
