import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.embedded import EmbeddedPostgres
from deploy.local.settings import REPOSITORY

DRIVER = Path(__file__).with_name("driver.py")


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder. Not below pytest's own, which other accounts may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-test-"))
    # As a node's home is made: the account of the database may pass through.
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A home with a cluster in it, for tests that start and stop a server of their own."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-test-"))
    with EmbeddedPostgres(folder, durable=False):
        pass
    yield folder
    shutil.rmtree(folder)


Drive = Callable[..., tuple[subprocess.Popen[str], dict[str, Any]]]


@pytest.fixture
def drive() -> Iterator[Drive]:
    """Start the driver; gives the process and what it printed when ready."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str | Path, wait: bool = True) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        process = subprocess.Popen(
            [sys.executable, str(DRIVER), *map(str, words)],
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline() or "{}") if wait else {}

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9, and collect it."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], object], *, seconds: float = 20.0) -> None:
    """Return when the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
