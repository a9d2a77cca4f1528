import subprocess
from pathlib import Path

import psycopg

from deploy.local import leftovers
from deploy.local.embedded import EmbeddedPostgres

from .conftest import Drive, is_alive, kill, wait_until


def answers(server: EmbeddedPostgres) -> bool:
    with psycopg.connect(server.admin_url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_half_made_cluster_is_made_anew(home: Path) -> None:
    half = home / "data.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    (home / "password").write_text("of the first attempt")
    with EmbeddedPostgres(home, durable=False) as server:
        assert answers(server)
    assert not half.exists()


def test_a_launcher_killed_while_it_makes_the_cluster_is_no_obstacle(home: Path, drive: Drive) -> None:
    driver, _ = drive("postgres", home, wait=False)
    wait_until(lambda: (home / "data.partial" / "PG_VERSION").exists())
    kill(driver)
    assert not (home / "data").exists()
    with EmbeddedPostgres(home, durable=False) as server:
        assert answers(server)


def test_only_processes_of_postgresql_count_as_leftovers(home: Path) -> None:
    """A person's shell that stands in the data folder is left alone."""
    (home / "data").mkdir()
    with subprocess.Popen(["sleep", "60"], cwd=home / "data") as bystander:
        leftovers.end_processes(home / "data")
        assert is_alive(bystander.pid)
        bystander.kill()
