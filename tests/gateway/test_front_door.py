"""Who gets past the front door, and as whom."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey

from gateway.identity.callers import CACHED_CALLERS, Callers
from gateway.identity.standing import Standing
from gateway.identity.tokens import TOKEN_TYPE, Caller
from services.kit.actor import ANONYMOUS, Actor
from services.kit.ids import new_id
from services.kit.problems import Unauthenticated
from services.kit.tokens import Grant, InternalSigner, InternalVerifier, sign
from tests.gateway.conftest import PUBLIC_URL, Door, make_row
from tests.gateway.upstreams import Received, Upstream, answering

VerifierOf = Callable[[str], InternalVerifier]


def grant_of(request: Received, verifier: InternalVerifier) -> Grant:
    """What the service would make of the token it was sent."""
    scheme, _, token = request.headers["authorization"].partition(" ")
    assert scheme == "Bearer"
    return verifier.verify(token)


async def test_without_credentials_the_service_sees_the_public(
    gateway: Door, upstream: Upstream, verifier_of: VerifierOf
) -> None:
    assert (await gateway.http.get("/v1/provinsi/forums")).status_code == 200
    grant = grant_of(upstream.last, verifier_of("registry"))
    assert (grant.actor, grant.simpul, grant.reach) == (ANONYMOUS, "provinsi", "actor")


async def test_the_service_sees_the_client_with_role_scopes_and_bindings(
    gateway: Door, upstream: Upstream, verifier_of: VerifierOf
) -> None:
    await gateway.http.get("/v1/kabkota/forums", headers=gateway.bearer(scopes=["registry:read"]))
    assert grant_of(upstream.last, verifier_of("registry")).actor == Actor(
        "client:forum-uji",
        frozenset({"forum"}),
        frozenset({"registry:read"}),
        frozenset({("forum", "kartamantul")}),
    )
    gwpp = gateway.bearer(client_id="gwpp-uji", role="gwpp", provinces=["33", "34"])
    await gateway.http.get("/v1/kabkota/directory", headers=gwpp)
    actor = grant_of(upstream.last, verifier_of("knowledge")).actor
    assert actor.bindings == {("province", "33"), ("province", "34")}


@pytest.mark.parametrize(
    ("simpul", "asked"),
    [(["kabkota"], "kabkota"), (["provinsi"], "provinsi"), (["provinsi", "kabkota"], "kabkota")],
)
async def test_a_path_without_simpul_is_asked_where_the_client_is_bound(
    gateway: Door, upstream: Upstream, verifier_of: VerifierOf, simpul: list[str], asked: str
) -> None:
    await gateway.http.get("/v1/regions", headers=gateway.bearer(role="ministry", simpul=simpul))
    assert grant_of(upstream.last, verifier_of("registry")).simpul == asked


async def test_the_public_is_asked_of_kabkota_where_the_path_names_no_simpul(
    gateway: Door, upstream: Upstream, verifier_of: VerifierOf
) -> None:
    await gateway.http.get("/v1/vocabularies/sectors")
    assert grant_of(upstream.last, verifier_of("registry")).simpul == "kabkota"


async def test_a_token_of_the_other_simpul_is_refused_even_where_the_public_may_read(
    gateway: Door, upstream: Upstream
) -> None:
    answer = await gateway.http.get("/v1/provinsi/forums", headers=gateway.bearer())
    assert (answer.status_code, answer.json()["code"]) == (403, "simpul-mismatch")
    assert upstream.received == []


def claims(**changes: Any) -> dict[str, Any]:
    """What a good token says, but for the changes; None takes a claim away."""
    now = int(time.time())
    good = {
        "iss": PUBLIC_URL,
        "aud": PUBLIC_URL,
        "sub": "forum-uji",
        "client_id": "forum-uji",
        "iat": now,
        "exp": now + 600,
        "jti": new_id().hex,
        "role": "forum",
        "simpul": ["kabkota"],
        "scope": "registry:read",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def unsigned(payload: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": TOKEN_TYPE}, payload)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])


def bad_authorizations(door: Door, internal_key: ECKey) -> dict[str, str]:
    """Every `Authorization` that must not get past, by what is wrong with it."""
    key, foreign = door.tokens._key, ECKey.generate_key("P-256")
    good = door.bearer()["Authorization"]
    token = good.removeprefix("Bearer ")
    head, payload, signature = token.split(".")
    internal = InternalSigner("gateway", internal_key).mint(ANONYMOUS, "kabkota", "registry")
    now = int(time.time())

    def signed(by: ECKey = key, kind: str = TOKEN_TYPE, **changes: Any) -> str:
        return "Bearer " + sign(claims(**changes), key=by, token_type=kind)

    return {
        "expired": signed(iat=now - 700, exp=now - 100),
        "expired just now": signed(exp=now),
        "not yet issued": signed(iat=now + 60),
        "no expiry": signed(exp=None),
        "a foreign key": signed(by=foreign),
        "the internal key": signed(by=internal_key),
        "another type": signed(kind="JWT"),
        "the internal type": signed(kind="simpul-int+jwt"),
        "another issuer": signed(iss="http://lain.test"),
        "another audience": signed(aud="http://lain.test"),
        "no simpul": signed(simpul=[]),
        "an unknown simpul": signed(simpul=["desa"]),
        "an internal token": f"Bearer {internal}",
        "no algorithm": f"Bearer {unsigned(claims())}",
        "no signature": f"Bearer {head}.{payload}.",
        "a changed payload": f"Bearer {head}.{payload[:-4]}AAAA.{signature}",
        "garbage": "Bearer bukan.token.ini",
        "no token": "Bearer",
        "empty": "",
        "basic": "Basic Zm9ydW06eA==",
        "the token alone": token,
        "too long": "Bearer " + "a" * 5000,
        "not ascii": "Bearer \xe9",
    }


async def test_credentials_that_do_not_verify_are_refused_everywhere(
    gateway: Door, upstream: Upstream, internal_key: ECKey
) -> None:
    places = ("/v1/regions", "/v1/kabkota/forums", "/v1/desa/forums", "/readyz", "/docs", "/", "/nowhere")
    for name, authorization in bad_authorizations(gateway, internal_key).items():
        for place in places:
            answer = await gateway.http.get(
                place, headers=[(b"Authorization", authorization.encode("latin-1"))]
            )
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), (name, place)
            assert answer.headers["www-authenticate"] == 'Bearer realm="simpul", error="invalid_token"'
    assert upstream.received == []


async def test_two_authorization_headers_are_none(gateway: Door) -> None:
    good = gateway.bearer()["Authorization"].encode()
    answer = await gateway.http.get(
        "/v1/regions", headers=[(b"Authorization", good), (b"Authorization", good)]
    )
    assert answer.status_code == 401


async def test_the_scheme_may_be_written_small(gateway: Door) -> None:
    token = gateway.bearer()["Authorization"].replace("Bearer ", "bearer  ")
    assert (await gateway.http.get("/v1/regions", headers={"Authorization": token})).status_code == 200


async def test_nothing_from_outside_says_who_asks(
    gateway: Door, upstream: Upstream, verifier_of: VerifierOf
) -> None:
    forged = {
        "Cookie": "session=1",
        "Forwarded": "for=1.2.3.4",
        "Proxy-Authorization": "Basic x",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-User": "admin",
        "X-Internal-Actor": "system:admin",
        "X-Real-IP": "1.2.3.4",
        "X-Simpul": "provinsi",
        "Via": "1.1 lain",
    }
    await gateway.http.get("/v1/kabkota/forums", headers=forged | gateway.bearer())
    sent = upstream.last.headers
    assert not {name.lower() for name in forged} & set(sent)
    assert set(sent) == {
        "accept",
        "accept-encoding",
        "authorization",
        "host",
        "user-agent",
        "x-request-id",
    }
    assert sent["accept-encoding"] == "identity"
    assert grant_of(upstream.last, verifier_of("registry")).actor.subject == "client:forum-uji"


async def test_what_a_service_needs_to_know_is_passed(gateway: Door, upstream: Upstream) -> None:
    passed = {
        "Accept": "application/json",
        "Accept-Language": "en",
        "If-Match": '"3"',
        "If-None-Match": 'W/"2"',
        "Idempotency-Key": "kunci-1",
        "Range": "bytes=0-9",
        "Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Tracestate": "a=b",
    }
    await gateway.http.get("/v1/kabkota/forums", headers=passed)
    assert {name: upstream.last.headers[name.lower()] for name in passed} == passed


async def test_a_request_id_goes_in_through_and_out(gateway: Door, upstream: Upstream) -> None:
    upstream.behaviour = answering(200, b"{}", [(b"x-request-id", b"lain"), (b"api-version", b"7")])
    answer = await gateway.http.get("/v1/regions", headers={"X-Request-ID": "permintaan-77"})
    assert upstream.last.headers["x-request-id"] == "permintaan-77"
    assert answer.headers.get_list("x-request-id") == ["permintaan-77"]
    assert answer.headers.get_list("api-version") == ["1"]
    made = (await gateway.http.get("/v1/regions", headers={"X-Request-ID": "no spaces"})).headers
    assert made["x-request-id"] == upstream.last.headers["x-request-id"] != "no spaces"


async def test_a_service_that_refuses_our_token_is_our_fault(gateway: Door, upstream: Upstream) -> None:
    challenge = b'Bearer realm="simpul", error="invalid_token"'
    upstream.behaviour = answering(401, b"{}", [(b"www-authenticate", challenge)])
    answer = await gateway.http.get("/v1/regions", headers=gateway.bearer())
    assert (answer.status_code, answer.json()["code"]) == (502, "bad-gateway")
    upstream.behaviour = answering(401, b"{}", [(b"www-authenticate", b'Bearer realm="simpul"')])
    assert (await gateway.http.get("/v1/regions")).status_code == 401


def test_verified_callers_are_remembered_until_they_expire(gateway_running: Door) -> None:
    verified: list[str] = []

    class Counting:
        def verify(self, token: str) -> Any:
            verified.append(token)
            return gateway_running.tokens.verify(token)

    class WithoutTheDead:
        def judge(self, caller: Caller) -> Caller | None:
            return None if caller.client_id == "forum-mati" else caller

    callers = Callers(Counting(), WithoutTheDead())  # type: ignore[arg-type]
    header = gateway_running.bearer()["Authorization"].encode()
    assert callers.identify(header) is callers.identify(header)
    assert len(verified) == 1
    callers.forget("forum-lain")
    callers.identify(header)
    assert len(verified) == 1
    callers.forget("forum-uji")
    callers.identify(header)
    assert len(verified) == 2
    with pytest.raises(Unauthenticated):
        callers.identify(gateway_running.bearer(client_id="forum-mati")["Authorization"].encode())

    short = sign(claims(exp=int(time.time()) + 1), key=gateway_running.tokens._key, token_type=TOKEN_TYPE)
    caller = callers.identify(f"Bearer {short}".encode())
    callers._cache[f"Bearer {short}".encode()] = type(caller)(
        caller.client_id, caller.actor, caller.simpul, caller.default_simpul, time.time() - 1
    )
    callers.identify(f"Bearer {short}".encode())
    assert len(verified) == 5


def test_the_memory_of_callers_is_bounded(gateway_running: Door) -> None:
    caller = gateway_running.tokens.verify(gateway_running.tokens.issue(make_row(), [], secret_id=new_id()))

    class Agreeing:
        def verify(self, token: str) -> Any:
            return caller

    callers = Callers(Agreeing(), Standing())  # type: ignore[arg-type]
    for number in range(CACHED_CALLERS + 10):
        callers.identify(b"Bearer %d" % number)
    assert len(callers._cache) == CACHED_CALLERS
