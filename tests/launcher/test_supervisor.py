import asyncio
import io
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest

from deploy.local import leftovers, ports, supervisor
from deploy.local.embedded import EmbeddedPostgres
from deploy.local.errors import LauncherError
from deploy.local.log import Log
from deploy.local.supervisor import Program, Supervisor

from .conftest import Drive, is_alive, kill, wait_until

# Says its process id, then does as each test wants.
SAY_PID = "import os, signal, sys, time; print('pid', os.getpid(), flush=True)\n"
SLEEP = SAY_PID + "time.sleep(60)"
SERVE = (
    SAY_PID
    + """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == '/healthz' else 404)
        self.end_headers()
HTTPServer(('127.0.0.1', int(sys.argv[1])), Answer).serve_forever()
"""
)
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP
# Starts its first argument as a child, then goes on.
WITH_CHILD = """
import os, sys
if os.fork() == 0:
    os.execv(sys.executable, [sys.executable, '-S', '-c', sys.argv[1]])
"""


def program(name: str, code: str, *words: str, healthz: str | None = None) -> Program:
    # -S: nothing of the environment is needed, and they start in a tenth of the time.
    return Program(name, (sys.executable, "-S", "-c", code, *words), {"PATH": os.defpath}, healthz)


class Node:
    """A supervisor and what it said."""

    def __init__(self, folder: Path) -> None:
        self.terminal = io.StringIO()
        self.log = Log(folder / "node.log", self.terminal)
        self.supervisor = Supervisor(self.log, folder=folder)

    def pids(self, name: str) -> list[int]:
        """Process ids of a program, in the order in which they were started."""
        found = re.findall(rf"^{name} +\| pid (\d+)$", self.terminal.getvalue(), re.MULTILINE)
        return [int(pid) for pid in found]

    def has_started(self, name: str, times: int) -> bool:
        return len(self.pids(name)) >= times


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    made = Node(tmp_path)
    with made.log:
        yield made
        await made.supervisor.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - other processes can set no event
            await asyncio.sleep(0.01)


async def test_every_line_is_in_the_log_under_its_name(node: Node, tmp_path: Path) -> None:
    await node.supervisor.run(
        program("importer", "import sys; print('a\\nb'); print('loud', file=sys.stderr); print('c', end='')")
    )
    for text in (node.terminal.getvalue(), (tmp_path / "node.log").read_text()):
        assert sorted(text.splitlines()) == [
            f"importer          | {line}" for line in ("a", "b", "c", "loud")
        ]


async def test_a_one_shot_that_fails_is_one_sentence(node: Node) -> None:
    with pytest.raises(LauncherError, match=r"importer ended with exit code 3; its lines above say why\."):
        await node.supervisor.run(program("importer", "raise SystemExit(3)"))


async def test_a_one_shot_that_is_cancelled_is_ended(node: Node) -> None:
    running = asyncio.ensure_future(node.supervisor.run(program("importer", SLEEP)))
    await until(lambda: node.pids("importer"))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not is_alive(node.pids("importer")[0])


async def test_a_program_that_is_not_there_is_one_sentence(node: Node) -> None:
    with pytest.raises(LauncherError, match="absent cannot be started"):
        await node.supervisor.keep(Program("absent", ("/nowhere/absent",), {}))


async def test_keeping_waits_until_the_program_answers_and_restarts_it_when_killed(node: Node) -> None:
    port = ports.pick()
    url = f"http://127.0.0.1:{port}/healthz"
    await node.supervisor.keep(program("registry", SERVE, str(port), healthz=url))
    assert not ports.is_free(port)
    for starts in (1, 2):
        os.kill(node.pids("registry")[-1], signal.SIGKILL)
        await until(partial(node.has_started, "registry", starts + 1))
        await until(lambda: not ports.is_free(port))
    assert "was ended by signal 9 (Killed); started again in 0.2 s" in node.terminal.getvalue()
    assert "started again in 0.4 s" in node.terminal.getvalue()
    await node.supervisor.stop()
    assert ports.is_free(port)
    assert not any(is_alive(pid) for pid in node.pids("registry"))


async def test_a_program_that_gives_up_before_it_is_ready_is_one_sentence(node: Node) -> None:
    url = f"http://127.0.0.1:{ports.pick()}/healthz"
    with pytest.raises(LauncherError, match="registry ended with exit code 1 before it was ready"):
        await node.supervisor.keep(program("registry", "raise SystemExit('no key')", healthz=url))
    assert "registry          | no key" in node.terminal.getvalue()


