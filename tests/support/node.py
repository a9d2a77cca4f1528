"""A whole node as `make run` starts it: real processes in a folder of its own."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from deploy.local.ports import pick

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0


@contextmanager
def node_home() -> Iterator[Path]:
    """Where a node may put its home: nothing of it is left afterwards, wherever its data went."""
    with tempfile.TemporaryDirectory(prefix="simpul-node-") as folder:
        # As root the database has an account of its own, which must be able to pass through.
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        yield home
        moved = home / "postgresql" / "location"  # where the account could not pass even so
        if moved.exists():
            shutil.rmtree(moved.read_text())


class Node:
    """Starts, stops and kills the node; `url` is its gateway."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = pick()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start the launcher and wait until the gateway answers."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SIMPUL_")}
        environment |= {"SIMPUL_HOME": str(self.home), "SIMPUL_PORT": str(self.port)}
        with (self.home.parent / "launcher.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  starting takes no time worth waiting for
                [sys.executable, "-m", "deploy.local"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        async with httpx.AsyncClient(base_url=self.url) as http:
            await eventually(lambda: self._answers(http), seconds=START_SECONDS)

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        try:
            return (await http.get("/healthz")).status_code == 200
        except httpx.HTTPError:
            return False

    def log(self) -> str:
        """What the launcher printed so far."""
        return (self.home.parent / "launcher.log").read_text(encoding="utf-8")

    def processes(self) -> dict[str, psutil.Process]:
        """The node's processes by command line, without PostgreSQL's own children."""
        assert self._process is not None
        found = {}
        for process in psutil.Process(self._process.pid).children():
            found[" ".join(process.cmdline())] = process
        return found

    def process(self, part: str) -> psutil.Process:
        """The one process whose command line ends in `part`."""
        (found,) = [p for line, p in self.processes().items() if line.endswith(part)]
        return found

    def kill_everything(self) -> None:
        """SIGKILL to the launcher and all that it started, at once."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        for child in children:
            if child.is_running():
                child.kill()
        self._process.wait(30)
        psutil.wait_procs(children, timeout=30)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell the launcher to stop; its exit code. Everything it started must be gone."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(number)
        code = self._process.wait(60)
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive
        return code

    def credentials(self) -> dict[str, dict[str, Any]]:
        """The demonstration clients by id."""
        held = json.loads((self.home / "demo-credentials.json").read_text(encoding="utf-8"))
        return {client["client_id"]: client for client in held["clients"]}

    async def token(self, client_id: str, **parameters: str) -> str:
        """An access token of a demonstration client."""
        client = self.credentials()[client_id]
        async with httpx.AsyncClient(base_url=self.url) as http:
            answer = await http.post(
                "/oauth/token",
                data={"grant_type": "client_credentials", **parameters},
                auth=(client["client_id"], client["client_secret"]),
            )
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    async def client(self, client_id: str | None = None) -> httpx.AsyncClient:
        """A client of the public API, as a demonstration client or as the public."""
        headers = {"Authorization": f"Bearer {await self.token(client_id)}"} if client_id else {}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30)


async def eventually(condition: Callable[[], Any], *, seconds: float) -> Any:
    """Wait across a process boundary until `condition()` (or what it returns, awaited) is true."""
    async with asyncio.timeout(seconds):
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            await asyncio.sleep(0.02)
