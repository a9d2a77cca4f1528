"""The table of guidance and evaluation (pembinaan dan evaluasi)."""

from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from services.registry.forums.models.root import Row


class Guidance(Row, table=True):
    """Guidance or an evaluation that a governor or the Minister gave a forum.

    PP 28/2018 Pasal 11 lets a takeover follow only after both.
    """

    __tablename__ = "guidance"

    kind: str = Field(sa_type=Text)
    authority: str = Field(sa_type=Text)
    # The governor's province.
    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True, sa_type=Text)
    held_on: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    result: str | None = Field(default=None, sa_type=Text)
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    # Of the letter or report that it is known from.
    document_number: str | None = Field(default=None, sa_type=Text)
