"""A PostgreSQL that others may use, too: what another node made there is never broken."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local import databases, node, ports
from deploy.local.databases import Database
from deploy.local.embedded import EmbeddedPostgres
from deploy.local.errors import LauncherError
from deploy.local.settings import LauncherSettings
from services.kit.provision import drop_database

ONE = Database("shared_kabkota", "registry")
OURS = {ONE.owner: "our owner's", ONE.login: "our login's"}
THEIRS = {ONE.owner: "their owner's", ONE.login: "their login's"}


@pytest.fixture
def admin_url(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(databases, "DATABASES", (ONE,))
    yield server.admin_url
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        drop_database(admin, ONE.name)
        for role in OURS:
            admin.execute(f"DROP ROLE IF EXISTS {role}".encode())


def log_in(admin_url: str, passwords: dict[str, str]) -> None:
    for role, password in passwords.items():
        psycopg.connect(databases.url_as(admin_url, role, password, ONE.name)).close()


def test_the_second_start_of_a_node_finds_its_own_roles(admin_url: str) -> None:
    assert databases.provide(admin_url, OURS, shared_server=True) == 1
    assert databases.provide(admin_url, OURS, shared_server=True) == 0
    log_in(admin_url, OURS)


def test_a_start_that_was_cut_short_before_the_database_goes_on(
    server: EmbeddedPostgres, admin_url: str
) -> None:
    databases.provide(admin_url, OURS, shared_server=True)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        drop_database(admin, ONE.name)
    assert databases.provide(admin_url, OURS, shared_server=True) == 1
    log_in(admin_url, OURS)


@pytest.mark.parametrize("with_database", [True, False])
def test_another_nodes_roles_are_refused_in_one_line_and_keep_their_passwords(
    server: EmbeddedPostgres, admin_url: str, with_database: bool
) -> None:
    databases.provide(admin_url, THEIRS, shared_server=True)
    if not with_database:
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            drop_database(admin, ONE.name)
    with pytest.raises(
        LauncherError, match=f"The role {ONE.owner} on the database server at .* does not"
    ) as e:
        databases.provide(admin_url, OURS, shared_server=True)
    assert "another node made it" in str(e.value)
    assert "\n" not in str(e.value)
    assert OURS[ONE.owner] not in str(e.value)
    log_in(admin_url, THEIRS)


def test_the_embedded_servers_roles_get_the_kept_passwords(admin_url: str) -> None:
    databases.provide(admin_url, THEIRS, shared_server=False)
    databases.provide(admin_url, OURS, shared_server=False)
    log_in(admin_url, OURS)


async def test_a_second_launcher_with_another_home_is_one_line_while_the_first_one_lives(
    home: Path, admin_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_CLAIM_SECONDS", 1)
    first = databases.claim(admin_url)
    settings = LauncherSettings(home=home, port=ports.pick(), database_admin_url=admin_url)
    try:
        with pytest.raises(LauncherError, match="Another launcher is already running a node on the database"):
            await node.serve(settings)
    finally:
        first.close()
    databases.claim(admin_url).close()
