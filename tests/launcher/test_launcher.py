"""What the operator sees when something is wrong: one line, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError

from deploy.local import node, ports
from deploy.local.embedded import EmbeddedPostgres
from deploy.local.errors import LauncherError
from deploy.local.settings import REPOSITORY, LauncherSettings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SIMPUL_"):
            monkeypatch.delenv(name)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that accepts connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def run(**settings: object) -> subprocess.CompletedProcess[str]:
    """`python -m deploy.local` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "deploy.local"],
        cwd=REPOSITORY,
        env={**os.environ, **{f"SIMPUL_{name.upper()}": str(value) for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_setting_is_documented() -> None:
    for name, field in LauncherSettings.model_fields.items():
        assert field.description, name
        assert not field.is_required(), name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_node_may_listen_on_the_loopback_interface(host: str) -> None:
    assert LauncherSettings(host=host).host in (host, "127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_the_node_listens_beyond_it_only_with_a_server_of_the_operators(host: str) -> None:
    with pytest.raises(ValidationError, match="is not a loopback address, and this node has demonstration"):
        LauncherSettings(host=host)
    assert LauncherSettings(host=host, database_admin_url="postgresql://db.example").host == host


@pytest.mark.parametrize("host", ["example.org", " "])
def test_what_is_not_an_address_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="is not an IP address"):
        LauncherSettings(host=host, database_admin_url="postgresql://db.example")


def test_a_setting_that_is_wrong_is_one_line(home: Path) -> None:
    ended = run(home=home, host="0.0.0.0")
    assert ended.returncode == 1
    assert ended.stderr == (
        "simpul: SIMPUL_HOST: 0.0.0.0 is not a loopback address,"
        " and this node has demonstration credentials.\n"
    )
    assert ended.stdout == ""


async def test_a_taken_port_is_one_line(home: Path, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(
        LauncherError, match=f"Port {port} on 127.0.0.1 is taken; name another one by SIMPUL_PORT"
    ):
        await node.serve(LauncherSettings(home=home, port=port))
    assert not (home / "postgresql").exists()


async def test_a_home_that_cannot_be_written_is_one_line(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(LauncherError, match=r"SIMPUL_HOME .*/file/below cannot be written: Not a directory;"):
        await node.serve(LauncherSettings(home=home / "file" / "below"))
    # A folder in which nobody can make a file, not even root.
    with pytest.raises(LauncherError, match=r"SIMPUL_HOME /proc/\d+ cannot be written: "):
        await node.serve(LauncherSettings(home=Path("/proc/self")))


async def test_a_database_that_does_not_answer_is_one_line_in_seconds(
    home: Path, listener: socket.socket
) -> None:
    silent = listener.getsockname()[1]
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but not listening: refuses
        for port, reason in ((silent, "timeout"), (unused.getsockname()[1], "refused")):
            settings = LauncherSettings(
                home=home,
                port=ports.pick(),
                database_admin_url=f"postgresql://simpul:secret@127.0.0.1:{port}/postgres",
            )
            started = time.monotonic()
            with pytest.raises(LauncherError) as said:
                await node.serve(settings)
            assert time.monotonic() - started < 10
            line = str(said.value)
            assert line.startswith(f"The database server at 127.0.0.1:{port} does not let us in: ")
            assert reason in line
            assert "\n" not in line
            assert "secret" not in line


async def test_a_database_role_that_may_not_make_databases_is_one_line(
    home: Path, server: EmbeddedPostgres
) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE weak LOGIN PASSWORD 'weak'")
        admin.execute("GRANT CONNECT ON DATABASE postgres TO weak")
        hosts = server.admin_url.rpartition("@")[2]
        settings = LauncherSettings(
            home=home, port=ports.pick(), database_admin_url=f"postgresql://weak:weak@{hosts}"
        )
        try:
            with pytest.raises(
                LauncherError, match="The database role weak may not make databases and roles"
            ):
                await node.serve(settings)
        finally:
            admin.execute("REVOKE CONNECT ON DATABASE postgres FROM weak")
            admin.execute("DROP ROLE weak")


def test_a_second_launcher_is_one_line_and_the_first_one_stops_when_told(home: Path, made: Path) -> None:
    made.rename(home / "postgresql")
    port = ports.pick()
    first = subprocess.Popen(
        [sys.executable, "-m", "deploy.local"],
        cwd=REPOSITORY,
        env={**os.environ, "SIMPUL_HOME": str(home), "SIMPUL_PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        while "PostgreSQL serves" not in first.stdout.readline():
            assert first.poll() is None
        second = run(home=home, port=port)
        assert second.returncode == 1
        assert second.stderr == f"simpul: Another launcher is already running the node in {home}.\n"
        assert second.stdout == ""
        first.send_signal(signal.SIGTERM)
        out, err = first.communicate(timeout=60)
    finally:
        first.kill()
        first.wait()
        (home / "postgresql").rename(made)
    assert first.returncode == 0, err
    assert err == ""
    assert out.splitlines()[-1].endswith("stopped")
