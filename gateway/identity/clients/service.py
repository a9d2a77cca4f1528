"""Acts on clients. Each locks the client, raises its version, and is one transaction with its record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import queries as identity
from gateway.identity.clients import queries
from gateway.identity.clients.problems import (
    ClientNotFound,
    ClientTaken,
    LastSecret,
    SecretNotFound,
    SelfLockout,
    TooManySecrets,
)
from gateway.identity.clients.roles import is_admin, is_itself
from gateway.identity.clients.rules import errors_in
from gateway.identity.credentials import hash_secret, new_secret
from gateway.identity.models import Client, HistoryEntry, Secret
from gateway.identity.tokens import TOKEN_SECONDS, Caller
from services.kit import clock
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid, SimpulMismatch

MOST_SECRETS = 2
# How long a token may outlive the secret it was asked with: one may be signed as the secret ends.
TOKENS_END = timedelta(seconds=TOKEN_SECONDS + 60)
FIELDS = ("name", "role", "simpul", "scopes", "forum", "provinces")

Changes = dict[str, tuple[Any, Any]]
# Refuses a version that is not the one the caller read; asked once the body is known to be in order.
RequireVersion = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something, and from which address; None where it was a command of the operator."""

    who: str
    address: str | None = None


async def require(session: AsyncSession, caller: Caller, client_id: str) -> Client:
    """A client that the caller may see. 401 to the public, which has no business here."""
    client = await queries.find(session, caller, client_id)
    return _found(caller, client)


async def require_locked(session: AsyncSession, caller: Caller, client_id: str) -> Client:
    """The same, locked until the transaction ends."""
    return _found(caller, await queries.lock(session, caller, client_id))


def _found(caller: Caller, client: Client | None) -> Client:
    if caller.actor.is_anonymous:
        caller.actor.deny(Text("Perlu token klien.", "A client's token is needed."))
    if client is None:
        raise ClientNotFound()
    return client


def require_within(caller: Caller, simpul: list[str]) -> None:
    """Nobody registers a client that would reach further than itself."""
    if not caller.simpul.issuperset(simpul):
        raise SimpulMismatch(
            Text(
                "Klien baru tidak dapat menjangkau simpul di luar simpul Anda.",
                "A new client may not reach a simpul beyond your own.",
            )
        )


async def register(
    session: AsyncSession,
    author: Author,
    *,
    client_id: str,
    values: Mapping[str, Any],
    demonstration: bool = False,
) -> tuple[Client, Secret, str]:
    """A new client of these `FIELDS`, its first secret, and that secret in clear."""
    _require_valid(values)
    if await identity.get(session, client_id) is not None:
        raise ClientTaken()
    now = clock.now()
    client = Client(
        client_id=client_id, demonstration=demonstration, created_at=now, updated_at=now, **values
    )
    session.add(client)
    # Secret and record refer to the client; a second one of this id fails here.
    await session.flush()
    secret, clear = _add_secret(session, client, now, expires_at=None)
    changes: Changes = {field: (None, values[field]) for field in FIELDS}
    record(session, author, client, "register", {**changes, "secret": (None, str(secret.id))}, at=now)
    await session.flush()
    return client, secret, clear


async def amend(
    session: AsyncSession,
    author: Author,
    client: Client,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
) -> Client:
    """Change name, scopes, bindings or access of a locked client; what is as it was changes nothing.

    `disabled` is `{"reason"}`, or null to let it in again.
    """
    before = {field: getattr(client, field) for field in FIELDS}
    after = before | {field: value for field, value in changes.items() if field in FIELDS}
    differing: Changes = {
        field: (before[field], after[field]) for field in FIELDS if before[field] != after[field]
    }
    if differing:
        _require_valid(after)
    was_disabled = _disabling(client)
    disabled = changes.get("disabled", was_disabled)
    if disabled != was_disabled:
        differing["disabled"] = (was_disabled, disabled)
    if author.who == f"client:{client.client_id}":
        _require_no_lockout(client, after["scopes"], is_disabled=disabled is not None)
    require_version(client.version)
    if not differing:
        return client
    now = _raise_version(client)
    for field, (_, value) in differing.items():
        if field != "disabled":
            setattr(client, field, value)
    act = "amend"
    if "disabled" in differing:
        act = "enable" if disabled is None else "disable"
        client.disabled_at = None if disabled is None else client.disabled_at or now
        client.disabled_reason = None if disabled is None else disabled["reason"]
    record(session, author, client, act, differing, at=now)
    await session.flush()
    return client


