"""The tables of legal instruments."""

from sqlalchemy import Text
from sqlmodel import Field

from services.registry.forums.models.root import Row, texts


class Instrument(Row, table=True):
    """A legal instrument with every number it bears, in the order of the source."""

    __tablename__ = "instruments"

    type: str = Field(sa_type=Text)
    numbers: list[str] = Field(default_factory=list, sa_column=texts())
    title: str = Field(sa_type=Text)
    signed_on: str | None = Field(default=None, sa_type=Text)
    signatories: list[str] = Field(default_factory=list, sa_column=texts())
    note: str | None = Field(default=None, sa_type=Text)
    # The slug of the same work among the regulations.
    regulation_id: str | None = Field(default=None, sa_type=Text)
