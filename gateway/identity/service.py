"""The act of giving a client an access token."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import queries
from gateway.identity.models import Client
from gateway.identity.problems import InvalidClient, InvalidScope
from gateway.identity.schemas import TokenOut
from gateway.identity.tokens import TOKEN_SECONDS, AccessTokens
from services.kit.language import Text

# Compared where there is no client, so that its absence takes as long as a wrong secret.
_NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client proves itself with."""

    client_id: str
    client_secret: str = field(repr=False)


def new_secret() -> str:
    """A client's secret: 256 random bits, in characters that survive a form and a header."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret. It has 256 random bits, so it needs neither salt nor slowness."""
    return hashlib.sha256(secret.encode()).digest()


async def issue_token(
    session: AsyncSession, credentials: Credentials, *, scope: str | None, tokens: AccessTokens
) -> TokenOut:
    """A token with the scopes asked for, or all of the client's where none is."""
    client = await _authenticate(session, credentials)
    granted = _narrow(client, scope)
    return TokenOut(
        access_token=tokens.issue(client, granted),
        token_type="Bearer",  # noqa: S106 - the name of a scheme
        expires_in=TOKEN_SECONDS,
        scope=" ".join(granted),
    )


async def _authenticate(session: AsyncSession, credentials: Credentials) -> Client:
    client = await queries.get(session, credentials.client_id)
    expected = client.secret_sha256 if client is not None else _NOBODY
    matches = hmac.compare_digest(hash_secret(credentials.client_secret), expected)
    if client is None or not matches or client.disabled_at is not None:
        raise InvalidClient()
    return client


def _narrow(client: Client, scope: str | None) -> list[str]:
    """The scopes asked for, in the client's order; `InvalidScope` where one is not the client's."""
    if scope is None:
        return client.scopes
    asked = set(scope.split())
    if not asked or not asked.issubset(client.scopes):
        raise InvalidScope(
            Text(
                f"Klien ini hanya memiliki cakupan: {' '.join(client.scopes)}.",
                f"This client has these scopes only: {' '.join(client.scopes)}.",
            )
        )
    return [name for name in client.scopes if name in asked]
