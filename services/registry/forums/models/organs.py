"""The tables of organs, people and statutes."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.registry.forums.models.root import Row, nullable_object, objects


class Organ(Row, table=True):
    """An organ of a forum, with its term, its office and whose turn it is to lead it."""

    __tablename__ = "organs"

    kind: str = Field(sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    decree_number: str | None = Field(default=None, sa_type=Text)
    decree_on: str | None = Field(default=None, sa_type=Text)
    term_from: str | None = Field(default=None, sa_type=Text)
    term_to: str | None = Field(default=None, sa_type=Text)
    # {"address", "region_code", "phone", "email", "website"}: the office's, so public.
    office: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # [{"region_code", "turn_from", "turn_to", "note"}] in the order of turns.
    rotation: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())


class Officer(Row, table=True):
    """A person in an office of a forum. What is the person's own is for those who keep the forum."""

    __tablename__ = "officers"

    organ_id: UUID | None = Field(default=None, foreign_key="organs.id", index=True)
    name: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True, sa_type=Text)
    term_from: str | None = Field(default=None, sa_type=Text)
    term_to: str | None = Field(default=None, sa_type=Text)
    # Whom to ask about the forum (PIC).
    is_contact: bool = False
    office_phone: str | None = Field(default=None, sa_type=Text)
    office_email: str | None = Field(default=None, sa_type=Text)
    # {"method", "pattern", "decided_on", "number", "note"}
    selection: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    personal_number: str | None = Field(default=None, sa_type=Text)
    personal_phone: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class Statute(Row, table=True):
    """One version of a forum's AD/ART, with the rules that others refer to."""

    __tablename__ = "statutes"
    __table_args__ = (
        UniqueConstraint("forum_id", "edition", name="uq_statutes_edition"),
        CheckConstraint("edition > 0", name="edition"),
    )

    edition: int
    title: str = Field(sa_type=Text)
    adopted_on: str | None = Field(default=None, sa_type=Text)
    in_force_from: str | None = Field(default=None, sa_type=Text)
    in_force_to: str | None = Field(default=None, sa_type=Text)
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    # What it changes against the version before, and why.
    changes: str | None = Field(default=None, sa_type=Text)
    # [{"article", "subject", "text"}]
    rules: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())
