"""The tables of early warning."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Text, UniqueConstraint, desc
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.early_warnings.codes import (
    ESCALATIONS,
    INSTITUTIONS,
    STATEMENT_STATUSES,
    STATES,
)
from services.mediation.tables import Table, json_list_column, json_object_column, moment, texts


class EarlyWarning(Table, table=True):
    """A signal. `border`: the two regions between which it lies, the lesser code first (`16.02/18.11`)."""

    __tablename__ = "early_warnings"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"institution IN {INSTITUTIONS!r}", name="institution"),
        CheckConstraint("severity BETWEEN 1 AND 5", name="severity"),
        CheckConstraint(f"escalated_to IN {ESCALATIONS!r}", name="escalated_to"),
        Index("ix_early_warnings_created", desc("created_at"), desc("id")),
        Index("ix_early_warnings_border", "border", "created_at"),
        Index("ix_early_warnings_provinces", "provinces", postgresql_using="gin"),
        Index("ix_early_warnings_forums", "forums", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    title: str = Field(sa_type=Text)
    # A code of `issue_category`.
    classification: str = Field(sa_type=Text)
    severity: int
    state: str = Field(sa_type=Text)
    occurred_on: str | None = Field(default=None, sa_type=Text)
    region_codes: list[str] = Field(default_factory=list, sa_column=texts())
    border: str | None = Field(default=None, sa_type=Text)
    provinces: list[str] = Field(default_factory=list, sa_column=texts())
    place: str | None = Field(default=None, sa_type=Text)
    institution: str = Field(sa_type=Text)
    contact: str | None = Field(default=None, sa_type=Text)
    reported_by: str = Field(index=True, sa_type=Text)
    # The forum whose system reported it, and those who may see it.
    forum: str | None = Field(default=None, sa_type=Text)
    forums: list[str] = Field(default_factory=list, sa_column=texts())
    escalated_to: str | None = Field(default=None, sa_type=Text)
    case_id: UUID | None = Field(default=None, foreign_key="cases.id")
    meeting: dict[str, Any] | None = Field(default=None, sa_column=json_object_column(nullable=True))
    outcome: str | None = Field(default=None, sa_type=Text)
    demo: bool = False
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class Statement(Table, table=True):
    """One thing that somebody says of a signal: alleged, until the office confirms or refutes it."""

    __tablename__ = "early_warning_statements"
    __table_args__ = (CheckConstraint(f"status IN {STATEMENT_STATUSES!r}", name="status"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    warning_id: UUID = Field(foreign_key="early_warnings.id", index=True)
    text: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    status: str = Field(default="dugaan", sa_type=Text)
    said_by: str = Field(sa_type=Text)
    said_at: datetime = Field(sa_column=moment(nullable=False))
    assessed_by: str | None = Field(default=None, sa_type=Text)
    assessed_at: datetime | None = Field(default=None, sa_column=moment())
    basis: str | None = Field(default=None, sa_type=Text)


class Corroboration(Table, table=True):
    """What another source adds: the same was seen, or was not."""

    __tablename__ = "early_warning_corroborations"
    __table_args__ = (
        UniqueConstraint("warning_id", "given_by", name="uq_early_warning_corroborations_giver"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    warning_id: UUID = Field(foreign_key="early_warnings.id", index=True)
    supports: bool
    text: str = Field(sa_type=Text)
    given_by: str = Field(sa_type=Text)
    given_at: datetime = Field(sa_column=moment(nullable=False))


class WarningHistory(Table, table=True):
    """One act on a signal. Never changed."""

    __tablename__ = "early_warning_history"

    warning_id: UUID = Field(foreign_key="early_warnings.id", primary_key=True)
    version: int = Field(sa_column=Column(BigInteger, primary_key=True))
    act: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=moment(nullable=False))
    why: str | None = Field(default=None, sa_type=Text)
    changes: dict[str, Any] = Field(sa_column=json_object_column())


class Bulletin(Table, table=True):
    """What two sides of a border exchange for a period: counts, and of each signal what is established."""

    __tablename__ = "bulletins"
    __table_args__ = (
        UniqueConstraint("border", "period_from", "period_to", name="uq_bulletins_period"),
        CheckConstraint("period_from <= period_to", name="period"),
        Index("ix_bulletins_forums", "forums", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    border: str = Field(sa_type=Text)
    period_from: date = Field(sa_type=Date)
    period_to: date = Field(sa_type=Date)
    note: str | None = Field(default=None, sa_type=Text)
    forums: list[str] = Field(default_factory=list, sa_column=texts())
    provinces: list[str] = Field(default_factory=list, sa_column=texts())
    items: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    published_by: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_column=moment(nullable=False))
