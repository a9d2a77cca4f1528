"""The tables of a forum's other names, its links to others, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import Row, moment
from services.registry.tables import Table


class Alias(Row, table=True):
    """Another name of a forum: a former one, a short one, another spelling."""

    __tablename__ = "aliases"
    __table_args__ = (UniqueConstraint("forum_id", "name", name="uq_aliases_name"),)

    name: str = Field(sa_type=Text)
    used_from: str | None = Field(default=None, sa_type=Text)
    used_to: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class Link(Row, table=True):
    """A link to another forum of this simpul, or to a body elsewhere by name and address."""

    __tablename__ = "links"
    __table_args__ = (
        CheckConstraint("(to_forum_id IS NULL) <> (name IS NULL)", name="target"),
        CheckConstraint("to_forum_id <> forum_id", name="self"),
        Index(
            "uq_links_forums",
            "forum_id",
            "to_forum_id",
            "kind",
            unique=True,
            postgresql_where=text("to_forum_id IS NOT NULL"),
        ),
    )

    kind: str = Field(sa_type=Text)
    to_forum_id: UUID | None = Field(default=None, foreign_key="forums.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)
    linked_from: str | None = Field(default=None, sa_type=Text)
    linked_to: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class StatusChange(Table, table=True):
    """A forum's status since a time, with the reason. Never changed."""

    __tablename__ = "status_changes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    previous: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    since: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=moment())


class Verification(Table, table=True):
    """The secretariat made sure that a forum is as the register says. Never changed."""

    __tablename__ = "verifications"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    # Which version was found true.
    forum_version: int
    means: str = Field(sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=moment())
