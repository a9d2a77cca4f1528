"""The acts of OAuth: giving a client an access token, and taking one back."""

import hmac
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import queries
from gateway.identity.clients.service import Author, record
from gateway.identity.credentials import Credentials, hash_secret
from gateway.identity.models import Client, Secret
from gateway.identity.problems import InvalidClient, InvalidGrant, InvalidScope
from gateway.identity.schemas import TokenOut
from gateway.identity.tokens import TOKEN_SECONDS, AccessTokens
from services.kit import clock
from services.kit.language import Text
from services.kit.tokens import InvalidToken


async def issue_token(
    session: AsyncSession, credentials: Credentials, *, scope: str | None, tokens: AccessTokens
) -> TokenOut:
    """A token with the scopes asked for, or all of the client's where none is."""
    client, secret = await _authenticate(session, credentials)
    granted = _narrow(client, scope)
    return TokenOut(
        access_token=tokens.issue(client, granted, secret_id=secret.id),
        token_type="Bearer",  # noqa: S106 - the name of a scheme
        expires_in=TOKEN_SECONDS,
        scope=" ".join(granted),
    )


async def revoke_token(
    session: AsyncSession,
    credentials: Credentials,
    token: str,
    *,
    address: str | None,
    tokens: AccessTokens,
) -> None:
    """End one of the client's own tokens. One that does not verify has ended already."""
    client, _ = await _authenticate(session, credentials)
    try:
        caller = tokens.verify(token)
    except InvalidToken:
        return
    if caller.client_id != client.client_id:
        raise InvalidGrant()
    expires_at = datetime.fromtimestamp(caller.expires, UTC)
    token_id = UUID(hex=caller.token_id)
    if await queries.revoke(session, token_id, client_id=client.client_id, expires_at=expires_at):
        author = Author(caller.actor.subject, address)
        record(session, author, client, "revoke_token", {"token": (str(token_id), None)}, at=clock.now())


async def _authenticate(session: AsyncSession, credentials: Credentials) -> tuple[Client, Secret]:
    """The client, and which of its secrets it showed."""
    now = clock.now()
    shown = hash_secret(credentials.client_secret)
    client = await queries.get(session, credentials.client_id)
    # A client that is not there is looked up all the same, and so takes as long.
    known = "" if client is None else client.client_id
    matching: Secret | None = None
    for secret in await queries.valid_secrets(session, known, at=now):
        if hmac.compare_digest(shown, secret.sha256):
            matching = secret
    if client is None or matching is None or client.disabled_at is not None:
        raise InvalidClient()
    await queries.note_use(session, matching, at=now)
    return client, matching


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
