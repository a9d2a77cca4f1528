"""Ending an access token before its time (RFC 7009)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gateway.identity.db import Sessions
from gateway.identity.models import Revocation
from gateway.identity.standing import purge
from services.kit import clock
from tests.gateway.conftest import SECRET, Door, MakeClient, OpenGateway, new_client_id
from tests.gateway.test_clients import token_of
from tests.gateway.test_oauth import basic, in_form

pytestmark = pytest.mark.usefixtures("clean_identity")
REVOKE = "/oauth/revoke"


def token_in(bearer: dict[str, str]) -> str:
    return bearer["Authorization"].removeprefix("Bearer ")


async def revocations(sessions: Sessions) -> set[UUID]:
    async with sessions.begin() as session:
        return {row.id for row in (await session.execute(select(Revocation))).scalars()}


async def test_a_revoked_token_is_out_within_two_seconds_in_every_process_and_no_other(
    gateway: Door, open_gateway: OpenGateway, make_client: MakeClient
) -> None:
    name = await make_client(new_client_id())
    one, other = await token_of(gateway.http, name), await token_of(gateway.http, name)
    async with open_gateway() as another:
        for door in (gateway, another):
            assert (await door.http.get("/v1/regions", headers=one)).status_code == 200
        answer = await gateway.http.post(REVOKE, data={"token": token_in(one)}, headers=basic(name, SECRET))
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["cache-control"] == "no-store"
        async with asyncio.timeout(2):
            for door in (gateway, another):
                while (await door.http.get("/v1/regions", headers=one)).status_code != 401:
                    pass
        for door in (gateway, another):
            assert (await door.http.get("/v1/regions", headers=other)).status_code == 200

    auditor = gateway.bearer(client_id="auditor-uji", role="auditor", scopes=["audit:read"])
    history = (await gateway.http.get(f"/v1/clients/{name}/history", headers=auditor)).json()["items"]
    assert [(entry["act"], entry["who"]) for entry in history] == [("revoke_token", f"client:{name}")]


async def test_what_is_revoked_already_or_never_was_a_token_is_answered_alike(
    gateway: Door, make_client: MakeClient, identity_sessions: Sessions
) -> None:
    name = await make_client(new_client_id())
    token = token_in(await token_of(gateway.http, name))
    for sent in (token, token, "bukan-token", token[:-2], "a.b.c", "é"):
        form = {"token": sent, "token_type_hint": "refresh_token"} | in_form(name, SECRET)
        assert (await gateway.http.post(REVOKE, data=form)).status_code == 200
    assert len(await revocations(identity_sessions)) == 1


async def test_the_token_of_another_client_is_not_revoked(
    gateway: Door, make_client: MakeClient, identity_sessions: Sessions
) -> None:
    name, other = await make_client(new_client_id()), await make_client(new_client_id())
    token = token_in(await token_of(gateway.http, other))
    answer = await gateway.http.post(REVOKE, data={"token": token}, headers=basic(name, SECRET))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await revocations(identity_sessions) == set()


@pytest.mark.parametrize(
    ("form", "headers", "status", "error"),
    [
        ({"token": "x"}, {}, 401, "invalid_client"),
        ({"token": "x"}, basic("siapa", SECRET), 401, "invalid_client"),
        ({"token": "x"}, basic("forum-uji", "salah"), 401, "invalid_client"),
        ({"token": "x"}, {"Authorization": "Bearer x"}, 401, "invalid_client"),
        ({}, basic("forum-uji", SECRET), 400, "invalid_request"),
        ({"token": ["x", "y"]}, basic("forum-uji", SECRET), 400, "invalid_request"),
    ],
)
async def test_a_bad_revocation_is_refused_in_words_of_both_standards(
    gateway: Door,
    make_client: MakeClient,
    form: dict[str, Any],
    headers: dict[str, str],
    status: int,
    error: str,
) -> None:
    await make_client("forum-uji")
    answer = await gateway.http.post(
        REVOKE,
        data=form,
        headers={"Content-Type": "application/x-www-form-urlencoded"} | headers,
    )
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_revocations_are_forgotten_with_the_tokens_they_end(
    gateway: Door, make_client: MakeClient, identity_sessions: Sessions
) -> None:
    name = await make_client(new_client_id())
    token = token_in(await token_of(gateway.http, name))
    await gateway.http.post(REVOKE, data={"token": token}, headers=basic(name, SECRET))
    await purge(identity_sessions)
    assert len(await revocations(identity_sessions)) == 1
    with clock.fixed(clock.now() + timedelta(minutes=11)):
        await purge(identity_sessions)
    assert await revocations(identity_sessions) == set()
