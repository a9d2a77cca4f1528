"""The roster, and conflicts of interest that were declared."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Text, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, json_list_column, moment, texts


class Mediator(Table, table=True):
    """Somebody who may be proposed as mediator.

    subject        who they are at this node, `client:...` or `person:...`; null where they have no access
    earlier_work   `[{"forum", "region_code", "what", "until"}]`, for whom they worked
    """

    __tablename__ = "mediators"
    __table_args__ = (
        CheckConstraint("term_from <= term_to", name="term"),
        Index("uq_mediators_subject", "subject", unique=True),
        Index("ix_mediators_name", "name", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    name: str = Field(sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    # A code of `mediator_capacity`.
    capacity: str = Field(sa_type=Text)
    expertise: list[str] = Field(default_factory=list, sa_column=texts())
    languages: list[str] = Field(default_factory=list, sa_column=texts())
    # Whence they come: nobody mediates a dispute of their own region.
    region_code: str | None = Field(default=None, sa_type=Text)
    institution: str | None = Field(default=None, sa_type=Text)
    term_from: date = Field(sa_type=Date)
    term_to: date | None = Field(default=None, sa_type=Date)
    active: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    earlier_work: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class DeclaredConflict(Table, table=True):
    """A conflict of interest that a mediator, or the office for them, declared: it is not taken back."""

    __tablename__ = "declared_conflicts"
    __table_args__ = (CheckConstraint("num_nonnulls(forum, region_code, case_id) = 1", name="with_whom"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    mediator_id: UUID = Field(foreign_key="mediators.id", index=True)
    forum: str | None = Field(default=None, sa_type=Text)
    region_code: str | None = Field(default=None, sa_type=Text)
    case_id: UUID | None = Field(default=None, foreign_key="cases.id", index=True)
    reason: str = Field(sa_type=Text)
    declared_by: str = Field(sa_type=Text)
    declared_at: datetime = Field(sa_column=moment(nullable=False))
