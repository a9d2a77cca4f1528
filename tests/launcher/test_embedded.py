import os
import socket
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from deploy.local import binaries, embedded
from deploy.local.embedded import EmbeddedPostgres, EmbeddedPostgresError

from .conftest import Drive


def ask(server: EmbeddedPostgres, query: str) -> object:
    with psycopg.connect(server.admin_url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_server_answers_and_keeps_its_data_and_port_over_a_restart(home: Path) -> None:
    server = EmbeddedPostgres(home)
    assert not server.is_running()
    server.start()
    assert server.is_running()
    server.start()  # already running: nothing happens
    url = server.admin_url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert not server.is_running()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    server.stop()  # not running: nothing happens

    with EmbeddedPostgres(home) as again:
        assert again.admin_url == url
        assert ask(again, "SELECT answer FROM kept") == 42


def test_the_server_is_set_up_as_the_design_says(server: EmbeddedPostgres) -> None:
    for setting, value in {
        "listen_addresses": "127.0.0.1",
        "max_connections": "300",
        "shared_buffers": "128MB",
        "jit": "off",
        "timezone": "UTC",
        "fsync": "off",  # this one is not durable
        "data_checksums": "on",
        "password_encryption": "scram-sha-256",
        "server_encoding": "UTF8",
    }.items():
        assert ask(server, f"SELECT current_setting('{setting}')") == value
    assert ask(
        server, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'"
    ) == ("bC.UTF-8")
    assert (
        ask(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules") == "scram-sha-256"
    )


def test_a_durable_server_syncs_and_takes_settings(made: Path) -> None:
    with EmbeddedPostgres(made, settings={"work_mem": "5MB"}) as server:
        for setting, value in {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}.items():
            assert ask(server, f"SELECT current_setting('{setting}')") == value
        assert ask(server, "SELECT current_setting('work_mem')") == "5MB"


def test_nobody_else_can_read_the_password_the_cluster_the_socket_or_the_log(
    server: EmbeddedPostgres,
) -> None:
    assert mode(server.location / "password") == 0o600
    assert mode(server.location / "data") == 0o700
    assert mode(server.location / "socket") == 0o700
    assert mode(server.log_file) == 0o600
    wrong = server.admin_url.replace(":", ":x", 2).replace(":x//", "://")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_taken_port_is_exchanged_for_another_one(made: Path) -> None:
    with EmbeddedPostgres(made, durable=False) as server:
        first = server.admin_url
    port = int(first.rpartition(":")[2].split("/")[0])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with EmbeddedPostgres(made, durable=False) as server:
            assert server.admin_url != first
            second = server.admin_url
            assert ask(server, "SELECT 1") == 1
    with EmbeddedPostgres(made, durable=False) as server:
        assert server.admin_url == second


def test_a_second_launcher_is_refused_and_the_first_one_goes_on(server: EmbeddedPostgres) -> None:
    with pytest.raises(EmbeddedPostgresError, match="Another launcher is already running PostgreSQL in"):
        EmbeddedPostgres(server.location, durable=False).start()
    assert ask(server, "SELECT 1") == 1


def test_a_home_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(EmbeddedPostgresError, match=r"cannot use .*/file/below: Not a directory\."):
        EmbeddedPostgres(home / "file" / "below").start()


def test_a_folder_that_is_not_a_cluster_is_left_alone(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "letter.txt").write_text("not yours")
    with pytest.raises(EmbeddedPostgresError, match="is not a PostgreSQL cluster"):
        EmbeddedPostgres(home).start()
    assert (home / "data" / "letter.txt").read_text() == "not yours"


def test_a_cluster_of_another_release_is_one_sentence(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 16; this release brings 18"):
        EmbeddedPostgres(home).start()


def test_a_server_that_does_not_start_says_why_and_lets_go_of_the_folder(made: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"does not start: unrecognized configuration parameter"):
        EmbeddedPostgres(made, durable=False, settings={"no_such_setting": "1"}).start()
    with EmbeddedPostgres(made, durable=False) as server:
        assert ask(server, "SELECT 1") == 1


def test_the_url_is_not_known_before_the_first_start(home: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="has not been started"):
        _ = EmbeddedPostgres(home).admin_url


def test_a_home_can_be_moved_also_to_a_path_too_long_for_a_socket(made: Path, home: Path) -> None:
    far = home / ("long" * 25)
    made.rename(far)
    try:
        with EmbeddedPostgres(far, durable=False) as server:
            assert ask(server, "SELECT current_setting('unix_socket_directories')") == ""
    finally:
        far.rename(made)


def test_a_home_the_server_cannot_enter_is_stood_in_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, behind a closed parent; any other account runs the server itself and enters."""
    monkeypatch.setattr(embedded, "_MOVED_HOMES", home / "var")
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "postgresql", durable=False) as server:
        moved = server.location
        assert moved.parent == (home / "var" if os.geteuid() == 0 else closed)
        with psycopg.connect(server.admin_url) as connection:
            connection.execute("CREATE TABLE kept ()")
    with EmbeddedPostgres(closed / "postgresql", durable=False) as server:
        assert server.location == moved
        assert ask(server, "SELECT 'kept'::regclass::text") == "kept"


def test_the_server_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    owner = Path("/proc", str(server.pid)).stat().st_uid
    assert owner != 0
    assert owner == os.geteuid() or os.geteuid() == 0


def test_an_unprivileged_account_serves_in_a_home_of_its_own(home: Path, drive: Drive) -> None:
    _, proof = drive("as-nobody", home / "nobody")
    assert proof["uid"] == proof["server_uid"] != 0
    assert proof["starts"] == 2


def test_programs_of_an_older_release_are_replaced(home: Path) -> None:
    (home / "postgresql-0.0.1").mkdir()
    (home / "postgresql-99.partial").mkdir()
    programs = binaries.provide(home)
    assert [home / path.name for path in home.iterdir()] == [programs.parents[2]]
    version = subprocess.run([programs / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    assert " 18." in version.stdout
    assert binaries.provide(home) == programs
