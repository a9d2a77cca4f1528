"""How a letter becomes a paper."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.mediation.letters import queries
from services.mediation.letters.service import TASK
from services.mediation.papers import Draft, Kind


async def _draft(session: AsyncSession, letter_id: UUID) -> Draft | None:
    letter = await queries.read(session, letter_id)
    if letter is None or letter.file_state != "menunggu":
        return None
    return Draft(f"letters/templates/{letter.kind}.typ", letter.data, clock.start_of(letter.dated))


async def _note(session: AsyncSession, letter_id: UUID, *, sha256: str | None, size: int | None) -> None:
    letter = await queries.lock(session, letter_id)
    if letter is not None and letter.file_state == "menunggu":
        letter.file_state = "gagal" if sha256 is None else "siap"
        letter.file_sha256, letter.file_size = sha256, size


LETTER: Final = Kind(TASK, _draft, _note)
