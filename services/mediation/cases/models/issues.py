"""What a dispute is about, issue by issue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import ISSUE_ROUTES, ISSUE_STATUSES
from services.mediation.tables import Table, json_object_column, moment


class Issue(Table, table=True):
    """One issue, with the authority that may settle it and the way it takes.

    authority   what the parties and the matter suggest, see `services.mediation.authority.rules`
    route       `mediasi`, or `diteruskan` to that authority; null until the officer decided
    """

    __tablename__ = "issues"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        Index("ix_issues_category", "category", "case_id"),
        CheckConstraint(f"route IN {ISSUE_ROUTES!r}", name="route"),
        CheckConstraint(f"status IN {ISSUE_STATUSES!r}", name="status"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    position: int
    category: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    authority: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    route: str | None = Field(default=None, sa_type=Text)
    route_reason: str | None = Field(default=None, sa_type=Text)
    decided_by: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    status: str = Field(default="terbuka", sa_type=Text)
