"""The table of codes."""

from sqlalchemy import Text
from sqlmodel import Field

from services.knowledge.tables import Table


class ReferenceCode(Table, table=True):
    """One code of a vocabulary; regions are the vocabulary `region`."""

    __tablename__ = "reference_codes"

    vocabulary: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    epoch: str = Field(sa_type=Text)
