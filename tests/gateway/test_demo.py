"""The demonstration clients of a node that is tried out."""

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from gateway.identity import demo
from gateway.identity.clients import service
from gateway.identity.credentials import hash_secret
from gateway.identity.db import Sessions
from gateway.identity.models import Client, Secret
from gateway.identity.schemas import SCOPES
from services.kit import clock
from tests.gateway.conftest import Door, MakeClient
from tests.gateway.test_oauth import GRANT, TOKEN, basic
from tests.support.databases import TestDatabase

pytestmark = pytest.mark.usefixtures("clean_identity")
Run = Callable[[], int]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo-credentials.json"


@pytest.fixture
def run(file: Path, identity_database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command as the launcher does; its exit code."""
    monkeypatch.setenv("SIMPUL_GATEWAY_IDENTITY_DATABASE_URL", identity_database.login_url)

    def run_it() -> int:
        # It has a loop of its own, so a thread of its own.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(demo.main, [str(file)]).result()

    return run_it


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def clients_in(file: Path) -> dict[str, dict[str, Any]]:
    """The entries of the file by client."""
    return {entry["client_id"]: entry for entry in json.loads(file.read_text())["clients"]}


def test_the_file_has_the_shape_of_the_contract_and_is_private(run: Run, file: Path) -> None:
    assert run() == 0
    assert mode_of(file) == 0o600
    document = json.loads(file.read_text())
    assert set(document) == {"clients", "people"}
    assert document["people"] == []
    clients = clients_in(file)
    assert set(clients) == {
        "forum-kartamantul",
        "forum-barlingmascakeb",
        "forum-mitra-praja-utama",
        "kemendagri",
        "gwpp-jawa-tengah",
        "api-sekretariat-kabkota",
        "api-sekretariat-provinsi",
        "api-petugas-kabkota",
        "api-petugas-kabkota-2",
        "api-petugas-provinsi",
        "api-koordinator-kabkota",
        "api-koordinator-provinsi",
        "api-mediator-kabkota",
        "api-auditor",
        "api-admin",
    }
    for entry in clients.values():
        assert set(entry) == {"client_id", "client_secret", "role", "simpul", "scopes", "forum"}
        assert len(entry["client_secret"]) >= 43
        assert set(entry["scopes"]) <= set(SCOPES)
    assert clients["forum-kartamantul"]["forum"] == "kartamantul"
    assert clients["forum-mitra-praja-utama"]["simpul"] == ["provinsi"]
    assert set(clients["kemendagri"]["simpul"]) == {"provinsi", "kabkota"}
    assert "directory:pull" in clients["kemendagri"]["scopes"]
    assert clients["gwpp-jawa-tengah"]["forum"] is None


async def test_what_the_file_holds_opens_the_door(gateway: Door, run: Run, file: Path) -> None:
    run()
    for entry in clients_in(file).values():
        headers = basic(entry["client_id"], entry["client_secret"])
        answer = await gateway.http.post(TOKEN, data=GRANT, headers=headers)
        assert answer.json()["scope"].split() == entry["scopes"]
        caller = gateway.tokens.verify(answer.json()["access_token"])
        assert caller.simpul == set(entry["simpul"])
        assert caller.actor.bound_to("forum") == ({entry["forum"]} if entry["forum"] else set())
        if entry["client_id"] == "gwpp-jawa-tengah":
            assert caller.actor.bound_to("province") == {"33"}


def test_a_second_run_changes_nothing(run: Run, file: Path) -> None:
    run()
    before = file.read_bytes()
    run()
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"clients": [{"client_id": 1}]}', "null"])
def test_where_the_file_is_lost_there_are_new_secrets(run: Run, file: Path, content: str | None) -> None:
    run()
    before = demo.read_secrets(file)
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
        file.chmod(0o644)
    run()
    after = demo.read_secrets(file)
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert mode_of(file) == 0o600


async def test_a_secret_that_the_database_does_not_know_is_made_anew(
    run: Run, file: Path, identity_sessions: Sessions
) -> None:
    run()
    before = demo.read_secrets(file)
    async with identity_sessions.begin() as session:
        await session.execute(delete(Secret).where(col(Secret.client_id) == "kemendagri"))
    run()
    after = demo.read_secrets(file)
    assert {name for name in before if before[name] != after[name]} == {"kemendagri"}


async def test_a_secret_that_somebody_rotated_to_stays(
    gateway: Door, run: Run, file: Path, identity_sessions: Sessions
) -> None:
    run()
    name, first = "forum-kartamantul", demo.read_secrets(file)["forum-kartamantul"]
    async with identity_sessions.begin() as session:
        client = await session.get_one(Client, name)
        _, rotated = await service.add_secret(session, demo.AUTHOR, client)
        await session.execute(delete(Secret).where(col(Secret.sha256) == hash_secret(first)))
    run()
    made = demo.read_secrets(file)[name]
    assert made not in (first, rotated)
    for secret, status in ((first, 401), (rotated, 200), (made, 200)):
        answer = await gateway.http.post(TOKEN, data=GRANT, headers=basic(name, secret))
        assert answer.status_code == status


async def test_what_was_changed_by_hand_is_set_right_but_stays_disabled(
    run: Run, identity_sessions: Sessions
) -> None:
    run()
    async with identity_sessions.begin() as session:
        client = await session.get_one(Client, "kemendagri")
        client.scopes, client.disabled_at = ["admin"], clock.now()
    run()
    async with identity_sessions.begin() as session:
        client = await session.get_one(Client, "kemendagri")
        assert client.scopes == [
            "registry:read",
            "knowledge:read",
            "mediation:file",
            "mediation:read",
            "directory:pull",
        ]
        assert client.disabled_at is not None


async def test_a_client_that_serves_in_earnest_is_left_alone(
    run: Run,
    file: Path,
    make_client: MakeClient,
    identity_sessions: Sessions,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await make_client("kemendagri", role="ministry")
    assert run() == 1
    assert "kemendagri" in capsys.readouterr().err
    assert demo.read_secrets(file) == {}
    async with identity_sessions.begin() as session:
        found = await session.execute(select(Client))
        assert [client.client_id for client in found.scalars()] == ["kemendagri"]
