"""The node's databases on one PostgreSQL server: roles, rights, migrations."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg

from deploy.local.errors import LauncherError
from services.kit import provision
from services.kit.simpul import SIMPUL

SERVICES = ("registry", "knowledge", "mediation")

_ANSWER_SECONDS = 3
_PUBLISH_SECONDS = 60.0
_OLDEST_SERVER = 160000

# One node per server: two would share the names of roles and databases.
_ONE_NODE = 0x53494D50554C4E  # "SIMPULN"
_CLAIM_SECONDS = 3  # the server needs a moment to notice that a killed launcher is gone


@dataclass(frozen=True)
class Database:
    """One database by name, and whose migrations it gets."""

    name: str
    migrations: str

    @property
    def owner(self) -> str:
        """The role that owns it, for migrations only."""
        return f"{self.name}_owner"

    @property
    def login(self) -> str:
        """The role its part logs in as."""
        return f"{self.name}_app"


DATABASES = (
    *(Database(f"{service}_{simpul}", service) for service in SERVICES for simpul in SIMPUL),
    Database("gateway_identity", "identity"),
)
ROLES = tuple(role for database in DATABASES for role in (database.owner, database.login))


def claim(admin_url: str) -> psycopg.Connection:
    """Take a server that others may know, too, for this node alone, until the connection is closed.

    Raises LauncherError when the server does not answer, or another launcher has it.
    """
    admin = _connect(admin_url)
    try:
        # Where this machine vanishes without a word, the server lets go in a minute, not in hours.
        admin.execute("SET tcp_keepalives_idle = 30")
        admin.execute("SET tcp_keepalives_interval = 10")
        admin.execute("SET tcp_keepalives_count = 3")
        admin.execute("SET idle_session_timeout = 0")
        admin.execute(f"SET lock_timeout = '{_CLAIM_SECONDS}s'".encode())
        admin.execute("SELECT pg_advisory_lock(%s)", [_ONE_NODE])
    except psycopg.errors.LockNotAvailable:
        admin.close()
        raise LauncherError(
            f"Another launcher is already running a node on the database server at {_hosts(admin_url)}."
        ) from None
    except psycopg.Error as error:
        admin.close()
        raise LauncherError(
            f"The database server at {_hosts(admin_url)} cannot be claimed: {_first_line(error)}."
        ) from error
    return admin


def provide(admin_url: str, passwords: Mapping[str, str], *, shared_server: bool) -> int:
    """Make the databases and roles that are not there, set right those that are; how many were made.

    On a shared server a role that is there may be another node's: it keeps its password, and is
    ours only if it takes the one we hold. Raises LauncherError when it does not, and when the
    server does not answer, is too old, or refuses.
    """
    admin = _connect(admin_url)
    with admin:
        _require_rights(admin)
        if shared_server:
            _require_our_roles(admin, admin_url, passwords)
        try:
            made = sum(
                provision.create_database(
                    admin,
                    database.name,
                    owner=provision.Role(database.owner, passwords[database.owner]),
                    login=provision.Role(database.login, passwords[database.login]),
                    keep_passwords=shared_server,
                )
                for database in DATABASES
            )
        except (psycopg.Error, provision.RefusedRole) as error:
            raise LauncherError(f"The databases cannot be made: {_first_line(error)}.") from error
        if shared_server and made:
            # A role without its database could not be asked before.
            _require_our_roles(admin, admin_url, passwords)
        return made


def upgrade(admin_url: str, passwords: Mapping[str, str], *, tell: Callable[[str], None]) -> None:
    """Bring every database to the newest revision; `tell` hears the name of each that changed.

    Raises LauncherError when a migration fails.
    """
    # Here, because it takes a second to import: a taken port is said before that.
    from services.kit import migrate

    for database in DATABASES:
        url = url_as(admin_url, database.owner, passwords[database.owner], database.name)
        try:
            if migrate.upgrade(database.migrations, url):
                tell(database.name)
        except Exception as error:  # whatever a migration raises, the operator gets a sentence
            raise LauncherError(
                f"The migration of {database.name} failed: {type(error).__name__}: {_first_line(error)}."
            ) from error


async def wait_until_published(url: str) -> None:
    """Return when all that was written to a service's database is in its feed.

    Its worker publishes; this only looks, 20 times a second. Raises LauncherError after 60 s.
    """
    try:
        async with asyncio.timeout(_PUBLISH_SECONDS):
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                while True:
                    pending = await connection.execute("SELECT FROM feed_pending LIMIT 1")
                    if pending.rowcount == 0:
                        return
                    await asyncio.sleep(0.05)
    except TimeoutError:
        raise LauncherError(
            f"{urlsplit(url).path[1:]} is not published after {_PUBLISH_SECONDS:.0f} s."
        ) from None


def of(service: str) -> tuple[Database, ...]:
    """The databases of a service, one for each simpul."""
    return tuple(database for database in DATABASES if database.migrations == service)


def url_as(admin_url: str, role: str, password: str, name: str) -> str:
    """The URL of a database on the same server as another role; the query (TLS, say) is kept."""
    parts = urlsplit(admin_url)
    hosts = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{quote(password, safe='')}@{hosts}", path=f"/{name}").geturl()


def _hosts(admin_url: str) -> str:
    return urlsplit(admin_url).netloc.rpartition("@")[2]


def _require_our_roles(admin: psycopg.Connection, admin_url: str, passwords: Mapping[str, str]) -> None:
    """Log in as each role whose database is there."""
    names = {str(name) for (name,) in admin.execute("SELECT datname FROM pg_database")}
    roles = {str(name) for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
    for database in DATABASES:
        for role in (database.owner, database.login):
            if database.name not in names or role not in roles:
                continue
            url = url_as(admin_url, role, passwords[role], database.name)
            try:
                psycopg.connect(url, connect_timeout=_ANSWER_SECONDS).close()
            except psycopg.OperationalError as error:
                raise LauncherError(
                    f"The role {role} on the database server at {_hosts(admin_url)} does not let this node"
                    f" in; another node made it, or keys.json is not of this server: {_first_line(error)}."
                ) from error


def _connect(admin_url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(admin_url, connect_timeout=_ANSWER_SECONDS, autocommit=True)
    except psycopg.OperationalError as error:
        raise LauncherError(
            f"The database server at {_hosts(admin_url)} does not let us in: {_first_line(error)}."
        ) from error


def _require_rights(admin: psycopg.Connection) -> None:
    if admin.info.server_version < _OLDEST_SERVER:
        version = admin.info.server_version // 10_000
        raise LauncherError(f"The database server is PostgreSQL {version}; 16 or later is needed.")
    row = admin.execute(
        "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise LauncherError(
            f"The database role {admin.info.user} may not make databases and roles;"
            " it needs CREATEDB and CREATEROLE."
        )


def _first_line(error: Exception) -> str:
    """What an error says first, without the stop our own sentences end with."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
