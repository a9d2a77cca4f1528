"""Getting an access token, and losing it."""

import asyncio
import base64
from typing import Any
from urllib.parse import quote_plus

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from gateway.app import UnsafeAddress, create_app
from gateway.identity.db import Sessions
from gateway.identity.models import Client
from services.kit import clock
from services.kit.tokens import verify
from tests.gateway.conftest import PUBLIC_URL, SECRET, Door, MakeClient, OpenGateway, new_client_id

TOKEN = "/oauth/token"
GRANT = {"grant_type": "client_credentials"}


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def in_form(client_id: str, secret: str) -> dict[str, str]:
    return {"client_id": client_id, "client_secret": secret}


async def test_a_client_gets_a_token_by_basic(gateway: Door, make_client: MakeClient) -> None:
    await make_client()
    answer = await gateway.http.post(TOKEN, data=GRANT, headers=basic("forum-uji", SECRET))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    token = body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 600, "scope": "registry:read registry:write"}
    used = await gateway.http.get("/v1/kabkota/forums", headers={"Authorization": f"Bearer {token}"})
    assert used.status_code == 200


async def test_a_client_gets_a_token_by_form(gateway: Door, make_client: MakeClient) -> None:
    await make_client()
    answer = await gateway.http.post(TOKEN, data=GRANT | in_form("forum-uji", SECRET))
    assert answer.status_code == 200


async def test_a_token_says_who_for_what_and_where(gateway: Door, make_client: MakeClient) -> None:
    await make_client(
        "gwpp-uji", role="gwpp", simpul=["kabkota", "provinsi"], scopes=["registry:read"], provinces=["33"]
    )
    answer = await gateway.http.post(TOKEN, data=GRANT, headers=basic("gwpp-uji", SECRET))
    key = gateway.tokens._key
    claims = verify(
        answer.json()["access_token"], key=key, token_type="at+jwt", issuer=PUBLIC_URL, audience=PUBLIC_URL
    )
    assert claims.pop("exp") - claims.pop("iat") == 600
    assert len(claims.pop("jti")) == len(claims.pop("secret_id")) == 32
    assert claims == {
        "iss": PUBLIC_URL,
        "aud": PUBLIC_URL,
        "sub": "gwpp-uji",
        "client_id": "gwpp-uji",
        "role": "gwpp",
        "simpul": ["kabkota", "provinsi"],
        "scope": "registry:read",
        "provinces": ["33"],
    }


async def test_the_published_key_verifies_a_token(gateway: Door, make_client: MakeClient) -> None:
    await make_client()
    token = (await gateway.http.post(TOKEN, data=GRANT | in_form("forum-uji", SECRET))).json()["access_token"]
    keys = (await gateway.http.get("/.well-known/jwks.json")).json()
    assert "d" not in keys["keys"][0]
    decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["ES256"])
    assert decoded.header["typ"] == "at+jwt"
    assert decoded.claims["sub"] == "forum-uji"


