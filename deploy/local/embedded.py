"""A real PostgreSQL that needs no installation: the programs of a wheel, run by this module."""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from deploy.local import accounts, binaries, files, leftovers, ports
from deploy.local.errors import LauncherError
from deploy.local.processes import spawn

ADMIN = "simpul_admin"

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "jit": "off",  # its compile time exceeds the run time of every query the node has
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "unix_socket_permissions": "0700",
    "cluster_name": "simpul",
}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
# What a server gets of our environment: nothing, or PGDATA, LANG and the like would change it.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

_MOVED_HOMES = Path("/var/lib/simpul")
_START_SECONDS = 300.0  # a recovery after a crash may read a gigabyte of log
_STOP_SECONDS = 60.0
_SOCKET_PATH_BYTES = 107  # the kernel's limit for the path of a Unix socket
_LOG_BYTES = 20_000_000  # a larger log is set aside at the next start


class EmbeddedPostgresError(LauncherError):
    """The embedded server cannot do as asked; the message is one sentence for the operator."""


class EmbeddedPostgres:
    """One PostgreSQL cluster in a folder, and the process that serves it on the loopback interface.

    `home` holds everything: the programs, the cluster, the superuser's password (0600), the port,
    the log. It must belong to this server alone; as root it is made enterable (0711) for the
    account the server runs as, and if one of its parents keeps that account out, everything but a
    pointer lies in `/var/lib/simpul/<hash>` instead (`location` tells).

    `durable=False` is for tests: a crash of the machine may lose or break the cluster.
    `settings` are server settings by name, above the defaults of this module.

    Data survives any end of the server or the launcher. When the launcher dies, the kernel tells
    the server to shut down. One launcher at a time: a lock on the folder refuses the second.
    """

    def __init__(self, home: Path, *, durable: bool = True, settings: Mapping[str, str] = {}) -> None:
        self.location = home.absolute()
        self._home = self.location
        self._durable = durable
        self._settings = _SETTINGS | ({} if durable else _NOT_DURABLE) | dict(settings)
        self._account: accounts.Account | None = None
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def admin_url(self) -> str:
        """URL of the superuser's connection to the database `postgres`, with its password."""
        if self._port is None:
            raise EmbeddedPostgresError("The embedded PostgreSQL has not been started.")
        password = self._password_file.read_text()
        return f"postgresql://{ADMIN}:{password}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int | None:
        """Process id of the server (its postmaster), None when it does not run."""
        return self._process.pid if self._process is not None and self.is_running() else None

    @property
    def log_file(self) -> Path:
        """The server's own log."""
        return self.location / "postgresql.log"

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Serve: make the cluster if there is none, clear away what a crash left, wait for answers.

        Does nothing when the server runs already. About 1 s the first time, 0.1 s later, longer
        after a crash with much to recover. Raises EmbeddedPostgresError.
        """
        if self.is_running():
            return
        port = self._port
        try:
            self._settle()
            self._acquire()
            try:
                self._serve(binaries.provide(self.location))
            except BaseException:
                self._end()
                self._port = port
                raise
        except EmbeddedPostgresError:
            raise
        except LauncherError as error:
            raise EmbeddedPostgresError(str(error)) from error
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL cannot use {error.filename or self.location}: {error.strerror}."
            ) from error

    def wait(self) -> None:
        """Return when the server's process has ended, at once when there is none."""
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """Shut down: sessions are ended, data is written out, locks are released. Then return."""
        self._end()
        self._port = None

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            # A fast shutdown, then an immediate one, which the next start recovers from.
            for step, patience in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10.0)):
                if process.poll() is None:
                    process.send_signal(step)
                    try:
                        process.wait(patience)
                    except subprocess.TimeoutExpired:
                        continue
            if process.poll() is None:
                process.kill()
                process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def _data(self) -> Path:
        return self.location / "data"

    @property
    def _sockets(self) -> Path:
        return self.location / "socket"

    @property
    def _password_file(self) -> Path:
        return self.location / "password"

    def _settle(self) -> None:
        """Choose account and location, and make the folder."""
        if sys.platform != "linux":
            raise EmbeddedPostgresError(
                "The embedded PostgreSQL runs on Linux; name a server of your own instead "
                "(SIMPUL_DATABASE_ADMIN_URL)."
            )
        self._account = accounts.server_account()
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.location = self._home
        if self._account is None:
            return
        self._home.chmod(self._home.stat().st_mode | 0o011)
        if not accounts.can_enter(self._account, self._home):
            self.location = self._moved()
            if not accounts.can_enter(self._account, self.location):
                raise EmbeddedPostgresError(
                    f"PostgreSQL runs as '{self._account.name}' when started by root, and that "
                    f"account can enter neither {self._home} nor {self.location}."
                )

    def _moved(self) -> Path:
        """The folder below /var/lib that stands in for a home the account cannot enter."""
        pointer = self._home / "location"
        if not pointer.exists():
            # The random part gives a home that was removed and made anew a new cluster, too.
            text = f"{self._home} {secrets.token_hex(8)}"
            name = hashlib.sha256(text.encode()).hexdigest()[:16]
            files.write_private(pointer, str(_MOVED_HOMES / name))
        folder = Path(pointer.read_text())
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        for path in (folder, folder.parent):
            path.chmod(path.stat().st_mode | 0o011)
        return folder

    def _acquire(self) -> None:
        """Take the lock of the folder; the kernel gives it back when this process ends."""
        if self._lock is not None:
            return
        lock = (self.location / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise EmbeddedPostgresError(
                f"Another launcher is already running PostgreSQL in {self.location}."
            ) from None
        self._lock = lock

    def _serve(self, programs: Path) -> None:
        leftovers.end_processes(self._data)
        if not self._data.exists():
            self._make_cluster(programs)
        version = self._data / "PG_VERSION"
        if not version.exists():
            raise EmbeddedPostgresError(f"{self._data} is not a PostgreSQL cluster.")
        if (found := version.read_text().strip()) != binaries.MAJOR_VERSION:
            raise EmbeddedPostgresError(
                f"The cluster in {self._data} was made by PostgreSQL {found}; "
                f"this release brings {binaries.MAJOR_VERSION}."
            )
        self._make_folder(self._sockets)
        leftovers.remove_lock_files(self._data, self._sockets)
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_BYTES:
            self.log_file.rename(self.log_file.with_suffix(".log.1"))
        # After a crash the port stays: others have been told of it.
        self._port = self._port or self._choose_port()
        if not self._launch(programs, self._port):
            raise EmbeddedPostgresError(f"PostgreSQL does not start: {self._last_words()}")
        self._check_password()

    def _make_folder(self, folder: Path) -> None:
        """A folder only the server's account can use."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account is not None:
            os.chown(folder, self._account.uid, self._account.gid)

    def _make_cluster(self, programs: Path) -> None:
        """Make the cluster in a folder that gets its name when whole: a half one is made anew."""
        partial = self.location / "data.partial"
        leftovers.end_processes(partial)
        if partial.exists():
            shutil.rmtree(partial)
        self._make_folder(partial)
        password = secrets.token_urlsafe(32)
        # Before the cluster: none must ever exist whose password nobody knows.
        files.write_private(self._password_file, password)
        reader, writer = os.pipe()
        try:
            os.write(writer, password.encode() + b"\n")
            os.close(writer)
            if self._account is not None:
                os.fchown(reader, self._account.uid, self._account.gid)
            with files.append_private(self.log_file) as log:
                made = spawn(
                    [
                        str(programs / "initdb"),
                        f"--pgdata={partial}",
                        f"--username={ADMIN}",
                        f"--pwfile=/dev/fd/{reader}",
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        # The same order of strings on every machine, whatever it has installed.
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--data-checksums",
                        "--no-instructions",
                        *([] if self._durable else ["--no-sync"]),
                    ],
                    env=_ENVIRONMENT,
                    output=log.fileno(),
                    death_signal=signal.SIGKILL,
                    cwd=partial,
                    account=self._account,
                    inherit=[reader],
                )
                failed = made.wait() != 0
        finally:
            os.close(reader)
        if failed:
            raise EmbeddedPostgresError(f"PostgreSQL cannot make a cluster: {self._last_words()}")
        partial.rename(self._data)
        files.sync_folder(self.location)

    def _choose_port(self) -> int:
        """The port of the last time, or another one when that is taken."""
        file = self.location / "port"
        kept = file.read_text() if file.exists() else ""
        if kept.isdigit() and ports.is_free(int(kept)):
            return int(kept)
        port = ports.pick()
        files.write_private(file, str(port))
        return port

    def _launch(self, programs: Path, port: int) -> bool:
        """Start the server; True when it is ready, False when it ended instead."""
        longest = len(os.fsencode(self._sockets / f".s.PGSQL.{port}.lock"))
        settings = self._settings | {
            "port": str(port),
            "unix_socket_directories": (str(self._sockets) if longest <= _SOCKET_PATH_BYTES else ""),
        }
        with files.append_private(self.log_file) as log:
            self._process = spawn(
                [
                    str(programs / "postgres"),
                    *("-D", str(self._data)),
                    *(part for name in settings for part in ("-c", f"{name}={settings[name]}")),
                ],
                env=_ENVIRONMENT,
                output=log.fileno(),
                death_signal=signal.SIGINT,  # a fast shutdown
                cwd=self._data,
                account=self._account,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_ready(self._process.pid):
            if self._process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL is not ready after {_START_SECONDS:.0f} s; see {self.log_file}."
                )
            time.sleep(0.01)
        return True

    def _is_ready(self, pid: int) -> bool:
        """Whether the server says so in its pid file, as `pg_ctl --wait` asks."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _check_password(self) -> None:
        try:
            psycopg.connect(self.admin_url, connect_timeout=10).close()
        except psycopg.OperationalError as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL runs but does not accept the password in {self._password_file}: "
                f"{str(error).strip().splitlines()[-1]}"
            ) from error

    def _last_words(self) -> str:
        """The last error in the server's log, or where to look."""
        lines = self.log_file.read_text(errors="replace").splitlines()[-50:]
        for line in reversed(lines):
            for mark in ("FATAL:", "PANIC:", "error:"):
                if mark in line:
                    return f"{line.split(mark, 1)[1].strip()} (log: {self.log_file})"
        return f"see {self.log_file}."
