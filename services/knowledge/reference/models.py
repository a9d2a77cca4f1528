"""The table of codes."""

from sqlalchemy import Column, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.knowledge.tables import Table


def _texts() -> Column[list[str]]:
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


class ReferenceCode(Table, table=True):
    """One code of a vocabulary; regions are the vocabulary `region`."""

    __tablename__ = "reference_codes"

    vocabulary: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    # Of regions: first day, the day from which it is no more, what took its place, and the numbers of the
    # decrees that touched it.
    valid_from: str | None = Field(default=None, sa_type=Text)
    valid_to: str | None = Field(default=None, sa_type=Text)
    successors: list[str] = Field(default_factory=list, sa_column=_texts())
    decrees: list[str] = Field(default_factory=list, sa_column=_texts())
    # Of sectors: the affairs of government that the registry maps them onto.
    urusan: list[str] = Field(default_factory=list, sa_column=_texts())
    epoch: str = Field(sa_type=Text)
