"""Child processes that cannot outlive the launcher."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from deploy.local.accounts import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

# The kernel sends the parent-death signal when the *thread* that forked ends, so every child is
# forked by this one thread, which lives as long as the launcher does.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")


def _die_with_parent(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """What the child runs between fork and exec (after its change of user, which would undo it)."""

    def in_child() -> None:
        if death_signal is not signal.SIGKILL:
            # Between here and exec Python's own handler would swallow the signal.
            signal.signal(death_signal, signal.SIG_DFL)
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before prctl: no signal will come
            os._exit(1)

    return in_child


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    output: IO[bytes] | int,
    death_signal: signal.Signals,
    cwd: Path | None = None,
    account: Account | None = None,
    inherit: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, so that Ctrl-C does not reach it twice.

    It gets exactly `env`, nothing on standard input, and both its outputs go to `output`. When the
    launcher dies, however it dies, the kernel sends it `death_signal`. `account` is the operating
    system account to become (None: stay). `inherit` are file descriptors it may use.

    Raises OSError when the program cannot be started.
    """

    def fork() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=tuple(inherit),
            process_group=0,
            # It takes no lock and imports nothing, so it is safe beside other threads.
            preexec_fn=_die_with_parent(os.getpid(), death_signal),
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else account.groups,
        )

    return _forker.submit(fork).result()
