"""The node's databases on one PostgreSQL server: roles, rights, migrations."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg

from deploy.local.errors import LauncherError
from services.kit import provision

SERVICES = ("registry", "knowledge", "mediation")
SIMPUL = ("provinsi", "kabkota")

_ANSWER_SECONDS = 3
_PUBLISH_SECONDS = 60.0
_OLDEST_SERVER = 160000


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


def provide(admin_url: str, passwords: Mapping[str, str]) -> int:
    """Make the databases and roles that are not there, set right those that are; how many were made.

    Raises LauncherError when the server does not answer, is too old, or refuses.
    """
    admin = _connect(admin_url)
    with admin:
        _require_rights(admin)
        try:
            return sum(
                provision.create_database(
                    admin,
                    database.name,
                    owner=provision.Role(database.owner, passwords[database.owner]),
                    login=provision.Role(database.login, passwords[database.login]),
                )
                for database in DATABASES
            )
        except (psycopg.Error, provision.RefusedRole) as error:
            raise LauncherError(f"The databases cannot be made: {_first_line(error)}.") from error


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


def _connect(admin_url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(admin_url, connect_timeout=_ANSWER_SECONDS, autocommit=True)
    except psycopg.OperationalError as error:
        hosts = urlsplit(admin_url).netloc.rpartition("@")[2]
        raise LauncherError(
            f"The database server at {hosts} does not let us in: {_first_line(error)}."
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
