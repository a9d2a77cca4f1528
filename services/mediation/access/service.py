"""Issues, revokes and takes access codes. A code is shown once and kept as its SHA-256."""

import base64
import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.mediation.access import queries
from services.mediation.access.problems import AccessCodeNotFound
from services.mediation.cases import service as cases
from services.mediation.cases.models import AccessCode, Party
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.trail.service import Head

_BYTES = 16
_GROUP = 5


async def issue(
    session: AsyncSession, actor: Actor, held: Held, *, party_id: str, days: int
) -> tuple[AccessCode, str, Head]:
    """A code for one party of the case, as it goes into a letter; it is not to be had again."""
    cases.require_possible(held, "access-code-issue")
    party = held.party(party_id)
    plain = base64.b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=")
    now = clock.now()
    code = AccessCode(
        case_id=held.case.id,
        party_id=party.id,
        sha256=hash_of(plain),
        issued_by=actor.subject,
        issued_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(code)
    refs = {"party": str(party.id), "access_code": str(code.id)}
    head = await proceedings.conclude(session, actor, held, "access-code-issue", refs=refs)
    return code, "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP)), head


async def revoke(session: AsyncSession, actor: Actor, held: Held, *, code_id: UUID, reason: str) -> Head:
    """Revoke a code: tokens that were had for it end with it."""
    cases.require_possible(held, "access-code-revocation")
    code = await queries.find(session, actor, held.case.id, code_id)
    if code is None or code.revoked_at is not None:
        raise AccessCodeNotFound()
    code.revoked_at = clock.now()
    refs = {"party": str(code.party_id), "access_code": str(code.id)}
    return await proceedings.conclude(
        session, actor, held, "access-code-revocation", refs=refs, content={"reason": reason}
    )


async def take(session: AsyncSession, plain: str) -> tuple[AccessCode, Party]:
    """The code that somebody shows and its party; `AccessCodeNotFound` where it does not hold."""
    found = await queries.valid(session, hash_of(plain))
    if found is None:
        raise AccessCodeNotFound()
    code, party = found
    code.used_at, code.uses = clock.now(), code.uses + 1
    await session.flush()
    return code, party


def hash_of(plain: str) -> bytes:
    """SHA-256 of a code, however it was typed: case, hyphens and spaces do not count."""
    return sha256(plain.replace("-", "").replace(" ", "").upper().encode()).digest()