async def test_the_metadata_announces_what_there_is(gateway: Door) -> None:
    metadata = (await gateway.http.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["issuer"] == PUBLIC_URL
    assert metadata["grant_types_supported"] == ["client_credentials", "urn:simpul:grant:access-code"]
    for name in ("token_endpoint", "revocation_endpoint", "jwks_uri", "service_documentation"):
        path = metadata[name].removeprefix(PUBLIC_URL)
        assert (await gateway.http.get(path)).status_code in (200, 405)


@pytest.mark.parametrize(
    ("scope", "granted"),
    [
        (None, "registry:read registry:write"),
        ("", "registry:read registry:write"),
        ("registry:read", "registry:read"),
        ("registry:write  registry:read", "registry:read registry:write"),
    ],
)
async def test_a_client_may_ask_for_less(
    gateway: Door, make_client: MakeClient, scope: str | None, granted: str
) -> None:
    await make_client()
    form = GRANT if scope is None else GRANT | {"scope": scope}
    answer = await gateway.http.post(TOKEN, data=form, headers=basic("forum-uji", SECRET))
    assert answer.json()["scope"] == granted


_BASIC = basic("forum-uji", SECRET)
_URLENCODED = "application/x-www-form-urlencoded"
# form, headers, query, status, error
REFUSALS: dict[str, tuple[dict[str, Any], dict[str, str], str, int, str]] = {
    "nothing shown": (GRANT, {}, "", 401, "invalid_client"),
    "a secret only": (GRANT | {"client_secret": SECRET}, {}, "", 401, "invalid_client"),
    "wrong secret by basic": (GRANT, basic("forum-uji", "salah"), "", 401, "invalid_client"),
    "wrong secret by form": (GRANT | in_form("forum-uji", "salah"), {}, "", 401, "invalid_client"),
    "unknown client by basic": (GRANT, basic("siapa", SECRET), "", 401, "invalid_client"),
    "unknown client by form": (GRANT | in_form("siapa", SECRET), {}, "", 401, "invalid_client"),
    "a NUL in the name": (GRANT | in_form("forum\0uji", SECRET), {}, "", 401, "invalid_client"),
    "a bearer token": (GRANT, {"Authorization": "Bearer x"}, "", 401, "invalid_client"),
    "not base64": (GRANT, {"Authorization": "Basic !!!"}, "", 401, "invalid_client"),
    "no colon": (GRANT, {"Authorization": "Basic Zm9ydW0="}, "", 401, "invalid_client"),
    "both ways": (GRANT | in_form("forum-uji", SECRET), _BASIC, "", 400, "invalid_request"),
    "two names": (GRANT | {"client_id": "lain"}, _BASIC, "", 400, "invalid_request"),
    "in the address": (GRANT, _BASIC, "?client_id=forum-uji", 400, "invalid_request"),
    "no grant": ({"scope": "registry:read"}, _BASIC, "", 400, "invalid_request"),
    "a grant twice": ({"grant_type": ["client_credentials"] * 2}, _BASIC, "", 400, "invalid_request"),
    "another grant": ({"grant_type": "password"}, _BASIC, "", 400, "unsupported_grant_type"),
    "a foreign scope": (GRANT | {"scope": "knowledge:write"}, _BASIC, "", 400, "invalid_scope"),
    "one scope too many": (
        GRANT | {"scope": "registry:read admin"},
        _BASIC,
        "",
        400,
        "invalid_scope",
    ),
    "only a space as scope": (GRANT | {"scope": " "}, _BASIC, "", 400, "invalid_scope"),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_bad_request_is_refused_in_words_of_both_standards(
    gateway: Door, make_client: MakeClient, name: str
) -> None:
    await make_client()
    form, headers, query, status, error = REFUSALS[name]
    answer = await gateway.http.post(TOKEN + query, data=form, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.headers.get("www-authenticate", "").startswith("Basic ")) == (status == 401)
    problem = answer.json()
    assert problem["error"] == error
    assert problem["code"] == error.replace("_", "-")
    assert problem["error_description"] == problem["detail"]
    assert not {'"', "\\"} & set(problem["error_description"])
    assert problem["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", ""),
        (b"grant_type=client_credentials", "multipart/form-data; boundary=x"),
        (b"grant_type=client_credentials&scope=%ff", _URLENCODED),
        (b"grant_type=client_credentials&scope=\xff", _URLENCODED),
        (b"&".join(b"x%d=1" % n for n in range(30)), _URLENCODED),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    gateway: Door, make_client: MakeClient, content: bytes, content_type: str
) -> None:
    await make_client()
    headers = _BASIC | ({"Content-Type": content_type} if content_type else {})
    answer = await gateway.http.post(TOKEN, content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_form_may_be_as_large_as_any_body_and_no_larger(gateway: Door) -> None:
    answer = await gateway.http.post(TOKEN, data={"x": "y" * gateway.settings.body_limit})
    assert (answer.status_code, answer.json()["code"]) == (413, "payload-too-large")


async def test_parameters_nobody_knows_are_ignored(gateway: Door, make_client: MakeClient) -> None:
    await make_client()
    form = GRANT | {"resource": "http://lain.test", "client_id": "forum-uji"}
    assert (await gateway.http.post(TOKEN, data=form, headers=_BASIC)).status_code == 200


async def test_unknown_client_and_wrong_secret_are_the_same_answer(
    gateway: Door, make_client: MakeClient
) -> None:
    await make_client()
    await make_client("forum-mati", disabled_at=clock.now())
    answers = [
        await gateway.http.post(TOKEN, data=GRANT, headers=basic(*pair))
        for pair in (("siapa", SECRET), ("forum-uji", "salah"), ("forum-mati", SECRET))
    ]
    seen = [{**a.json(), "request_id": None} for a in answers]
    assert seen[0] == seen[1] == seen[2]
    assert answers[0].headers["www-authenticate"] == answers[1].headers["www-authenticate"]


async def test_a_disabled_client_is_out_within_two_seconds(
    gateway: Door, make_client: MakeClient, identity_sessions: Sessions
) -> None:
    credentials = basic(await make_client(name := new_client_id()), SECRET)
    token = (await gateway.http.post(TOKEN, data=GRANT, headers=credentials)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await gateway.http.get("/v1/regions", headers=headers)).status_code == 200

    async with identity_sessions.begin() as session:
        client = await session.get_one(Client, name)
        client.disabled_at = clock.now()
    async with asyncio.timeout(2):
        while (await gateway.http.get("/v1/regions", headers=headers)).status_code == 200:
            pass
    assert (await gateway.http.get("/healthz", headers=headers)).status_code == 401
    again = await gateway.http.post(TOKEN, data=GRANT, headers=credentials)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


async def test_without_its_database_a_gateway_serves_but_issues_nothing(open_gateway: OpenGateway) -> None:
    nowhere = "postgresql://nobody:none@127.0.0.1:9/gateway_identity"
    async with open_gateway(identity_database_url=nowhere) as door:
        assert (await door.http.get("/v1/regions")).status_code == 200
        assert (await door.http.get("/v1/regions", headers=door.bearer())).status_code == 200
        refused = await door.http.post(TOKEN, data=GRANT, headers=_BASIC)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        ready = (await door.http.get("/readyz")).json()
        assert (ready["status"], ready["identity"]) == ("degraded", "down")


async def test_demonstration_clients_keep_a_gateway_on_loopback(
    gateway: Door, make_client: MakeClient
) -> None:
    await make_client(demonstration=True)
    everywhere = gateway.settings.model_copy(update={"host": "0.0.0.0"})
    with pytest.raises(UnsafeAddress):
        async with create_app(everywhere).running():
            raise AssertionError("it serves")
    for host in ("127.0.0.2", "::1", "localhost"):
        async with create_app(gateway.settings.model_copy(update={"host": host})).running():
            pass
