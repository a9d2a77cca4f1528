"""Rotating a client's secrets: add the second, move the systems, delete the first."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from gateway.identity.db import Sessions
from gateway.identity.models import Secret
from services.kit import clock
from tests.gateway.conftest import SECRET, Door, MakeClient, OpenGateway, new_client_id
from tests.gateway.test_clients import BOTH, CLIENTS, Headers, token_of
from tests.gateway.test_oauth import GRANT, TOKEN, basic

pytestmark = pytest.mark.usefixtures("clean_identity")


@pytest.fixture
def admin(gateway: Door) -> Headers:
    return gateway.bearer(client_id="admin-uji", role="admin", simpul=BOTH, scopes=["admin"])


async def status_with(http: httpx.AsyncClient, name: str, secret: str) -> int:
    return (await http.post(TOKEN, data=GRANT, headers=basic(name, secret))).status_code


async def secrets_of(http: httpx.AsyncClient, name: str, headers: Headers) -> list[dict[str, Any]]:
    answer = await http.get(f"{CLIENTS}/{name}/secrets", headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_client_rotates_its_secret_by_itself(gateway: Door, make_client: MakeClient) -> None:
    name = await make_client(new_client_id())
    url = f"{CLIENTS}/{name}/secrets"
    bearer = await token_of(gateway.http, name)
    added = await gateway.http.post(url, headers=bearer)
    assert (added.status_code, added.headers["cache-control"]) == (201, "no-store")
    second = added.json()
    assert set(second) == {"id", "created_at", "last_used_at", "expires_at", "client_secret"}
    assert len(second["client_secret"]) == 43
    for secret in (SECRET, second["client_secret"]):
        assert await status_with(gateway.http, name, secret) == 200

    listed = await gateway.http.get(url, headers=bearer)
    first, new = listed.json()["items"]
    assert new["id"] == second["id"]
    assert "client_secret" not in new
    assert listed.headers["etag"] == added.headers["etag"] == '"2"'
    moved = await token_of(gateway.http, name, second["client_secret"])
    ended = await gateway.http.delete(f"{url}/{first['id']}", headers=moved | {"If-Match": '"2"'})
    assert (ended.status_code, ended.headers["etag"], ended.content) == (204, '"3"', b"")
    assert await status_with(gateway.http, name, SECRET) == 401
    assert await status_with(gateway.http, name, second["client_secret"]) == 200
    # Tokens in hand run out by themselves, so that the systems are not cut off meanwhile.
    assert (await gateway.http.get("/v1/regions", headers=bearer)).status_code == 200


async def test_a_third_secret_is_refused(gateway: Door, make_client: MakeClient, admin: Headers) -> None:
    name = await make_client(new_client_id())
    url = f"{CLIENTS}/{name}/secrets"
    answers = await asyncio.gather(*(gateway.http.post(url, headers=admin) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "too-many-secrets"
    assert "dua rahasia" in refused.json()["detail"]
    assert len(await secrets_of(gateway.http, name, admin)) == 2


async def test_the_last_secret_is_an_admins_to_delete(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    name = await make_client(new_client_id())
    itself = await token_of(gateway.http, name)
    (only,) = await secrets_of(gateway.http, name, itself)
    url = f"{CLIENTS}/{name}/secrets/{only['id']}"
    refused = await gateway.http.delete(url, headers=itself | {"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "last-secret")
    assert await status_with(gateway.http, name, SECRET) == 200
    assert (await gateway.http.delete(url, headers=admin | {"If-Match": '"1"'})).status_code == 204
    assert await status_with(gateway.http, name, SECRET) == 401
    gone = await gateway.http.delete(url, headers=admin | {"If-Match": '"2"'})
    assert (gone.status_code, gone.json()["code"]) == (404, "secret-not-found")


async def test_an_admin_may_not_delete_its_own_last_secret(gateway: Door, make_client: MakeClient) -> None:
    name = await make_client(new_client_id(), role="admin", simpul=BOTH, scopes=["admin"])
    itself = await token_of(gateway.http, name)
    (only,) = await secrets_of(gateway.http, name, itself)
    url = f"{CLIENTS}/{name}/secrets/{only['id']}"
    refused = await gateway.http.delete(url, headers=itself | {"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "last-secret")


async def test_a_deletion_needs_the_version_it_read(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    name = await make_client(new_client_id())
    (only,) = await secrets_of(gateway.http, name, admin)
    url = f"{CLIENTS}/{name}/secrets/{only['id']}"
    assert (await gateway.http.delete(url, headers=admin)).status_code == 428
    assert (await gateway.http.delete(url, headers=admin | {"If-Match": '"2"'})).status_code == 412
    odd = await gateway.http.delete(f"{url}?end_tokens=1", headers=admin | {"If-Match": '"1"'})
    assert (odd.status_code, odd.json()["errors"][0]["pointer"]) == (400, "/query/end_tokens")
    for path in ("bukan-uuid", "00000000-0000-7000-8000-000000000000"):
        missing = await gateway.http.delete(
            f"{CLIENTS}/{name}/secrets/{path}", headers=admin | {"If-Match": '"1"'}
        )
        assert missing.status_code == 404
    assert len(await secrets_of(gateway.http, name, admin)) == 1


async def test_the_secret_of_another_client_is_not_there(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    name, other = await make_client(new_client_id()), await make_client(new_client_id())
    (foreign,) = await secrets_of(gateway.http, other, admin)
    answer = await gateway.http.delete(
        f"{CLIENTS}/{name}/secrets/{foreign['id']}", headers=admin | {"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "secret-not-found")


async def test_a_leaked_secret_takes_its_tokens_along_within_two_seconds_in_every_process(
    gateway: Door, open_gateway: OpenGateway, make_client: MakeClient, admin: Headers
) -> None:
    name = await make_client(new_client_id())
    added = (await gateway.http.post(f"{CLIENTS}/{name}/secrets", headers=admin)).json()
    leaked = await token_of(gateway.http, name)
    clean = await token_of(gateway.http, name, added["client_secret"])
    first = (await secrets_of(gateway.http, name, admin))[0]
    async with open_gateway() as another:
        for door in (gateway, another):
            assert (await door.http.get("/v1/regions", headers=leaked)).status_code == 200
        ended = await gateway.http.delete(
            f"{CLIENTS}/{name}/secrets/{first['id']}?end_tokens=true", headers=admin | {"If-Match": '"2"'}
        )
        assert ended.status_code == 204
        async with asyncio.timeout(2):
            for door in (gateway, another):
                while (await door.http.get("/v1/regions", headers=leaked)).status_code != 401:
                    pass
        for door in (gateway, another):
            assert (await door.http.get("/v1/regions", headers=clean)).status_code == 200
    history = await gateway.http.get(f"{CLIENTS}/{name}/history", headers=admin)
    assert history.json()["items"][0]["changes"] == {
        "secret": {"old": first["id"], "new": None},
        "tokens": {"old": "valid", "new": "ended"},
    }


async def test_a_repeated_request_makes_one_secret_and_is_not_told_it_again(
    gateway: Door, make_client: MakeClient, admin: Headers, identity_sessions: Sessions
) -> None:
    name = await make_client(new_client_id())
    url, keyed = f"{CLIENTS}/{name}/secrets", admin | {"Idempotency-Key": "putar-1"}
    first = await gateway.http.post(url, headers=keyed, json={})
    again = await gateway.http.post(url, headers=keyed, json={})
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json() == first.json() | {"client_secret": None}
    assert again.headers["etag"] == first.headers["etag"]
    assert len(await secrets_of(gateway.http, name, admin)) == 2
    # Nowhere in the database is it in clear.
    async with identity_sessions.begin() as session:
        for table in ("idempotency_records", "client_history", "client_secrets", "clients"):
            rows = (await session.execute(text(f"SELECT t::text, t.* FROM {table} t"))).all()
            assert first.json()["client_secret"] not in str(rows)


async def test_an_expired_secret_opens_nothing_and_makes_room(
    inside: httpx.AsyncClient, make_client: MakeClient, admin: Headers
) -> None:
    name = await make_client(new_client_id())
    url, now = f"{CLIENTS}/{name}/secrets", clock.now()
    with clock.fixed(now):
        ends = (now + timedelta(hours=1)).isoformat()
        added = await inside.post(url, headers=admin, json={"expires_at": ends})
        assert added.status_code == 201, added.text
        secret = added.json()["client_secret"]
        assert await status_with(inside, name, secret) == 200
        assert (await inside.post(url, headers=admin)).status_code == 409
    with clock.fixed(now + timedelta(hours=1)):
        assert await status_with(inside, name, secret) == 401
        assert await status_with(inside, name, SECRET) == 200
        # The one that is left is the last, though two are listed.
        first, expired = await secrets_of(inside, name, admin)
        itself = await token_of(inside, name)
        last = await inside.delete(f"{url}/{first['id']}", headers=itself | {"If-Match": '"2"'})
        assert last.json()["code"] == "last-secret"
        assert (await inside.post(url, headers=admin)).status_code == 201
        left = [secret["id"] for secret in await secrets_of(inside, name, admin)]
        assert len(left) == 2
        assert expired["id"] not in left
        acts = (await inside.get(f"{CLIENTS}/{name}/history", headers=admin)).json()["items"]
        assert [(act["act"], act["address"]) for act in acts] == [
            ("add_secret", "203.0.113.7"),
            ("delete_secret", "203.0.113.7"),
            ("add_secret", "203.0.113.7"),
        ]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"expires_at": "2020-01-01T00:00:00Z"}, "in-the-past"),
        ({"expires_at": "2199-01-01T00:00:00"}, "timezone-aware"),
        ({"expires_at": "besok"}, "datetime-from-date-parsing"),
        ({"client_secret": "pilihan sendiri"}, "extra-forbidden"),
    ],
)
async def test_a_secret_that_cannot_be_is_refused(
    gateway: Door, make_client: MakeClient, admin: Headers, sent: dict[str, Any], code: str
) -> None:
    name = await make_client(new_client_id())
    answer = await gateway.http.post(f"{CLIENTS}/{name}/secrets", headers=admin, json=sent)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert len(await secrets_of(gateway.http, name, admin)) == 1


async def test_the_use_of_a_secret_is_noted_once_a_minute(
    inside: httpx.AsyncClient, make_client: MakeClient, identity_sessions: Sessions
) -> None:
    name, now = await make_client(new_client_id()), clock.now()

    async def used_at(moment: timedelta) -> timedelta | None:
        with clock.fixed(now + moment):
            assert await status_with(inside, name, SECRET) == 200
        async with identity_sessions.begin() as session:
            secret = (await session.execute(select(Secret))).scalar_one()
            return None if secret.last_used_at is None else secret.last_used_at - now

    assert await used_at(timedelta()) == timedelta()
    assert await used_at(timedelta(seconds=59)) == timedelta()
    assert await used_at(timedelta(seconds=60)) == timedelta(seconds=60)
    with clock.fixed(now + timedelta(minutes=5)):
        assert await status_with(inside, name, "salah") == 401
    assert await used_at(timedelta(seconds=61)) == timedelta(seconds=60)
