"""Access tokens (RFC 9068): what a client shows at the front door, for ten minutes."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from joserfc.jwk import ECKey

from gateway.identity.access import SCOPES, CaseAccess
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

    `default_simpul` answers paths that name none; `expires` is in seconds since the epoch;
    `token_id` and `secret_id` (that the token was asked with) are UUIDs in hex.
    """

    client_id: str
    actor: Actor
    simpul: frozenset[Simpul]
    default_simpul: Simpul
    expires: float
    token_id: str = ""
    secret_id: str = ""


def client_bindings(forum: str | None, provinces: Iterable[str]) -> frozenset[tuple[str, str]]:
    """What a client's role is narrowed to."""
    return bindings("forum", [forum] if forum is not None else []) | bindings("province", provinces)


class AccessTokens:
    """Issues and verifies the access tokens of one issuer, which is their audience, too."""

    def __init__(self, issuer: str, key: ECKey) -> None:
        key.ensure_kid()
        self.issuer = issuer
        self._key = key

    def issue(self, client: Client, scopes: Sequence[str], *, secret_id: UUID) -> str:
        """A token for `client` with these of its scopes, asked for with this of its secrets."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": client.client_id,
            "client_id": client.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": new_id().hex,
            "secret_id": secret_id.hex,
            "role": client.role,
            "simpul": client.simpul,
            "scope": " ".join(scopes),
        }
        if client.forum is not None:
            claims["forum"] = client.forum
        if client.provinces:
            claims["provinces"] = client.provinces
        return tokens.sign(claims, key=self._key, token_type=TOKEN_TYPE)

    def issue_access(self, access: CaseAccess) -> tuple[str, int]:
        """A token for the party of one case, and its seconds: never past the end of its code."""
        now = int(time.time())
        seconds = max(1, min(TOKEN_SECONDS, int(access.expires) - now))
        name = f"access:{access.id}"
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": name,
            "client_id": name,
            "iat": now,
            "exp": now + seconds,
            "jti": new_id().hex,
            "role": "party",
            "simpul": [access.simpul],
            "scope": " ".join(SCOPES),
            "access": {"id": access.id, "case": access.case, "party": access.party},
        }
        return tokens.sign(claims, key=self._key, token_type=TOKEN_TYPE), seconds

    def verify(self, token: str) -> Caller:
        """Whom a token speaks for; `InvalidToken` where it is not one of ours, now."""
        claims = tokens.verify(
            token, key=self._key, token_type=TOKEN_TYPE, issuer=self.issuer, audience=self.issuer
        )
        simpul = frozenset(name for name in claims["simpul"] if is_simpul(name))
        if not simpul:
            raise InvalidToken("simpul")
        client_id: str = claims["client_id"]
        access: dict[str, str] | None = claims.get("access")
        actor = Actor(
            f"client:{client_id}" if access is None else client_id,
            roles=frozenset({claims["role"]}),
            scopes=frozenset(claims["scope"].split()),
            bindings=client_bindings(claims.get("forum"), claims.get("provinces", ()))
            if access is None
            else frozenset({("access", access["id"]), ("case", access["case"]), ("party", access["party"])}),
        )
        # A path without a simpul is asked of kabkota unless the client is bound to provinsi only.
        default: Simpul = "kabkota" if "kabkota" in simpul else "provinsi"
        return Caller(
            client_id,
            actor,
            simpul,
            default,
            float(claims["exp"]),
            token_id=claims["jti"],
            # Absent from tokens of the release before this one.
            secret_id=claims.get("secret_id", ""),
        )

    def public_key(self) -> dict[str, object]:
        """The public half as a member of a JWK set."""
        return {**self._key.as_dict(private=False), "kid": self._key.kid, "use": "sig", "alg": "ES256"}


async def of(request: Request) -> AccessTokens:
    """The application's access tokens, as a dependency."""
    access_tokens: AccessTokens = request.app.state.access_tokens
    return access_tokens
