"""Idempotency-Key on POST: the same key and body replays the first answer for 24 hours.

The key belongs to (actor, method, path). An advisory lock of the transaction makes a second request
with a running key fail at once (409); the record is written in the transaction of the act itself.
"""

import hashlib
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Header, Request
from sqlalchemy import MetaData, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit import clock, language
from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.problems import (
    BadRequest,
    FieldError,
    IdempotencyInProgress,
    IdempotencyKeyReused,
)
from services.kit.tables import define_idempotency_table

KEPT = timedelta(hours=24)
_KEPT_HEADERS = ("cache-control", "content-type", "etag", "location", "trail-head", "vary")
_IDENTITY = ("actor", "method", "path", "key")


# For queries only; the service's own metadata owns the table.
_records = define_idempotency_table(MetaData())


class Replay(Exception):
    """The answer is known already; carried past the handler to the route."""

    def __init__(self, response: Response) -> None:
        super().__init__("replay")
        self.response = response


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Kunci pengulangan aman, 1-255 karakter / safe retry key, kept 24 h.",
    ),
]


class ToldOnce(Response):
    """An answer that holds a secret. `kept` is the body that a repetition of the request is told."""

    def __init__(self, content: bytes, status: int, *, kept: bytes, headers: dict[str, str]) -> None:
        super().__init__(content, status, headers=headers, media_type="application/json")
        self.kept = kept


async def claim(
    request: Request, actor: CurrentActor, session: Session, idempotency_key: IdempotencyKey = None
) -> None:
    """Claim the key for this transaction, or replay, or refuse. Without a key nothing happens."""
    await claim_for(actor.subject, request, session, idempotency_key)


async def claim_for(
    subject: str, request: Request, session: AsyncSession, idempotency_key: str | None
) -> None:
    """The same where actor and session do not come from an internal token."""
    if idempotency_key is None:
        return
    if not (1 <= len(idempotency_key) <= 255 and idempotency_key.isascii() and idempotency_key.isprintable()):
        detail = language.Text(
            "Idempotency-Key harus 1-255 karakter ASCII tercetak.",
            "Idempotency-Key must be 1-255 printable ASCII characters.",
        )
        raise BadRequest(
            detail,
            errors=[FieldError("/header/Idempotency-Key", "invalid-idempotency-key", detail)],
        )
    identity = {
        "actor": subject,
        "method": request.method,
        "path": request.scope["path"],
        "key": idempotency_key,
    }
    digest = hashlib.sha256("\0".join(identity.values()).encode()).digest()
    lock = func.pg_try_advisory_xact_lock(int.from_bytes(digest[:8], signed=True))
    if not await session.scalar(select(lock)):
        raise IdempotencyInProgress()
    body_sha256 = await _digest(request)
    row = (
        await session.execute(
            select(_records).where(
                *(_records.c[name] == value for name, value in identity.items()),
                _records.c.recorded_at > clock.now() - KEPT,
            )
        )
    ).one_or_none()
    if row is None:
        request.state.idempotency = identity | {"body_sha256": body_sha256}
        return
    if row.body_sha256 != body_sha256:
        raise IdempotencyKeyReused()
    raise Replay(Response(row.body, row.status, headers={**row.headers, "idempotency-replayed": "true"}))


def began(request: Request) -> "hashlib._Hash":
    """A digest of what is sent, to be fed the body as it arrives by who streams it (`spool`)."""
    return hashlib.sha256(request.scope["query_string"] + b"\0")


async def _digest(request: Request) -> bytes:
    streamed: bytes | None = getattr(request.state, "body_sha256", None)
    if streamed is not None:
        return streamed
    digest = began(request)
    digest.update(await request.body())
    return digest.digest()


async def keep(request: Request, response: Response) -> None:
    """Keep a successful answer under the claimed key, inside the transaction of the act."""
    claimed: dict[str, Any] | None = getattr(request.state, "idempotency", None)
    if claimed is None or not 200 <= response.status_code < 300:
        return
    session: AsyncSession = request.state.session
    record = claimed | {
        "status": response.status_code,
        "headers": {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS},
        "body": response.kept if isinstance(response, ToldOnce) else bytes(response.body),
        "recorded_at": clock.now(),
    }
    statement = insert(_records).values(record)
    # A record past its 24 hours that the sweep has not reached yet is replaced.
    await session.execute(statement.on_conflict_do_update(index_elements=list(_IDENTITY), set_=record))


async def sweep(session: AsyncSession) -> None:
    """Forget answers older than 24 hours."""
    await session.execute(delete(_records).where(_records.c.recorded_at <= clock.now() - KEPT))
