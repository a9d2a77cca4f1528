"""How a dossier becomes a paper."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.mediation.papers import Draft, Kind
from services.mediation.referrals import queries, service


async def _draft(session: AsyncSession, referral_id: UUID) -> Draft | None:
    referral = await queries.read(session, referral_id)
    if referral is None or referral.file_state != "menunggu":
        return None
    return Draft("referrals/templates/berkas_rujukan.typ", referral.data, referral.composed_at)


DOSSIER: Final = Kind(service.TASK, _draft, service.note_made)
