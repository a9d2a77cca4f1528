"""The tables of organs and people."""

from sqlalchemy import Text
from sqlmodel import Field

from services.registry.forums.models.root import Row


class Organ(Row, table=True):
    """An organ of a forum."""

    __tablename__ = "organs"

    kind: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
