"""Starts programs, waits until they are ready, starts them again when they die, ends them."""

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from deploy.local.errors import LauncherError
from deploy.local.log import Log
from deploy.local.processes import spawn

_READY_SECONDS = 60.0
_STOP_SECONDS = 10.0
# Seconds before a program that died is started again: doubled each time, back to the first once
# it has lived steadily.
_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY_SECONDS = 0.2, 10.0, 30.0

T = TypeVar("T")


@dataclass(frozen=True)
class Program:
    """A command to run. `env` is its whole environment; `healthz` is a URL that answers 200 when
    the program is ready (None: it is ready when it runs)."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    healthz: str | None = None


class Server(Protocol):
    """Something that runs a process of its own: here, the embedded PostgreSQL. All calls block."""

    def start(self) -> None: ...
    def wait(self) -> None: ...
    def stop(self) -> None: ...


class Supervisor:
    """The node's processes. Used from one event loop; ends only what it started.

    Children run in process groups of their own, so that Ctrl-C reaches the launcher alone, and
    get SIGTERM from the kernel when the launcher dies.
    """

    def __init__(self, log: Log, *, folder: Path) -> None:
        self._log = log
        self._folder = folder
        self._kept: list[_Kept | _KeptServer] = []

    async def run(self, program: Program) -> None:
        """Run a program to its end. Raises LauncherError when it fails; ends it if cancelled."""
        child = _Child(program, self._log, self._folder)
        try:
            code = await asyncio.shield(child.ended)
        finally:
            await child.end()
        if code != 0:
            raise LauncherError(f"{program.name} {_describe(code)}; its lines above say why.")

    async def keep(self, program: Program) -> None:
        """Start a program and return when it is ready; from then on start it again if it dies.

        Raises LauncherError when it ends by itself before it was ready, or is not in 60 s.
        """
        kept = _Kept(program, self._log, self._folder)
        self._kept.append(kept)
        await kept.ready()

    async def keep_server(self, name: str, server: Server) -> None:
        """Start a server; from then on start it again if its process dies."""
        kept = _KeptServer(name, server, self._log)
        self._kept.append(kept)
        await kept.ready()

    async def stop(self) -> None:
        """End everything, the last started first, each one before the next."""
        while self._kept:
            await self._kept.pop().end()


class _Child:
    """One process of a program and the pipe its lines come through."""

    def __init__(self, program: Program, log: Log, folder: Path) -> None:
        reader, writer = os.pipe()
        try:
            self._process = spawn(
                program.command,
                env=program.env,
                output=writer,
                death_signal=signal.SIGTERM,
                cwd=folder,
            )
        except OSError as error:
            os.close(reader)
            raise LauncherError(f"{program.name} cannot be started: {error}.") from error
        finally:
            os.close(writer)
        self._lines = asyncio.ensure_future(_read_lines(reader, program.name, log))
        self.ended = asyncio.ensure_future(self._end_of_process())

    async def _end_of_process(self) -> int:
        """Its exit code, once its whole group has ended and its last line is in the log."""
        pid = self._process.pid
        # The thread only looks; the process is collected here, so until then its id, which is
        # also its group's, can be nobody else's, and a signal can reach nobody else.
        await in_thread(lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT), abandon=True)
        with contextlib.suppress(ProcessLookupError):  # it has left its group
            os.killpg(pid, signal.SIGKILL)
        code = self._process.wait()
        # Its last lines; not for ever, because something outside its group may hold the pipe.
        await asyncio.wait([self._lines], timeout=1.0)
        self._lines.cancel()
        return code

    async def end(self) -> None:
        """Ask it to end, insist after 10 s."""
        for step, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, None)):
            if self._process.returncode is None:
                os.kill(self._process.pid, step)
            await asyncio.wait([self.ended], timeout=patience)


class _Kept:
    """A program that is started again whenever it dies."""

    def __init__(self, program: Program, log: Log, folder: Path) -> None:
        self._program, self._log, self._folder = program, log, folder
        self._child = _Child(program, log, folder)
        self._was_ready = False
        self._keeping = asyncio.ensure_future(self._keep())

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            started = time.monotonic()
            code = await asyncio.shield(self._child.ended)
            if not self._was_ready and code >= 0:
                # Not killed: it would fail the same way again.
                raise LauncherError(
                    f"{self._program.name} {_describe(code)} before it was ready; its lines above say why."
                )
            if time.monotonic() - started > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            self._log.line(self._program.name, f"{_describe(code)}; started again in {pause:.1f} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            try:
                self._child = _Child(self._program, self._log, self._folder)
            except LauncherError as error:  # no memory or process ids left, just now
                self._log.line(self._program.name, str(error))

    async def ready(self) -> None:
        if self._program.healthz is not None:
            asking = asyncio.ensure_future(_wait_until_it_answers(self._program.healthz))
            try:
                await asyncio.wait(
                    [asking, self._keeping],
                    timeout=_READY_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if self._keeping.done():
                    self._keeping.result()
                if not asking.done():
                    raise LauncherError(f"{self._program.name} is not ready after {_READY_SECONDS:.0f} s.")
            finally:
                asking.cancel()
        self._was_ready = True

    async def end(self) -> None:
        self._keeping.cancel()
        await asyncio.gather(self._keeping, return_exceptions=True)
        await self._child.end()


class _KeptServer:
    """A server that is started again whenever its process dies."""

    def __init__(self, name: str, server: Server, log: Log) -> None:
        self._name, self._server, self._log = name, server, log
        self._keeping: asyncio.Future[None] | None = None

    async def ready(self) -> None:
        await in_thread(self._server.start)
        self._keeping = asyncio.ensure_future(self._keep())

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            started = time.monotonic()
            await in_thread(self._server.wait, abandon=True)
            if time.monotonic() - started > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            self._log.line(self._name, f"died; started again in {pause:.1f} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            try:
                await in_thread(self._server.start)
                self._log.line(self._name, "serves again")
            except Exception as error:
                self._log.line(self._name, f"cannot be started: {error}")

    async def end(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await in_thread(self._server.stop)


async def in_thread(function: Callable[[], T], *, abandon: bool = False) -> T:
    """The result of a blocking function, run in a thread of its own.

    When cancelled, it waits for the function to end first, so that nothing goes on unseen, unless
    told to `abandon` it.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(outcome: Callable[[], None]) -> None:
        if not future.cancelled():
            outcome()

    def work() -> None:
        try:
            outcome = partial(future.set_result, function())
        except BaseException as error:
            outcome = partial(future.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
            loop.call_soon_threadsafe(settle, outcome)

    # Not the loop's executor: it has few threads, and most of ours wait for a process for days.
    threading.Thread(target=work, daemon=True).start()
    if abandon:
        return await future
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        future.exception()
        raise


async def _read_lines(descriptor: int, name: str, log: Log) -> None:
    """Copy what comes through a pipe to the log, line by line, until its end."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    class Lines(asyncio.Protocol):
        rest = b""

        def data_received(self, data: bytes) -> None:
            *lines, self.rest = (self.rest + data).split(b"\n")
            for line in lines:
                log.line(name, line.decode(errors="replace").rstrip("\r"))

        def connection_lost(self, error: Exception | None) -> None:
            if self.rest:
                log.line(name, self.rest.decode(errors="replace"))
            ended.set()

    transport, _ = await loop.connect_read_pipe(Lines, os.fdopen(descriptor, "rb"))
    try:
        await ended.wait()
    finally:
        transport.close()


async def _wait_until_it_answers(url: str) -> None:
    """Return when a GET is answered with 200. Twenty tries a second."""
    while not await _answers(url):  # noqa: ASYNC110 - another process, which can set no event
        await asyncio.sleep(0.05)


async def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(2.0):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                writer.write(f"{request}Connection: close\r\n\r\n".encode())
                status = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return status.split(b" ")[1:2] == [b"200"]


def _describe(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        return f"was ended by signal {-code} ({signal.strsignal(-code)})"
    return f"ended with exit code {code}"
