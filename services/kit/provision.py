"""The one place where databases are made, for the node, for test clones and for restores.

A database gets an owner role, which migrations use and which owns everything, and one login role,
which has DML and nothing else: it owns nothing, creates nothing and connects nowhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

# Roles and the rights on `postgres` are shared by all databases, and two sessions that alter the
# same one at once fail with "tuple concurrently updated": so one provisioner works at a time.
_ONE_AT_A_TIME = 0x53494D50554C  # "SIMPUL"

# Timeouts of the login role. A request that passes one of them is lost anyway; its locks are not
# to be waited for. The last one exists since PostgreSQL 17.
_LOGIN_SETTINGS = {
    "timezone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
}
_LOGIN_SETTINGS_17 = {"transaction_timeout": "60s"}


@dataclass(frozen=True)
class Role:
    """A role that may log in. The password is sent to the server as a SCRAM verifier only."""

    name: str
    password: str = field(repr=False)


class RefusedRole(Exception):
    """A role or template that is there already and does not fit; the message is one sentence."""


def create_database(
    admin: psycopg.Connection,
    name: str,
    *,
    owner: Role,
    login: Role,
    template: str | None = None,
    keep_passwords: bool = False,
) -> bool:
    """Make a database and its two roles, or set right what is there; True if it was made now.

    `admin` is an autocommit connection to the database `postgres` of a superuser, or of a role
    with CREATEDB and CREATEROLE (PostgreSQL 16 or later); such a role becomes a member of both
    roles, and cannot take CONNECT on `postgres` and `template1` from PUBLIC unless it owns them.

    `template` is a database made by this function with the same pair of roles; a clone inherits
    its objects, but neither its rights to connect nor its timeouts, so both are set here each time.
    Without one the database is empty and sorts by code point.

    With `keep_passwords` a role that is there already keeps its own: it may be another node's.

    Raises RefusedRole, and psycopg.Error when the server refuses.
    """
    with _one_at_a_time(admin):
        with admin.transaction():
            for role in (owner, login):
                _set_role(admin, role, keep_password=keep_passwords)
            for shared in ("postgres", "template1"):
                _revoke_connect(admin, shared)
        made = _exists(admin, name) is False
        if made:
            _make(admin, name, owner=owner, template=template)
        with admin.transaction():
            _set_rights_on_database(admin, name, login=login)
        with _connect(admin, name) as inside, inside.transaction():
            _set_rights_inside(inside, owner=owner, login=login)
        return made


def drop_database(admin: psycopg.Connection, name: str) -> None:
    """Drop a database if it exists, ending its sessions. Its roles stay: others may share them."""
    with _one_at_a_time(admin):
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _one_at_a_time(admin: psycopg.Connection) -> Iterator[None]:
    admin.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
    try:
        yield
    finally:
        if not admin.closed:
            admin.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _connect(admin: psycopg.Connection, name: str) -> psycopg.Connection:
    return psycopg.connect(admin.info.dsn, password=admin.info.password or None, dbname=name, autocommit=True)


def _exists(admin: psycopg.Connection, name: str) -> bool:
    found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _set_role(admin: psycopg.Connection, role: Role, *, keep_password: bool) -> None:
    """Make a role, or give the one that is there this password where it is not to keep its own."""
    # Asked as a row of rights, because a role without SUPERUSER may not even say NOSUPERUSER.
    found = admin.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
        " FROM pg_roles WHERE rolname = %s",
        [role.name],
    ).fetchone()
    if found is not None and found[0]:
        raise RefusedRole(f"The role {role.name} exists and may do more than a role of one database should.")
    if found is None or not keep_password:
        verb = sql.SQL("CREATE" if found is None else "ALTER")
        verifier = admin.pgconn.encrypt_password(role.password.encode(), role.name.encode(), b"scram-sha-256")
        admin.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                verb, sql.Identifier(role.name), sql.Literal(verifier.decode())
            )
        )
    if not _is_superuser(admin):
        # CREATEROLE alone makes one the role's administrator, not its member: without this no
        # database could be given to it and none of its sessions ended.
        admin.execute(
            sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(sql.Identifier(role.name))
        )


def _is_superuser(admin: psycopg.Connection) -> bool:
    return admin.info.parameter_status("is_superuser") == "on"


def _revoke_connect(admin: psycopg.Connection, name: str) -> None:
    """Keep PUBLIC out of a database of the server's own, where that is ours to do."""
    ours = admin.execute(
        "SELECT pg_has_role(datdba, 'USAGE') AND has_database_privilege('public', oid, 'CONNECT')"
        " FROM pg_database WHERE datname = %s",
        [name],
    ).fetchone()
    if ours is not None and ours[0]:
        admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _make(admin: psycopg.Connection, name: str, *, owner: Role, template: str | None) -> None:
    command = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner.name))
    source: sql.Composable
    if template is not None:
        found = admin.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [template]
        ).fetchone()
        if found is not None and found[0] != owner.name:
            raise RefusedRole(
                f"The template {template} belongs to {found[0]}; its clone would not be {owner.name}'s."
            )
        source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    elif admin.info.server_version >= 170000:
        source = sql.SQL(
            " TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )
    else:
        source = sql.SQL(" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'")
    admin.execute(command + source)


def _set_rights_on_database(admin: psycopg.Connection, name: str, *, login: Role) -> None:
    database, role = sql.Identifier(name), sql.Identifier(login.name)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))
    settings = _LOGIN_SETTINGS | (_LOGIN_SETTINGS_17 if admin.info.server_version >= 170000 else {})
    for setting, value in settings.items():
        admin.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
                role, database, sql.Identifier(setting), sql.Literal(value)
            )
        )


def _set_rights_inside(inside: psycopg.Connection, *, owner: Role, login: Role) -> None:
    """What the owner will create: closed to PUBLIC, DML for the login role.

    Without IN SCHEMA: there a REVOKE takes nothing away from the global defaults.
    """
    inside.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner.name)))
    inside.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} ").format(sql.Identifier(owner.name))
    role = sql.Identifier(login.name)
    inside.execute(defaults + sql.SQL("REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"))
    inside.execute(defaults + sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}").format(role))
    inside.execute(defaults + sql.SQL("GRANT USAGE, SELECT ON SEQUENCES TO {}").format(role))
    inside.execute(defaults + sql.SQL("GRANT EXECUTE ON FUNCTIONS TO {}").format(role))
    inside.execute(defaults + sql.SQL("GRANT USAGE ON SCHEMAS TO {}").format(role))
