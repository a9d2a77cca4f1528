"""Internal tokens: what services accept, and everything else they refuse."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from services.kit import tokens
from services.kit.actor import ANONYMOUS, Actor, service_actor
from services.kit.simpul import SIMPUL
from services.kit.tokens import (
    INTERNAL_SECONDS,
    INTERNAL_TYPE,
    RENEW_BEFORE_SECONDS,
    InternalSigner,
    InternalVerifier,
    InvalidToken,
    Issuer,
    sign,
)
from tests.kit.sample import NAME
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller

WHOAMI = "/v1/kabkota/whoami"


@pytest.fixture
def verifier(issuers: list[Issuer]) -> InternalVerifier:
    return InternalVerifier(issuers, NAME)


def _claims(*, issued_in: int = 0, ends_in: int = 60, **changed: Any) -> dict[str, Any]:
    """Claims as the gateway mints them for the secretariat; `...` takes one away."""
    now = int(time.time())
    claims = {
        "iss": "gateway",
        "aud": NAME,
        "iat": now + issued_in,
        "exp": now + ends_in,
        "sub": SECRETARIAT.subject,
        "simpul": "kabkota",
        "roles": ["secretariat"],
        "scope": "registry:read registry:write",
        "bindings": [],
    }
    return {name: value for name, value in (claims | changed).items() if value is not ...}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(header: object, claims: object, signature: str = "") -> str:
    return f"{_part(header)}.{_part(claims)}.{signature}"


@pytest.mark.parametrize("actor", [ANONYMOUS, SECRETARIAT, KARTAMANTUL], ids=lambda actor: actor.subject)
def test_a_minted_token_tells_the_whole_actor_and_its_simpul(
    signer: InternalSigner, verifier: InternalVerifier, actor: Actor
) -> None:
    for simpul in SIMPUL:
        grant = verifier.verify(signer.mint(actor, simpul, NAME))
        assert (grant.actor, grant.simpul, grant.reach) == (actor, simpul, "actor")


def test_a_services_own_token_reaches_internal_addresses_only(
    keys: dict[str, ECKey], verifier: InternalVerifier
) -> None:
    signer = InternalSigner("knowledge", keys["knowledge"])
    grant = verifier.verify(signer.mint(service_actor("knowledge"), "kabkota", NAME))
    assert (grant.actor.subject, grant.reach) == ("service:knowledge", "internal")


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1},
        {"ends_in": -1},
        {"ends_in": 0},
        {"exp": ...},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"exp": None},
        {"issued_in": 3600},
        {"iat": ...},
        {"aud": "registry"},
        {"aud": [NAME]},
        {"aud": ...},
        {"iss": "stranger"},
        {"iss": "knowledge"},
        {"iss": ["gateway"]},
        {"iss": ...},
        {"simpul": "nasional"},
        {"simpul": ["kabkota"]},
        {"simpul": ["kabkota", "provinsi"]},
        {"simpul": {"kabkota": 1}},
        {"simpul": ""},
        {"simpul": ...},
        {"sub": ...},
        {"sub": 7},
        {"sub": ""},
        {"roles": None},
        {"roles": "secretariat"},
        {"roles": [["secretariat"]]},
        {"roles": [7]},
        {"scope": None},
        {"scope": ["registry:read"]},
        {"bindings": None},
        {"bindings": ["forum"]},
        {"bindings": [["forum", "x", "y"]]},
        {"bindings": [["forum", {"x": 1}]]},
    ],
    ids=str,
)
def test_a_signed_token_whose_claims_are_not_right_is_refused(
    keys: dict[str, ECKey], verifier: InternalVerifier, changed: dict[str, Any]
) -> None:
    with pytest.raises(InvalidToken):
        verifier.verify(sign(_claims(**changed), key=keys["gateway"], token_type=INTERNAL_TYPE))


@pytest.mark.parametrize("token_type", ["at+jwt", "JWT", "", "SIMPUL-INT+JWT"])
def test_a_token_of_another_type_is_refused(
    keys: dict[str, ECKey], verifier: InternalVerifier, token_type: str
) -> None:
    with pytest.raises(InvalidToken):
        verifier.verify(sign(_claims(), key=keys["gateway"], token_type=token_type))


def test_a_key_nobody_trusts_is_refused_also_under_a_trusted_name(
    keys: dict[str, ECKey], verifier: InternalVerifier
) -> None:
    foreign = ECKey.import_key(
        {**ECKey.generate_key("P-256").as_dict(private=True), "kid": keys["gateway"].thumbprint()}
    )
    with pytest.raises(InvalidToken):
        verifier.verify(sign(_claims(), key=foreign, token_type=INTERNAL_TYPE))


@pytest.mark.parametrize("issuer", ["gateway", "mediation", "knowledge"])
def test_a_services_key_speaks_for_no_other_issuer_and_for_nobody_but_that_service(
    keys: dict[str, ECKey], verifier: InternalVerifier, issuer: str
) -> None:
    claims = _claims(iss=issuer)
    with pytest.raises(InvalidToken):
        verifier.verify(sign(claims, key=keys["knowledge"], token_type=INTERNAL_TYPE))


@pytest.mark.parametrize(
    "changed",
    [
        {"roles": ["secretariat"]},
        {"roles": ["service", "secretariat"]},
        {"roles": []},
        {"roles": ...},
        {"sub": "service:mediation"},
        {"sub": "client:api-sekretariat"},
    ],
    ids=str,
)
def test_a_service_cannot_mint_itself_more_than_it_is(
    keys: dict[str, ECKey], verifier: InternalVerifier, changed: dict[str, Any]
) -> None:
    own: dict[str, Any] = {
        "iss": "knowledge",
        "sub": "service:knowledge",
        "roles": ["service"],
        "scope": "",
    }
    verifier.verify(sign(_claims(**own), key=keys["knowledge"], token_type=INTERNAL_TYPE))
    with pytest.raises(InvalidToken):
        verifier.verify(sign(_claims(**own | changed), key=keys["knowledge"], token_type=INTERNAL_TYPE))


def _without_signature(keys: dict[str, ECKey]) -> str:
    return _unsigned({"alg": "none", "typ": INTERNAL_TYPE}, _claims())


def _under_another_signature(keys: dict[str, ECKey]) -> str:
    valid = sign(_claims(sub="client:other"), key=keys["gateway"], token_type=INTERNAL_TYPE)
    header, _, signature = valid.split(".")
    return f"{header}.{_part(_claims())}.{signature}"


def _hmac_with_the_public_key(keys: dict[str, ECKey]) -> str:
    message = _unsigned({"alg": "HS256", "typ": INTERNAL_TYPE}, _claims()).removesuffix(".")
    public = keys["gateway"].as_pem(private=False)
    signature = hmac.new(public, message.encode(), hashlib.sha256).digest()
    return f"{message}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _bringing_its_own_key(keys: dict[str, ECKey]) -> str:
    own = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "typ": INTERNAL_TYPE, "jwk": own.as_dict(private=False)}
    return jwt.encode(header, _claims(), own, algorithms=["ES256"])


def _nested_header(keys: dict[str, ECKey]) -> str:
    header = base64.urlsafe_b64encode(b"[" * 30_000).decode()
    return f"{header}.{_part(_claims())}.{'A' * 86}"


@pytest.mark.parametrize(
    "forge",
    [
        _without_signature,
        _under_another_signature,
        _hmac_with_the_public_key,
        _bringing_its_own_key,
        _nested_header,
        lambda keys: "",
        lambda keys: "x",
        lambda keys: "..",
        lambda keys: "a.b.c",
        lambda keys: "ë.ë.ë",
        lambda keys: _unsigned([], {}),
        lambda keys: _unsigned({"alg": "ES256"}, [], "A" * 86),
        lambda keys: _unsigned({"alg": ["ES256"]}, {}, "A" * 86),
        lambda keys: _unsigned({"alg": "ES256", "crit": ["x"], "typ": INTERNAL_TYPE}, _claims(), "A" * 86),
    ],
)
def test_a_forged_token_is_refused_and_never_a_failure(
    keys: dict[str, ECKey], verifier: InternalVerifier, forge: Callable[[dict[str, ECKey]], str]
) -> None:
    with pytest.raises(InvalidToken):
        verifier.verify(forge(keys))


@given(token=st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")))
def test_no_text_is_too_strange_to_be_refused(token: str) -> None:
    issuer = Issuer(issuer="gateway", jwk=dict(_KEY.as_dict(private=False)), reach="actor")
    with pytest.raises(InvalidToken):
        InternalVerifier([issuer], NAME).verify(token)


_KEY = ECKey.generate_key("P-256")


class Clock:
    """Stands in for `time`, and is set by hand."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(tokens, "time", clock)
    return clock


