"""The operator's commands: a client is made, gets in, and is shown out."""

import asyncio
import json
import os
import sys

import pytest

from tests.gateway.conftest import Door
from tests.gateway.test_oauth import GRANT, TOKEN, basic
from tests.support.databases import TestDatabase
from tests.support.node import ROOT, eventually


async def _run(database: TestDatabase, module: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command with the gateway's environment."""
    environment = {
        **os.environ,
        "SIMPUL_GATEWAY_IDENTITY_DATABASE_URL": database.login_url,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


REGISTER = (
    *("gateway.identity.register", "--client-id", "forum-perintah", "--name", "Uji", "--role", "forum"),
    *("--simpul", "kabkota", "--scope", "registry:read", "--forum", "kartamantul"),
)


@pytest.mark.usefixtures("clean_identity")
async def test_a_client_is_made_once_and_disabled_by_command(
    gateway: Door, identity_database: TestDatabase
) -> None:
    code, out, _ = await _run(identity_database, *REGISTER)
    assert code == 0
    made = json.loads(out)
    credentials = basic(made["client_id"], made["client_secret"])
    answer = await gateway.http.post(TOKEN, data=GRANT, headers=credentials)
    assert answer.status_code == 200, answer.text
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    assert (await _run(identity_database, *REGISTER))[0] == 1

    disable = ("gateway.identity.disable", "forum-perintah", "--reason", "Uji")
    assert (await _run(identity_database, *disable))[0] == 0
    assert (await gateway.http.post(TOKEN, data=GRANT, headers=credentials)).status_code == 401

    async def is_shown_out() -> bool:
        return (await gateway.http.get("/v1/regions", headers=bearer)).status_code == 401

    await eventually(is_shown_out, seconds=10)
    assert (await _run(identity_database, "gateway.identity.disable", "forum-perintah", "--again"))[0] == 0
    assert (await gateway.http.post(TOKEN, data=GRANT, headers=credentials)).status_code == 200

    auditor = gateway.bearer(client_id="auditor-uji", role="auditor", scopes=["audit:read"])
    history = await gateway.http.get("/v1/clients/forum-perintah/history", headers=auditor)
    assert [(entry["act"], entry["who"], entry["address"]) for entry in history.json()["items"]] == [
        ("enable", "system:disable", None),
        ("disable", "system:disable", None),
        ("register", "system:register", None),
    ]


async def test_a_client_that_cannot_be_is_refused_in_one_line(identity_database: TestDatabase) -> None:
    code, _, err = await _run(identity_database, *REGISTER[:-2])
    assert (code, err) == (1, "A forum goes with the role forum, and with no other.\n")
    assert (await _run(identity_database, "gateway.identity.disable", "tidak-ada"))[0] == 1
