"""The tables of joint activities and of the reports on them."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field

from services.registry.forums.models.root import Row, objects


class Activity(Row, table=True):
    """A joint programme, or an activity of one; of imported ones only the title is known."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("budget_idr >= 0", name="budget"),
        CheckConstraint("parent_id <> id", name="parent"),
    )

    title: str = Field(sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    parent_id: UUID | None = Field(default=None, foreign_key="activities.id", index=True)
    description: str | None = Field(default=None, sa_type=Text)
    responsible_member_id: UUID | None = Field(default=None, foreign_key="members.id", index=True)
    responsible_unit: str | None = Field(default=None, sa_type=Text)
    starts_on: str | None = Field(default=None, sa_type=Text)
    ends_on: str | None = Field(default=None, sa_type=Text)
    status: str | None = Field(default=None, sa_type=Text)
    budget_idr: int | None = Field(default=None, sa_type=BigInteger)
    funding_id: UUID | None = Field(default=None, foreign_key="funding.id", index=True)
    instrument_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    # [{"name", "unit", "baseline", "target", "realised", "realised_on"}]
    indicators: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())
    # [{"on", "by", "finding", "recommendation"}]
    evaluations: list[dict[str, Any]] = Field(default_factory=list, sa_column=objects())


class Report(Row, table=True):
    """A periodic report to governor or Minister."""

    __tablename__ = "reports"

    activity_id: UUID | None = Field(default=None, foreign_key="activities.id", index=True)
    title: str = Field(sa_type=Text)
    period_from: str = Field(sa_type=Text)
    period_to: str = Field(sa_type=Text)
    addressee: str = Field(sa_type=Text)
    number: str | None = Field(default=None, sa_type=Text)
    submitted_on: str | None = Field(default=None, sa_type=Text)
    summary: str | None = Field(default=None, sa_type=Text)