def test_a_token_ends_after_its_minute_also_for_who_has_seen_it_before(
    keys: dict[str, ECKey], verifier: InternalVerifier, clock: Clock
) -> None:
    token = InternalSigner("gateway", keys["gateway"]).mint(SECRETARIAT, "kabkota", NAME)
    verifier.verify(token)
    clock.now += INTERNAL_SECONDS - 2
    verifier.verify(token)
    clock.now += 3
    with pytest.raises(InvalidToken):
        verifier.verify(token)


def test_a_signer_gives_the_same_token_until_it_is_nearly_spent(keys: dict[str, ECKey], clock: Clock) -> None:
    signer = InternalSigner("gateway", keys["gateway"])
    first = signer.mint(SECRETARIAT, "kabkota", NAME)
    clock.now += INTERNAL_SECONDS - RENEW_BEFORE_SECONDS - 1
    assert signer.mint(SECRETARIAT, "kabkota", NAME) == first
    clock.now += 1
    assert signer.mint(SECRETARIAT, "kabkota", NAME) != first


def test_a_signer_gives_another_token_to_every_actor_simpul_and_service(keys: dict[str, ECKey]) -> None:
    signer = InternalSigner("gateway", keys["gateway"])
    narrower = Actor(SECRETARIAT.subject, SECRETARIAT.roles, frozenset({"registry:read"}))
    minted = {
        signer.mint(SECRETARIAT, "kabkota", NAME),
        signer.mint(SECRETARIAT, "provinsi", NAME),
        signer.mint(SECRETARIAT, "kabkota", "registry"),
        signer.mint(narrower, "kabkota", NAME),
        signer.mint(ANONYMOUS, "kabkota", NAME),
    }
    assert len(minted) == 5


