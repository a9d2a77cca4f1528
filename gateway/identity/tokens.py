"""Access tokens (RFC 9068): what a client shows at the front door, for ten minutes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from joserfc.jwk import ECKey

from gateway.identity.models import Client
from services.kit import tokens
from services.kit.actor import Actor, bindings
from services.kit.ids import new_id
from services.kit.simpul import Simpul, is_simpul
from services.kit.tokens import InvalidToken

TOKEN_TYPE = "at+jwt"  # noqa: S105 - a media type
TOKEN_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands at the front door: the actor that services will see, and which simpul it may enter.

    `default_simpul` answers paths that name none; `expires` is in seconds since the epoch.
    """

    client_id: str
    actor: Actor
    simpul: frozenset[Simpul]
    default_simpul: Simpul
    expires: float


class AccessTokens:
    """Issues and verifies the access tokens of one issuer, which is their audience, too."""

    def __init__(self, issuer: str, key: ECKey) -> None:
        key.ensure_kid()
        self.issuer = issuer
        self._key = key

    def issue(self, client: Client, scopes: Sequence[str]) -> str:
        """A token for `client` with these of its scopes."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": client.client_id,
            "client_id": client.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": new_id().hex,
            "role": client.role,
            "simpul": client.simpul,
            "scope": " ".join(scopes),
        }
        if client.forum is not None:
            claims["forum"] = client.forum
        if client.provinces:
            claims["provinces"] = client.provinces
        return tokens.sign(claims, key=self._key, token_type=TOKEN_TYPE)

    def verify(self, token: str) -> Caller:
        """Whom a token speaks for; `InvalidToken` where it is not one of ours, now."""
        claims = tokens.verify(
            token, key=self._key, token_type=TOKEN_TYPE, issuer=self.issuer, audience=self.issuer
        )
        simpul = frozenset(name for name in claims["simpul"] if is_simpul(name))
        if not simpul:
            raise InvalidToken("simpul")
        client_id: str = claims["client_id"]
        forum = [claims["forum"]] if "forum" in claims else []
        actor = Actor(
            f"client:{client_id}",
            roles=frozenset({claims["role"]}),
            scopes=frozenset(claims["scope"].split()),
            bindings=bindings("forum", forum) | bindings("province", claims.get("provinces", ())),
        )
        # A path without a simpul is asked of kabkota unless the client is bound to provinsi only.
        default: Simpul = "kabkota" if "kabkota" in simpul else "provinsi"
        return Caller(client_id, actor, simpul, default, float(claims["exp"]))

    def public_key(self) -> dict[str, object]:
        """The public half as a member of a JWK set."""
        return {**self._key.as_dict(private=False), "kid": self._key.kid, "use": "sig", "alg": "ES256"}


async def of(request: Request) -> AccessTokens:
    """The application's access tokens, as a dependency."""
    access_tokens: AccessTokens = request.app.state.access_tokens
    return access_tokens
