"""What a PostgreSQL that was killed leaves behind: processes, and files that look like locks."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.local.errors import LauncherError

_PROGRAMS = ("postgres", "initdb")
# First a fast shutdown, which a postmaster whose launcher has just died is doing anyway; then an
# immediate one; then none of its choosing. Seconds to wait after each.
_OF_A_SERVER = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
_OF_A_NODE = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))


def living_in(folder: Path) -> list[int]:
    """Ids of PostgreSQL's processes whose working directory is `folder`.

    A server's processes all live in its data folder, so this finds them without trusting a file.
    A zombie has no working directory and is not counted.
    """
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for pid, process in _processes():
        # Gone meanwhile, a zombie, or another user's (who cannot be in a folder of mode 0700).
        with contextlib.suppress(OSError):
            if (process / "comm").read_text().strip() not in _PROGRAMS:
                continue
            where = (process / "cwd").stat()
            if (where.st_dev, where.st_ino) == (wanted.st_dev, wanted.st_ino):
                found.append(pid)
    return found


def end_processes(data: Path) -> None:
    """End every server process that still lives in a data folder; return when none does.

    The caller holds the lock of the folder, so none of them has a living launcher.
    Raises LauncherError when one does not end.
    """
    for step, patience in _OF_A_SERVER:
        if not (pids := living_in(data)):
            return
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, step)
        deadline = time.monotonic() + patience
        while living_in(data) and time.monotonic() < deadline:
            time.sleep(0.02)
    if pids := living_in(data):
        raise LauncherError(f"Process {pids[0]} still uses {data} and does not end.")


def remove_lock_files(data: Path, sockets: Path) -> None:
    """Remove the lock files of a server of which no process lives (see `end_processes`).

    PostgreSQL would refuse to start on a stale one whose process id is in use again, also by a
    zombie that nobody has collected.
    """
    (data / "postmaster.pid").unlink(missing_ok=True)
    for socket in sockets.glob(".s.PGSQL.*"):
        socket.unlink()


def end_marked(mark: str) -> None:
    """End every process whose environment holds `mark` ("NAME=value"), with SIGTERM, then SIGKILL.

    The parts of a node carry such a mark, and so does whatever they start. The caller holds the
    lock of the node's home, so none of them has a living launcher; the kernel has told them to end
    when it died, and the grace is for the one that is just doing so.
    Raises LauncherError when one does not end.
    """
    for step, patience in _OF_A_NODE:
        if not (pids := _marked(mark)):
            return
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, step)
        deadline = time.monotonic() + patience
        while _marked(mark) and time.monotonic() < deadline:
            time.sleep(0.02)
    if pids := _marked(mark):
        raise LauncherError(f"Process {pids[0]} of an earlier launcher does not end.")


def _marked(mark: str) -> list[int]:
    found = []
    for pid, process in _processes():
        # Gone meanwhile, a zombie (which has no environment), or another user's.
        with contextlib.suppress(OSError):
            if mark.encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def _processes() -> Iterator[tuple[int, Path]]:
    """Every process but this one, with its folder in /proc."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            yield int(process.name), process
