"""What the API gives for guidance and evaluation."""

from uuid import UUID

from services.registry.forums.schemas.words import RowOut


class GuidanceOut(RowOut):
    """Guidance or an evaluation by a governor or the Minister."""

    kind: str
    authority: str
    region_code: str | None
    held_on: str
    subject: str
    result: str | None
    instrument_id: UUID | None
    document_number: str | None
