import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from deploy.local import leftovers
from deploy.local.embedded import EmbeddedPostgres

from .conftest import Drive, is_alive, kill, wait_until


@pytest.fixture
def home(made: Path) -> Path:
    """One cluster for all of them, with no table of an earlier test."""
    with EmbeddedPostgres(made) as server, psycopg.connect(server.admin_url) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
    return made


def commit(url: str, value: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def values(server: EmbeddedPostgres) -> list[int]:
    with psycopg.connect(server.admin_url) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY value")]


def test_after_kill_9_of_the_server_it_starts_again_on_the_same_port(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        url, pid = server.admin_url, server.pid
        assert pid is not None
        commit(url, 1)
        busy = psycopg.connect(url)  # its backend outlives the server for a moment
        busy.execute("INSERT INTO kept VALUES (99)")
        os.kill(pid, signal.SIGKILL)
        server.wait()
        assert not server.is_running()
        server.start()
        busy.close()
        assert server.admin_url == url
        assert server.pid != pid
        assert values(server) == [1]  # what was committed, and nothing else


def test_after_kill_9_of_the_launcher_the_kernel_ends_the_server(home: Path, drive: Drive) -> None:
    driver, ready = drive("postgres", home)
    commit(ready["url"], 1)
    kill(driver)
    wait_until(lambda: not is_alive(ready["pid"]))
    wait_until(lambda: leftovers.living_in(home / "data") == [])
    with EmbeddedPostgres(home) as server:
        assert values(server) == [1]


def test_the_next_launcher_may_come_while_the_server_is_still_going_down(home: Path, drive: Drive) -> None:
    driver, ready = drive("postgres", home)
    commit(ready["url"], 1)
    kill(driver)
    with EmbeddedPostgres(home) as server:
        assert values(server) == [1]


def test_after_kill_9_of_everything_nothing_committed_is_lost(home: Path, drive: Drive) -> None:
    driver, ready = drive("postgres", home)
    commit(ready["url"], 1)
    processes = leftovers.living_in(home / "data")
    assert ready["pid"] in processes
    assert len(processes) > 3
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    kill(driver)
    assert (home / "data" / "postmaster.pid").exists()
    with EmbeddedPostgres(home) as server:
        assert values(server) == [1]


def test_a_server_whose_launcher_died_unnoticed_is_found_and_ended(home: Path, drive: Drive) -> None:
    """As when the death signal is lost: the postmaster is stopped while its launcher dies."""
    driver, ready = drive("postgres", home)
    commit(ready["url"], 1)
    os.kill(ready["pid"], signal.SIGSTOP)
    kill(driver)
    assert is_alive(ready["pid"])
    os.kill(ready["pid"], signal.SIGCONT)
    with EmbeddedPostgres(home) as server:
        assert not is_alive(ready["pid"])
        assert values(server) == [1]


def test_a_stale_pid_file_is_no_obstacle(home: Path) -> None:
    """Its process id is in use again: by a living process, by a zombie."""
    with EmbeddedPostgres(home) as server:
        commit(server.admin_url, 1)
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    for value, pid in ((2, os.getppid()), (3, zombie.pid)):
        (home / "data" / "postmaster.pid").write_text(f"{pid}\n{home}/data\n0\n1\n\n127.0.0.1\n\nready\n")
        (home / "socket" / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")
        with EmbeddedPostgres(home) as server:
            commit(server.admin_url, value)
    zombie.wait()
    with EmbeddedPostgres(home) as server:
        assert values(server) == [1, 2, 3]
