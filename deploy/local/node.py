"""The node's life: everything in order, until a signal, then everything back in reverse order."""

import asyncio
import fcntl
import importlib
import os
import shlex
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from deploy.local import databases, environment, files, keys, leftovers, ports
from deploy.local.databases import SERVICES
from deploy.local.embedded import EmbeddedPostgres
from deploy.local.environment import Wiring
from deploy.local.errors import LauncherError
from deploy.local.log import Log
from deploy.local.settings import REPOSITORY, LauncherSettings
from deploy.local.supervisor import Program, Supervisor, in_thread

_INSISTED_SECONDS = 1.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def serve(settings: LauncherSettings) -> None:
    """Bring the node up and keep it up until SIGINT, SIGTERM or SIGHUP.

    Another signal, a second or more later, leaves at once; the kernel then ends the children.
    Raises LauncherError when the node cannot start, with everything that had been started ended.
    """
    home = _prepare(settings.home.expanduser().resolve())
    with _only_launcher(home), Log(home / "node.log") as log:
        leftovers.end_marked(environment.mark_of(home))
        if not ports.is_free(settings.port, settings.host):
            raise LauncherError(
                f"Port {settings.port} on {settings.host} is taken; name another one by SIMPUL_PORT."
            )
        await _until_told(_Node(settings, home, log))


async def _until_told(node: "_Node") -> None:
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    first = float("inf")

    def tell() -> None:
        nonlocal first
        # Some programs that run others, `timeout` say, send the same signal twice.
        if loop.time() - first > _INSISTED_SECONDS:
            os._exit(1)
        first = min(first, loop.time())
        told.set()

    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    heard = [number for number in _STOP_SIGNALS if not (nohup and number is signal.SIGHUP)]
    for number in heard:
        loop.add_signal_handler(number, tell)
    up = asyncio.ensure_future(node.up())
    stopping = asyncio.ensure_future(told.wait())
    try:
        await asyncio.wait([up, stopping], return_when=asyncio.FIRST_COMPLETED)
        if up.done():
            up.result()
            await stopping
    finally:
        stopping.cancel()
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)
        await node.down()
        for number in heard:
            loop.remove_signal_handler(number)


