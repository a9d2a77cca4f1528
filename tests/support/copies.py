"""Copies of a database: cloned from a template, dumped and restored, whole or its rows alone."""

import subprocess
from pathlib import Path

import psycopg

from deploy.local import binaries
from deploy.local.embedded import EmbeddedPostgres
from services.kit.provision import Role, create_database, drop_database
from tests.support.databases import TestDatabase


def clone(server: EmbeddedPostgres, source: TestDatabase, name: str) -> TestDatabase:
    """A copy by CREATE DATABASE ... TEMPLATE; nobody may be connected to the source."""
    return _make(server, source, name, template=source.name)


def dump_and_restore(server: EmbeddedPostgres, source: TestDatabase, name: str) -> TestDatabase:
    """A copy by pg_dump and pg_restore, both as the owner, into an empty database."""
    copy = _make(server, source, name, template=None)
    _restore(server, copy, dump(server, source))
    return copy


def restore_in_place(server: EmbeddedPostgres, database: TestDatabase, archive: bytes) -> None:
    """Drop what is in the archive from the database, and put the archive in its place."""
    _restore(server, database, archive, "--clean", "--if-exists")


def dump(server: EmbeddedPostgres, database: TestDatabase, *options: str) -> bytes:
    """The database as an archive of pg_dump."""
    command = [_program(server, "pg_dump"), "--format=custom", *options, database.owner_url]
    return subprocess.run(command, check=True, capture_output=True).stdout


def dump_rows(server: EmbeddedPostgres, database: TestDatabase) -> bytes:
    """Its rows and the state of its sequences alone."""
    return dump(server, database, "--data-only", "--exclude-table=alembic_version")


def restore_rows(server: EmbeddedPostgres, database: TestDatabase, archive: bytes) -> None:
    """Put the rows of an archive in place of those that are there."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        names = owner.execute(
            "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        assert names is not None
        owner.execute(f"TRUNCATE {names[0]}".encode())
    _restore(server, database, archive)


def drop(server: EmbeddedPostgres, *databases: TestDatabase) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        for database in databases:
            drop_database(admin, database.name)


def _make(server: EmbeddedPostgres, source: TestDatabase, name: str, *, template: str | None) -> TestDatabase:
    """A database of the same pair of roles as `source`."""
    roles = []
    for url in (source.owner_url, source.login_url):
        info = psycopg.conninfo.conninfo_to_dict(url)
        roles.append(Role(str(info["user"]), str(info["password"])))
    owner, login = roles
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        create_database(admin, name, owner=owner, login=login, template=template)
    return TestDatabase(
        name,
        login_url=source.login_url.removesuffix(source.name) + name,
        owner_url=source.owner_url.removesuffix(source.name) + name,
    )


def _restore(server: EmbeddedPostgres, database: TestDatabase, archive: bytes, *options: str) -> None:
    command = [_program(server, "pg_restore"), "--exit-on-error", *options, f"--dbname={database.owner_url}"]
    subprocess.run(command, check=True, capture_output=True, input=archive)


def _program(server: EmbeddedPostgres, name: str) -> str:
    return str(Path(binaries.provide(server.location), name))
