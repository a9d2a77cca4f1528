"""Appends to the trail, in the transaction of the act."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.mediation.trail.models import TrailDetail

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a case's chain: a receipt for everything up to it."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: what is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def salted(salt: bytes, text: str) -> bytes:
    """SHA-256 of the salt and a text."""
    return sha256(salt + text.encode()).digest()


async def append(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    *,
    act: str,
    refs: Mapping[str, str],
    content: Mapping[str, Any],
) -> Head:
    """Append an act to the chain of a case that this transaction has locked; the new head.

    refs       ids and codes, in the clear
    content    what was said: only its salted hash enters the chain
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    called = func.append_trail(
        case_id,
        clock.now(),
        act,
        canonical(refs),
        bindparam("actor_hash", salted(salt, actor.subject), type_=LargeBinary),
        bindparam("content_hash", salted(salt, canonical(content)), type_=LargeBinary),
    ).table_valued("seq", "hash")
    seq, digest = (await session.execute(select(called.c.seq, called.c.hash))).one()
    session.add(
        TrailDetail(
            case_id=case_id, seq=seq, salt=salt, actor=actor.subject, content=json.loads(canonical(content))
        )
    )
    # So that a later reader in this transaction finds it.
    await session.flush()
    return Head(seq, bytes(digest))


async def erase(session: AsyncSession, case_id: UUID, seqs: Sequence[int] | None = None) -> None:
    """Erase who acted and what was said in a case up to now. The chain holds their hashes and stays valid.

    The salts go too: without them nobody can try words against the hashes. Of single rows, named by their
    numbers, only the words go: who acted stays accountable.
    """
    told = update(TrailDetail).where(
        col(TrailDetail.case_id) == case_id, col(TrailDetail.erased_at).is_(None)
    )
    gone = {"salt": b"", "content": None, "erased_at": clock.now()}
    if seqs is None:
        await session.execute(told.values(**gone, actor=None))
    else:
        await session.execute(told.where(col(TrailDetail.seq).in_(seqs)).values(**gone))