async def test_a_program_that_never_answers_is_one_sentence(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_READY_SECONDS", 0.3)
    url = f"http://127.0.0.1:{ports.pick()}/healthz"
    with pytest.raises(LauncherError, match="registry is not ready after"):
        await node.supervisor.keep(program("registry", SLEEP, healthz=url))


async def test_the_last_started_is_the_first_to_stop(node: Node) -> None:
    # It says that it has started once it can say goodbye: a signal between the two would end it mute.
    says_goodbye = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye')))\n"
    polite = says_goodbye + SLEEP
    for name in ("first", "second", "third"):
        await node.supervisor.keep(program(name, polite))
        await until(partial(node.has_started, name, 1))
    await node.supervisor.stop()
    said = [line.split()[0] for line in node.terminal.getvalue().splitlines() if line.endswith("bye")]
    assert said == ["third", "second", "first"]


async def test_a_stubborn_program_and_what_it_started_are_ended(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_STOP_SECONDS", 0.2)
    await node.supervisor.keep(program("family", WITH_CHILD + STUBBORN, STUBBORN))
    await until(lambda: len(node.pids("family")) == 2)
    await node.supervisor.stop()
    await until(lambda: not any(is_alive(pid) for pid in node.pids("family")))


async def test_what_a_dead_program_leaves_behind_ends_with_it(node: Node) -> None:
    """Or its successor would find the port taken."""
    await node.supervisor.keep(program("family", WITH_CHILD + SLEEP, STUBBORN))
    await until(lambda: len(node.pids("family")) == 2)
    first = node.pids("family")
    parent = next(pid for pid in first if os.getpgid(pid) == pid)
    os.kill(parent, signal.SIGKILL)
    await until(lambda: len(node.pids("family")) == 4)
    await until(lambda: not any(is_alive(pid) for pid in first))


async def test_children_do_not_hear_the_terminals_signals_and_inherit_nothing(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPUL_SECRET", "not yours")
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    look = (
        "import os; print(os.getpgid(0) == os.getpid(), 'SIMPUL_SECRET' in os.environ,"
        " sorted(os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))"
    )
    await node.supervisor.run(program("look", look))
    os.close(reader)
    os.close(writer)
    # The fourth is the one that reads the folder.
    assert "True False ['0', '1', '2'] 4" in node.terminal.getvalue()


async def test_postgresql_is_started_again_when_killed(node: Node, made: Path) -> None:
    server = EmbeddedPostgres(made)
    await node.supervisor.keep_server("postgresql", server)
    url, pid = server.admin_url, server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await until(lambda: "serves again" in node.terminal.getvalue())
    assert server.admin_url == url
    psycopg.connect(url).close()
    await node.supervisor.stop()
    assert not server.is_running()
    assert "died; started again" in node.terminal.getvalue()


@pytest.mark.parametrize("code", [SLEEP, STUBBORN], ids=["polite", "stubborn"])
def test_children_of_a_killed_launcher_end_or_are_found(
    tmp_path: Path, drive: Drive, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(leftovers, "_OF_A_NODE", ((signal.SIGTERM, 0.2), (signal.SIGKILL, 5.0)))
    driver, _ = drive("supervise", tmp_path, code)
    wait_until(lambda: "| pid " in (tmp_path / "log").read_text())
    pid = int((tmp_path / "log").read_text().split()[-1])
    kill(driver)
    if code == SLEEP:
        wait_until(lambda: not is_alive(pid))
    else:
        assert is_alive(pid)
    leftovers.end_marked(f"SIMPUL_NODE={tmp_path}0")  # of another home: not ours to end
    assert is_alive(pid) == (code == STUBBORN)
    leftovers.end_marked(f"SIMPUL_NODE={tmp_path}")
    assert not is_alive(pid)


def test_a_log_that_has_grown_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.log._FILE_BYTES", 100)
    file = tmp_path / "node.log"
    with Log(file, io.StringIO()) as log:
        for number in range(5):
            log.line("name", f"{number} {'x' * 40}")
    assert file.with_name("node.log.1").read_text().count("\n") == 2
    assert file.read_text().count("\n") == 1
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_terminal_that_is_gone_does_not_stop_the_node(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as terminal, Log(tmp_path / "node.log", terminal) as log:
        log.line("name", "unheard")
        log.line("name", "still there")
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.fileno())  # so that it closes in peace
    assert "still there" in (tmp_path / "node.log").read_text()
