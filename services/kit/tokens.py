"""Signed tokens (JWT, ES256): the primitives, and the internal token that services accept.

The internal token is minted by the gateway for one actor, one service and exactly one simpul, and
by a service that reads another service's feed. It lives 60 seconds. Keys come from settings: each
service lists the issuers it trusts with their public key and their reach.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.kit.actor import Actor, service_actor
from services.kit.simpul import Simpul

INTERNAL_TYPE = "simpul-int+jwt"
INTERNAL_SECONDS = 60
# A cached token is replaced while it still has this long to live, so that none expires on its way.
RENEW_BEFORE_SECONDS = 20
CACHED_TOKENS = 4096


class InvalidToken(Exception):
    """The token does not verify: wrong shape, type, key, issuer, audience, or time."""


class Issuer(BaseModel):
    """An issuer that a service trusts.

    `reach` is `actor` for the gateway, which may speak for any actor, and `internal` for a
    service, which may only read `/internal/...` as itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str
    jwk: dict[str, Any]
    reach: Literal["actor", "internal"]


class _Claims(BaseModel):
    """What an internal token says of its actor."""

    sub: Annotated[str, Field(min_length=1)]
    simpul: Simpul
    roles: list[str]
    scope: str
    bindings: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grant:
    """A verified internal token: who asks, in which simpul, and how far the issuer reaches."""

    actor: Actor
    simpul: Simpul
    reach: Literal["actor", "internal"]


def sign(claims: Mapping[str, Any], *, key: ECKey, token_type: str) -> str:
    """A compact JWT over `claims`, ES256, with the key's id in its header."""
    key.ensure_kid()
    header = {"alg": "ES256", "typ": token_type, "kid": key.kid}
    return jwt.encode(header, dict(claims), key, algorithms=["ES256"])


def verify(token: str, *, key: ECKey, token_type: str, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token that verifies now; `InvalidToken` otherwise.

    The algorithm is fixed here and never read from the token, so `none` and HMAC confusion fail.
    """
    try:
        decoded = jwt.decode(token, key, algorithms=["ES256"])
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidToken("signature") from error
    claims = decoded.claims
    now = time.time()
    if decoded.header.get("typ") != token_type:
        raise InvalidToken("type")
    if claims.get("iss") != issuer or claims.get("aud") != audience:
        raise InvalidToken("issuer or audience")
    expires, issued = claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int | float) or not isinstance(issued, int | float):
        raise InvalidToken("times")
    # Five seconds of leeway for clocks that differ between machines; none for expiry. Asked so that
    # a time that is no number (NaN) is neither.
    if not (expires > now and issued <= now + 5):
        raise InvalidToken("expired")
    return dict(claims)


class InternalSigner:
    """Mints internal tokens and keeps each until it is nearly spent."""

    def __init__(self, issuer: str, key: ECKey) -> None:
        self._issuer = issuer
        self._key = key
        self._cache: OrderedDict[tuple[Actor, Simpul, str], tuple[str, float]] = OrderedDict()

    def mint(self, actor: Actor, simpul: Simpul, audience: str) -> str:
        """A token for `actor` in one simpul, for one service."""
        cache_key = (actor, simpul, audience)
        now = time.time()
        cached = self._cache.get(cache_key)
        if cached is not None and cached[1] - now > RENEW_BEFORE_SECONDS:
            return cached[0]
        expires = now + INTERNAL_SECONDS
        claims = {
            "iss": self._issuer,
            "aud": audience,
            "iat": int(now),
            "exp": int(expires),
            "sub": actor.subject,
            "simpul": simpul,
            "roles": sorted(actor.roles),
            "scope": " ".join(sorted(actor.scopes)),
            "bindings": sorted(actor.bindings),
        }
        token = sign(claims, key=self._key, token_type=INTERNAL_TYPE)
        self._cache[cache_key] = (token, expires)
        if len(self._cache) > CACHED_TOKENS:
            self._cache.popitem(last=False)
        return token

    def forget(self, subject: str) -> None:
        """Drop what was minted for a subject, whose credentials ended."""
        for key in [k for k in self._cache if k[0].subject == subject]:
            del self._cache[key]


class InternalVerifier:
    """Verifies internal tokens for one service; a verified token is remembered until it expires."""

    def __init__(self, issuers: list[Issuer], audience: str) -> None:
        self._issuers = {i.issuer: (ECKey.import_key(i.jwk), i.reach) for i in issuers}
        self._audience = audience
        self._cache: OrderedDict[str, tuple[Grant, float]] = OrderedDict()

    def verify(self, token: str) -> Grant:
        """Who asks. `InvalidToken` where the token is not one of ours, for us, now."""
        cached = self._cache.get(token)
        if cached is not None:
            if cached[1] > time.time():
                return cached[0]
            del self._cache[token]
        grant, expires = self._verify(token)
        self._cache[token] = (grant, expires)
        if len(self._cache) > CACHED_TOKENS:
            self._cache.popitem(last=False)
        return grant

    def _verify(self, token: str) -> tuple[Grant, float]:
        for issuer, (key, reach) in self._issuers.items():
            try:
                claims = verify(
                    token, key=key, token_type=INTERNAL_TYPE, issuer=issuer, audience=self._audience
                )
            except InvalidToken:
                continue
            try:
                told = _Claims.model_validate(claims)
            except ValidationError as error:
                raise InvalidToken("claims") from error
            actor = Actor(
                subject=told.sub,
                roles=frozenset(told.roles),
                scopes=frozenset(told.scope.split()),
                bindings=frozenset(told.bindings),
            )
            if reach == "internal" and actor != service_actor(issuer):
                raise InvalidToken("reach")
            return Grant(actor, told.simpul, reach), float(claims["exp"])
        raise InvalidToken("no trusted issuer")
