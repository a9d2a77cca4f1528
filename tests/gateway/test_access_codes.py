"""An access code is exchanged for a token of one case, without a client."""

import json
from datetime import timedelta
from typing import Any

import httpx
from starlette.types import Receive, Scope, Send

from gateway.settings import signing_key
from services.kit import clock
from services.kit.tokens import INTERNAL_TYPE, verify
from tests.gateway.conftest import Door
from tests.gateway.upstreams import Upstream, answering

TOKEN = "/oauth/token"
GRANT = {"grant_type": "urn:simpul:grant:access-code", "code": "ABCDE-FGHIJ", "simpul": "kabkota"}
TAKEN = {"access_code_id": "kode", "case_id": "perkara", "party_id": "pihak"}


def told(**changes: Any) -> bytes:
    expires = (clock.now() + timedelta(days=1)).isoformat()
    return json.dumps(TAKEN | {"expires_at": expires} | changes).encode()


JSON = [(b"content-type", b"application/json")]


async def test_a_code_gives_a_token_of_its_one_case(gateway: Door, upstream: Upstream) -> None:
    async def take(scope: Scope, receive: Receive, send: Send) -> None:
        await upstream.read_body(receive)
        await answering(201, told(), JSON)(scope, receive, send)

    upstream.behaviour = take
    answer = await gateway.http.post(TOKEN, data=GRANT)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    token = body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 600, "scope": "mediation:read mediation:file"}
    asked = upstream.last
    assert (asked.method, asked.path) == ("POST", "/internal/kabkota/case-access")
    assert json.loads(asked.body) == {"code": "ABCDE-FGHIJ"}
    upstream.reset()
    bearer = {"Authorization": f"Bearer {token}"}
    await gateway.http.get("/v1/kabkota/cases/x", headers=bearer)
    claims = _claims(gateway, upstream)
    assert (claims["sub"], claims["roles"], claims["simpul"]) == ("access:kode", ["party"], "kabkota")
    assert claims["bindings"] == [["access", "kode"], ["case", "perkara"], ["party", "pihak"]]
    other = await gateway.http.get("/v1/provinsi/cases/x", headers=bearer)
    assert other.status_code == 403


def _claims(gateway: Door, upstream: Upstream) -> dict[str, Any]:
    shown = upstream.last.headers["authorization"].removeprefix("Bearer ")
    key = signing_key(gateway.settings.internal_key)
    return verify(shown, key=key, token_type=INTERNAL_TYPE, issuer="gateway", audience="mediation")


async def test_a_token_does_not_outlive_its_code(gateway: Door, upstream: Upstream) -> None:
    soon = (clock.now() + timedelta(seconds=60)).isoformat()
    upstream.behaviour = answering(201, told(expires_at=soon), JSON)
    assert (await gateway.http.post(TOKEN, data=GRANT)).json()["expires_in"] <= 60


async def test_a_wrong_code_is_refused_and_too_many_are_not_looked_at(
    inside: httpx.AsyncClient, upstream: Upstream
) -> None:
    upstream.behaviour = answering(404, b"{}", JSON)
    for _ in range(10):
        answer = await inside.post(TOKEN, data=GRANT)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    upstream.behaviour = answering(201, told(), JSON)
    answer = await inside.post(TOKEN, data=GRANT)
    assert (answer.status_code, answer.json()["error"]) == (429, "slow_down")
    assert 0 < int(answer.headers["retry-after"]) <= 600


async def test_what_lacks_a_code_or_a_simpul_is_not_asked(gateway: Door, upstream: Upstream) -> None:
    for wrong in ({"code": ""}, {"simpul": ""}, {"simpul": "lain"}):
        answer = await gateway.http.post(TOKEN, data=GRANT | wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_mediation_being_away_is_said(gateway: Door, upstream: Upstream) -> None:
    upstream.behaviour = answering(500, b"{}", JSON)
    assert (await gateway.http.post(TOKEN, data=GRANT)).status_code == 502
