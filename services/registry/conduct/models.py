"""The tables of the code of conduct: never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import moment
from services.registry.tables import Table


class CodeOfConduct(Table, table=True):
    """One edition of the code of conduct."""

    __tablename__ = "codes_of_conduct"
    __table_args__ = (
        UniqueConstraint("edition", name="uq_codes_of_conduct_edition"),
        CheckConstraint("edition > 0", name="edition"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    edition: int
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    # A whole day: editions follow one another by it.
    in_force_from: str = Field(sa_type=Text)
    adopted_on: str | None = Field(default=None, sa_type=Text)
    published_by: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_column=moment())


class Acceptance(Table, table=True):
    """That a forum accepted an edition, and who said so for it."""

    __tablename__ = "code_of_conduct_acceptances"
    __table_args__ = (UniqueConstraint("forum_id", "edition", name="uq_code_of_conduct_acceptances_edition"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id")
    edition: int = Field(foreign_key="codes_of_conduct.edition", index=True)
    name: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    accepted_on: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=moment())
