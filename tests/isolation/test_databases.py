"""The layer below: what a service's login role can reach when every check of the program is gone.

Each test connects as the role itself, past all code of ours.
"""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from deploy.local.databases import DATABASES
from deploy.local.embedded import EmbeddedPostgres
from services.kit.simpul import SIMPUL
from tests.support import copies
from tests.support.databases import TestDatabase

NAMES = [database.name for database in DATABASES]
OF_A_SIMPUL = [name for name in NAMES if name.endswith(SIMPUL)]
SERVERS_OWN = ["postgres", "template1", "template0"]
APPEND_ONLY = ["forum_history", "forum_facts", "region_record_history"]


def _other(name: str) -> str:
    """The database of the same service in the other simpul."""
    service, _, simpul = name.rpartition("_")
    return f"{service}_{'kabkota' if simpul == 'provinsi' else 'provinsi'}"


def _as_login(database: TestDatabase) -> psycopg.Connection:
    return psycopg.connect(database.login_url, autocommit=True)


def _as_owner(database: TestDatabase) -> psycopg.Connection:
    return psycopg.connect(database.owner_url, autocommit=True)


def _values(connection: psycopg.Connection, query: str) -> list[object]:
    return [row[0] for row in connection.execute(query.encode())]


@pytest.mark.parametrize("name", NAMES)
def test_no_role_of_a_database_connects_to_any_other(node: dict[str, TestDatabase], name: str) -> None:
    for url in (node[name].login_url, node[name].owner_url):
        psycopg.connect(url).close()
        for elsewhere in {*NAMES, *SERVERS_OWN} - {name}:
            with pytest.raises(psycopg.OperationalError, match=r"permission denied|not currently accepting"):
                psycopg.connect(url.removesuffix(name) + elsewhere)


@pytest.mark.parametrize("name", NAMES)
def test_a_login_role_is_no_member_of_another_and_has_no_attribute_of_power(
    node: dict[str, TestDatabase], name: str
) -> None:
    with _as_login(node[name]) as login:
        assert (
            _values(
                login,
                "SELECT rolname FROM pg_roles WHERE rolname <> current_user"
                " AND pg_has_role(current_user, oid, 'MEMBER')",
            )
            == []
        )
        assert _values(
            login,
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user",
        ) == [False]


@pytest.mark.parametrize("name", NAMES)
def test_a_login_role_owns_nothing(node: dict[str, TestDatabase], name: str) -> None:
    catalogues = {
        "pg_class": "relowner",
        "pg_proc": "proowner",
        "pg_type": "typowner",
        "pg_namespace": "nspowner",
        "pg_database": "datdba",
    }
    with _as_login(node[name]) as login:
        for catalogue, owner in catalogues.items():
            owned = f"SELECT oid FROM {catalogue} WHERE {owner} = current_user::regrole"
            assert _values(login, owned) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE SEQUENCE mine",
        "CREATE TYPE mine AS ENUM ('a')",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE PUBLICATION mine FOR ALL TABLES",
        "CREATE SUBSCRIPTION mine CONNECTION 'dbname=x' PUBLICATION x WITH (connect = false)",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT pg_ls_dir('.')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/mine'",
        "SELECT lo_import('/etc/passwd')",
        "CHECKPOINT",
    ],
)
def test_a_login_role_creates_nothing_and_touches_no_file(
    node: dict[str, TestDatabase], name: str, statement: str
) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with _as_login(node[name]) as login, refused:
        login.execute(statement.encode())