class _Node:
    """What is started in which order, with a line of progress for each step."""

    def __init__(self, settings: LauncherSettings, home: Path, log: Log) -> None:
        self._settings, self._home, self._log = settings, home, log
        self._supervisor = Supervisor(log, folder=REPOSITORY)
        self._started = time.monotonic()
        self._claim: psycopg.Connection | None = None

    async def up(self) -> None:
        try:
            await self._up()
        except Exception as error:
            self._log.keep("".join(traceback.format_exception(error)))
            known = _first_of_ours(error)
            if known is None:
                raise
            raise known from error

    async def down(self) -> None:
        self._say("stopping")
        await self._supervisor.stop()
        if self._claim is not None:
            self._claim.close()
        self._say("stopped")

    async def _up(self) -> None:
        self._say(f"starting the node in {self._home}")
        secrets = keys.load(
            self._home / "keys.json",
            roles=databases.ROLES,
            issuers=environment.ISSUERS,
            parts=SERVICES,
        )
        # Alembic takes a second to import, as much as everything up to the migrations.
        alembic = asyncio.ensure_future(in_thread(lambda: importlib.import_module("services.kit.migrate")))
        admin_url = await self._postgres()
        embedded = self._settings.database_admin_url is None
        made = await in_thread(
            lambda: databases.provide(admin_url, secrets.passwords, shared_server=not embedded)
        )
        self._say(f"{made} databases made" if made else "databases are there")
        await alembic
        await in_thread(
            lambda: databases.upgrade(
                admin_url, secrets.passwords, tell=lambda name: self._say(f"{name} migrated")
            )
        )
        wiring = Wiring(
            home=self._home,
            gateway_host=self._settings.host,
            gateway_port=self._settings.port,
            service_ports=_service_ports(self._settings.port),
            admin_url=admin_url,
            keys=secrets,
        )
        credentials = self._home / "demo-credentials.json"
        variables = self._home / "gateway.env"
        # Starting a Python process is most of the work, so whatever does not wait for another runs
        # beside it; the gateway alone listens only when all the rest is there.
        async with asyncio.TaskGroup() as group:
            if embedded:
                group.create_task(
                    self._run("demo clients", "gateway", wiring, "gateway.identity.demo", str(credentials))
                )
            else:
                _write_variables(variables, wiring)
            services = {
                name: group.create_task(
                    self._keep(name, name, wiring, f"services.{name}", url=wiring.service_url(name))
                )
                for name in SERVICES
            }
            group.create_task(self._fill(wiring, services["registry"]))
        await self._keep("gateway", "gateway", wiring, "gateway", url=wiring.gateway_url)
        if embedded:
            self._welcome(wiring, ("credentials", f"{credentials} (demonstration clients)"))
            await self._tell_stories(wiring)
        else:
            register = f"{sys.executable} -m gateway.identity.register --help"
            self._welcome(wiring, ("new client", f"(set -a; . {variables}; {register})"))

    async def _postgres(self) -> str:
        """The admin URL of the server to use, which serves."""
        given = self._settings.database_admin_url
        if given is not None:
            self._say("using the PostgreSQL of SIMPUL_DATABASE_ADMIN_URL")
            self._claim = await in_thread(lambda: databases.claim(str(given)))
            return str(given)
        folder = self._home / "postgresql"
        server = EmbeddedPostgres(folder)
        await self._supervisor.keep_server("postgresql", server)
        if server.location != folder:
            self._say(f"its data is in {server.location}: no account but root's can enter {self._home}")
        self._say("PostgreSQL serves")
        return server.admin_url

    async def _fill(self, wiring: Wiring, registry: asyncio.Task[None]) -> None:
        """Reference data and forums into the registry, from its feed into the directory and the desk;
        and the workers that go on with all of it."""
        await self._run("importer", "registry", wiring, "services.registry.importer")
        await self._keep_worker("registry", wiring)
        for database in databases.of("registry"):
            await databases.wait_until_published(wiring.database_url(database))
        await registry
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fill_directory(wiring))
            group.create_task(self._fill_desk(wiring))

    async def _fill_directory(self, wiring: Wiring) -> None:
        await self._run("directory", "knowledge", wiring, _worker("knowledge"), "--once")
        await self._run("library", "knowledge", wiring, "services.knowledge.importer")
        await self._keep_worker("knowledge", wiring)

    async def _fill_desk(self, wiring: Wiring) -> None:
        await self._run("desk", "mediation", wiring, _worker("mediation"), "--once")
        await self._keep_worker("mediation", wiring)

    async def _run(self, name: str, part: str, wiring: Wiring, module: str, *words: str) -> None:
        await self._supervisor.run(_program(name, part, wiring, module, *words))
        self._say(f"{name}: done")

    async def _tell_stories(self, wiring: Wiring) -> None:
        """Demonstration cases. Nobody who comes in waits for them, and a node serves without them."""
        try:
            await self._run("demo cases", "mediation", wiring, "services.mediation.demonstration")
        except LauncherError as error:
            self._say(f"demo cases: not all are there, the next start goes on ({error})")

    async def _keep(
        self, name: str, part: str, wiring: Wiring, module: str, *, url: str | None = None
    ) -> None:
        healthz = None if url is None else f"{url}/healthz"
        await self._supervisor.keep(_program(name, part, wiring, module, healthz=healthz))
        self._say(f"{name}: ready" if url else f"{name}: started")

    async def _keep_worker(self, service: str, wiring: Wiring) -> None:
        await self._keep(f"{service} worker", service, wiring, _worker(service))

    def _say(self, text: str) -> None:
        self._log.line("simpul", f"{time.monotonic() - self._started:5.1f} s  {text}")

    def _welcome(self, wiring: Wiring, clients: tuple[str, str]) -> None:
        url = wiring.gateway_url
        self._say("the node is up")
        for text in (
            "",
            f"  API            {url}/v1/kabkota/forums",
            f"  documentation  {url}/docs",
            f"  try            curl {url}/v1/kabkota/forums/kartamantul",
            f"  {clients[0]:<13}  {clients[1]}",
            f"  log            {self._home / 'node.log'}",
            "  stop           Ctrl-C",
            "",
        ):
            self._log.line("simpul", text)


def _first_of_ours(error: Exception) -> LauncherError | None:
    """The sentence for the operator in an error, or in a group of those of parallel steps."""
    if isinstance(error, LauncherError):
        return error
    inner = error.exceptions if isinstance(error, ExceptionGroup) else ()
    return next((found for one in inner if (found := _first_of_ours(one))), None)


def _program(
    name: str, part: str, wiring: Wiring, module: str, *words: str, healthz: str | None = None
) -> Program:
    command = (sys.executable, "-m", module, *words)
    return Program(name, command, environment.of(part, wiring), healthz)


def _write_variables(file: Path, wiring: Wiring) -> None:
    """What the gateway's own tools need, for a shell to read; a secret, as keys.json is."""
    name = "SIMPUL_GATEWAY_IDENTITY_DATABASE_URL"
    value = environment.of("gateway", wiring, {})[name]
    files.write_private(file, f"{name}={shlex.quote(value)}\n")


def _worker(service: str) -> str:
    return f"services.{service}.worker"


def _service_ports(gateway_port: int) -> dict[str, int]:
    chosen = {gateway_port}
    found = {}
    for service in SERVICES:
        found[service] = ports.pick(avoid=frozenset(chosen))
        chosen.add(found[service])
    return found


def _prepare(home: Path) -> Path:
    """Make the home if it is not there, enterable for the database's account where root makes it."""
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        (home / "lock").touch(mode=0o600)
    except OSError as error:
        raise LauncherError(
            f"SIMPUL_HOME {home} cannot be written: {error.strerror}; name another folder by SIMPUL_HOME."
        ) from error
    return home


@contextmanager
def _only_launcher(home: Path) -> Iterator[None]:
    """Hold the lock of the home; the kernel gives it back when this process ends, however it ends."""
    with (home / "lock").open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LauncherError(f"Another launcher is already running the node in {home}.") from None
        yield