async def add_secret(
    session: AsyncSession, author: Author, client: Client, *, expires_at: datetime | None = None
) -> tuple[Secret, str]:
    """A further secret of a locked client, and it in clear. Those that have expired make room."""
    now = clock.now()
    if expires_at is not None and expires_at <= now:
        detail = Text("Harus di masa depan.", "Must be in the future.")
        raise Invalid(detail, errors=[FieldError("/expires_at", "in-the-past", detail)])
    held = await queries.secrets(session, client)
    expired = [secret for secret in held if not _is_valid(secret, now)]
    if len(held) - len(expired) >= MOST_SECRETS:
        raise TooManySecrets()
    now = _raise_version(client)
    for secret in expired:
        await session.delete(secret)
        record(session, author, client, "delete_secret", {"secret": (str(secret.id), None)}, at=now)
    secret, clear = _add_secret(session, client, now, expires_at=expires_at)
    record(session, author, client, "add_secret", {"secret": (None, str(secret.id))}, at=now)
    await session.flush()
    return secret, clear


async def delete_secret(
    session: AsyncSession,
    author: Author,
    caller: Caller,
    client: Client,
    secret_id: UUID,
    *,
    require_version: RequireVersion,
    end_tokens: bool,
) -> None:
    """End a secret of a locked client, and with `end_tokens` the tokens that were asked with it."""
    held = await queries.secrets(session, client)
    secret = next((secret for secret in held if secret.id == secret_id), None)
    if secret is None:
        raise SecretNotFound()
    require_version(client.version)
    now = clock.now()
    others = [other for other in held if other.id != secret_id and _is_valid(other, now)]
    may_shut_out = is_admin(caller.actor) and not is_itself(caller.actor, client.client_id)
    if not others and _is_valid(secret, now) and not may_shut_out:
        raise LastSecret()
    await end_secret(session, author, client, secret, end_tokens=end_tokens)


async def end_secret(
    session: AsyncSession, author: Author, client: Client, secret: Secret, *, end_tokens: bool
) -> None:
    """Delete a secret of a locked client, and with `end_tokens` end the tokens asked with it."""
    now = _raise_version(client)
    changes: Changes = {"secret": (str(secret.id), None)}
    if end_tokens:
        await identity.revoke(session, secret.id, client_id=client.client_id, expires_at=now + TOKENS_END)
        changes["tokens"] = ("valid", "ended")
    client.secret_sha256 = None
    await session.delete(secret)
    record(session, author, client, "delete_secret", changes, at=now)
    await session.flush()


def record(
    session: AsyncSession, author: Author, client: Client, act: str, changes: Changes, *, at: datetime
) -> None:
    """Write an act into the client's history."""
    session.add(
        HistoryEntry(
            client_id=client.client_id,
            version=client.version,
            act=act,
            who=author.who,
            at=at,
            address=author.address,
            changes={field: {"old": old, "new": new} for field, (old, new) in changes.items()},
        )
    )


def _add_secret(
    session: AsyncSession, client: Client, now: datetime, *, expires_at: datetime | None
) -> tuple[Secret, str]:
    clear = new_secret()
    secret = Secret(
        client_id=client.client_id, sha256=hash_secret(clear), created_at=now, expires_at=expires_at
    )
    session.add(secret)
    return secret, clear


def _raise_version(client: Client) -> datetime:
    """Count a change, and when it was: the other processes look for it."""
    client.version += 1
    client.updated_at = clock.now()
    return client.updated_at


def _is_valid(secret: Secret, now: datetime) -> bool:
    return secret.expires_at is None or secret.expires_at > now


def _disabling(client: Client) -> dict[str, str | None] | None:
    return None if client.disabled_at is None else {"reason": client.disabled_reason}


def _require_valid(values: Mapping[str, Any]) -> None:
    errors = list(errors_in(values))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _require_no_lockout(client: Client, scopes: list[str], *, is_disabled: bool) -> None:
    if is_disabled:
        raise SelfLockout("/disabled")
    if "admin" in client.scopes and "admin" not in scopes:
        raise SelfLockout("/scopes")