def test_what_was_minted_for_a_subject_whose_credentials_ended_is_forgotten(
    keys: dict[str, ECKey], clock: Clock
) -> None:
    signer = InternalSigner("gateway", keys["gateway"])
    ended, other = signer.mint(SECRETARIAT, "kabkota", NAME), signer.mint(KARTAMANTUL, "kabkota", NAME)
    clock.now += 1
    signer.forget(SECRETARIAT.subject)
    assert signer.mint(SECRETARIAT, "kabkota", NAME) != ended
    assert signer.mint(KARTAMANTUL, "kabkota", NAME) == other


def test_neither_signer_nor_verifier_remembers_without_end(
    keys: dict[str, ECKey], verifier: InternalVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "CACHED_TOKENS", 3)
    signer = InternalSigner("gateway", keys["gateway"])
    for number in range(6):
        verifier.verify(signer.mint(Actor(f"client:{number}"), "kabkota", NAME))
    assert (len(signer._cache), len(verifier._cache)) == (3, 3)


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic eDp5", "Token {token}", "{token}", "Bearer x{token}"],
)
async def test_without_a_token_that_verifies_the_answer_is_401_with_a_challenge(
    caller: Caller, authorization: str | None
) -> None:
    token = caller.signer.mint(SECRETARIAT, "kabkota", NAME)
    headers = {} if authorization is None else {"Authorization": authorization.replace("{token}", token)}
    answer = await caller.http.get(WHOAMI, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="simpul"')


async def test_an_invalid_token_is_told_apart_from_none(caller: Caller, keys: dict[str, ECKey]) -> None:
    expired = sign(_claims(exp=1), key=keys["gateway"], token_type=INTERNAL_TYPE)
    answer = await caller.http.get(WHOAMI, headers={"Authorization": f"Bearer {expired}"})
    assert (answer.status_code, 'error="invalid_token"' in answer.headers["www-authenticate"]) == (401, True)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_read_in_any_case(caller: Caller, scheme: str) -> None:
    token = caller.signer.mint(KARTAMANTUL, "kabkota", NAME)
    answer = await caller.http.get(WHOAMI, headers={"Authorization": f"{scheme} {token}"})
    assert answer.json() == {
        "subject": "client:forum-kartamantul",
        "roles": ["forum"],
        "scopes": ["knowledge:read", "knowledge:write", "registry:read", "registry:write"],
        "bindings": [["forum", "kartamantul"]],
        "simpul": "kabkota",
    }


async def test_headers_that_name_somebody_else_are_nobody(caller: Caller) -> None:
    headers = {"X-User": "admin", "X-Forwarded-User": "admin", "X-Simpul": "provinsi", "X-Role": "admin"}
    answer = await caller.get(WHOAMI, headers=headers)
    assert (answer.json()["subject"], answer.json()["simpul"]) == ("anonymous", "kabkota")
