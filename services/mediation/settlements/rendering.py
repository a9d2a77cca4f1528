"""How a settlement becomes a paper."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.mediation.papers import Draft, Kind
from services.mediation.settlements import concluding, queries

TEMPLATE: Final = "settlements/templates/kesepakatan.typ"


async def _draft(session: AsyncSession, paper_id: UUID) -> Draft | None:
    paper = await queries.read_paper(session, paper_id)
    if paper is None or paper.file_state != "menunggu":
        return None
    return Draft(TEMPLATE, paper.data, paper.composed_at)


AGREEMENT: Final = Kind(concluding.TASK, _draft, concluding.note_made)