@pytest.mark.parametrize("name", NAMES)
def test_a_login_role_alters_no_table_that_its_service_has(node: dict[str, TestDatabase], name: str) -> None:
    with _as_login(node[name]) as login:
        tables = _values(login, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert len(tables) >= 2
        for statement in (
            "ALTER TABLE {} ADD mine int",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "ALTER TABLE {} OWNER TO CURRENT_USER",
            "CREATE INDEX ON {} ((1))",
            "CREATE TRIGGER mine AFTER INSERT ON {} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "TRUNCATE {}",
            "DROP TABLE {}",
        ):
            for table in tables:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(sql.SQL(statement).format(sql.Identifier(str(table))))


@pytest.mark.parametrize("name", ["registry_provinsi", "registry_kabkota"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_and_facts_are_written_once_and_changed_by_nobody_who_serves(
    node: dict[str, TestDatabase], name: str, table: str
) -> None:
    with _as_login(node[name]) as login:
        _require_append_only(login, table)
        for privilege in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"):
            held = login.execute("SELECT has_table_privilege(%s, %s)", [table, privilege]).fetchone()
            assert held == (False,), privilege


def _require_append_only(login: psycopg.Connection, table: str) -> None:
    allowed = "SELECT has_table_privilege(%s, 'SELECT') AND has_table_privilege(%s, 'INSERT')"
    assert login.execute(allowed, [table, table]).fetchone() == (True,)
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(sql.SQL(statement).format(sql.Identifier(table)))


def test_a_restored_database_is_as_closed_as_the_one_it_was_dumped_from(
    server: EmbeddedPostgres, node: dict[str, TestDatabase]
) -> None:
    restored = copies.dump_and_restore(server, node["registry_kabkota"], "registry_restored")
    try:
        with _as_login(restored) as login:
            for table in APPEND_ONLY:
                _require_append_only(login, table)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute("CREATE TABLE mine ()")
        for stranger in (node["registry_provinsi"], node["knowledge_kabkota"]):
            for url in (stranger.login_url, stranger.owner_url):
                with pytest.raises(psycopg.OperationalError, match="permission denied"):
                    psycopg.connect(url.removesuffix(stranger.name) + restored.name)
    finally:
        copies.drop(server, restored)


@pytest.fixture
def secret(node: dict[str, TestDatabase], name: str) -> Iterator[str]:
    """A table with rows, a function and a type in the other simpul, all of one telling name."""
    with _as_owner(node[_other(name)]) as owner:
        owner.execute("CREATE TABLE rahasia (isi text)")
        owner.execute("INSERT INTO rahasia SELECT 'isi rahasia' FROM generate_series(1, 1234)")
        owner.execute("CREATE FUNCTION rahasia() RETURNS text LANGUAGE sql AS $$ SELECT 'isi rahasia' $$")
        owner.execute("ANALYZE rahasia")
        try:
            yield "rahasia"
        finally:
            owner.execute("DROP TABLE rahasia")
            owner.execute("DROP FUNCTION rahasia()")


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_no_catalogue_shows_a_name_a_source_or_a_row_count_of_the_other_simpul(
    node: dict[str, TestDatabase], name: str, secret: str
) -> None:
    with _as_login(node[_other(name)]) as other:
        assert other.execute("SELECT count(*), rahasia() FROM rahasia").fetchone() == (1234, "isi rahasia")
    with _as_login(node[name]) as login:
        for catalogue in (
            "pg_class",
            "pg_attribute",
            "pg_type",
            "pg_proc",
            "pg_stats",
            "pg_tables",
            "pg_description",
            "pg_shdescription",
            "pg_stat_all_tables",
            "pg_stat_user_functions",
            "pg_statio_all_tables",
            "pg_prepared_statements",
            "information_schema.tables",
            "information_schema.routines",
        ):
            seen = f"SELECT t::text FROM {catalogue} t WHERE t::text LIKE '%rahasia%'"
            assert _values(login, seen) == [], catalogue
        assert 1234 not in _values(login, "SELECT reltuples FROM pg_class")


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_no_statement_reaches_into_the_other_simpul(
    node: dict[str, TestDatabase], name: str, secret: str
) -> None:
    other = _other(name)
    with _as_login(node[name]) as login:
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="cross-database"):
            login.execute(f"SELECT * FROM {other}.public.rahasia".encode())
        with pytest.raises(psycopg.errors.UndefinedTable):
            login.execute("SELECT * FROM rahasia")
        with pytest.raises(psycopg.errors.UndefinedFunction):
            login.execute("SELECT rahasia()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("SELECT pg_database_size(%s)", [other])
        for extension in ("dblink", "postgres_fdw"):
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
                login.execute(f"CREATE EXTENSION {extension}".encode())


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_a_function_is_its_own_databases_and_not_the_publics(
    node: dict[str, TestDatabase], name: str, secret: str
) -> None:
    with _as_login(node[_other(name)]) as login:
        assert _values(login, "SELECT has_function_privilege('public', 'rahasia()', 'EXECUTE')") == [False]
        assert _values(login, "SELECT rahasia()") == ["isi rahasia"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("CREATE OR REPLACE FUNCTION rahasia() RETURNS text LANGUAGE sql AS 'SELECT ''x'''")


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_a_notification_of_one_simpul_is_not_heard_in_the_other(
    node: dict[str, TestDatabase], name: str
) -> None:
    with _as_login(node[name]) as listener, _as_login(node[_other(name)]) as other:
        listener.execute("LISTEN feed")
        other.execute("NOTIFY feed, 'from the other'")
        other.execute("SELECT 1")
        # Sent later and in its own database: what came before it would have been heard by now.
        listener.execute("NOTIFY feed, 'from its own'")
        heard = [n.payload for n in listener.notifies(timeout=5, stop_after=1)]
        assert heard == ["from its own"]


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_an_advisory_lock_of_one_simpul_is_free_in_the_other(
    node: dict[str, TestDatabase], name: str
) -> None:
    take = "SELECT pg_try_advisory_lock(42)"
    with _as_login(node[name]) as one, _as_login(node[_other(name)]) as other, _as_login(node[name]) as same:
        assert _values(one, take) == [True]
        assert _values(same, take) == [False]
        assert _values(other, take) == [True]


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_what_one_simpul_asks_its_database_cannot_be_read_in_the_other(
    node: dict[str, TestDatabase], name: str
) -> None:
    with _as_login(node[_other(name)]) as other, _as_login(node[name]) as login:
        other.execute("SELECT 'isi rahasia'")
        pid = other.info.backend_pid
        query = login.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
        assert query == ("<insufficient privilege>",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("SELECT pg_cancel_backend(%s)", [pid])


@pytest.mark.parametrize("name", OF_A_SIMPUL)
def test_this_much_can_be_seen_of_the_other_simpul_and_we_say_so(
    node: dict[str, TestDatabase], name: str
) -> None:
    """On a shared server: names of databases and roles, who is connected where, and counters per
    database (rows written since the server's start, among them). A server for each simpul hides these.
    """
    other = _other(name)
    with _as_login(node[other]) as session, _as_login(node[name]) as login:
        session.execute("SELECT 1")
        assert other in _values(login, "SELECT datname FROM pg_database")
        assert {f"{other}_owner", f"{other}_app"} <= set(_values(login, "SELECT rolname FROM pg_roles"))
        counters = login.execute(
            "SELECT numbackends, xact_commit, tup_inserted FROM pg_stat_database WHERE datname = %s", [other]
        ).fetchone()
        assert counters is not None
        assert None not in counters
        assert other in _values(login, "SELECT datname FROM pg_stat_activity")
