"""The tables of joint activities."""

from sqlalchemy import Text
from sqlmodel import Field

from services.registry.forums.models.root import Row


class Activity(Row, table=True):
    """A joint activity; the import knows its title only."""

    __tablename__ = "activities"

    title: str = Field(sa_type=Text)
