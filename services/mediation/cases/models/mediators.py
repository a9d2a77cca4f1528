"""Who mediates a case: each mediator proposed or appointed, what the parties said, and their positions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import ENGAGEMENT_STATES
from services.mediation.tables import Table, json_list_column, moment


class Engagement(Table, table=True):
    """One mediator in one case, from the proposal on. At most one is current.

    conflicts   `[{"code", "reason": {"id", "en"}}]` as last found: none when proposed
    """

    __tablename__ = "engagements"
    __table_args__ = (
        CheckConstraint(f"state IN {ENGAGEMENT_STATES!r}", name="state"),
        Index(
            "uq_engagements_current",
            "case_id",
            unique=True,
            postgresql_where=text("state IN ('diusulkan', 'ditunjuk')"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    mediator_id: UUID = Field(foreign_key="mediators.id", index=True)
    # As they were called when proposed: the roster may change afterwards.
    name: str = Field(sa_type=Text)
    institution: str | None = Field(default=None, sa_type=Text)
    subject: str | None = Field(default=None, index=True, sa_type=Text)
    state: str = Field(sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    proposed_at: datetime = Field(sa_column=moment(nullable=False))
    # The statement of impartiality; false where the mediator declared a conflict instead.
    impartial: bool | None = None
    impartial_at: datetime | None = Field(default=None, sa_column=moment())
    statement: str | None = Field(default=None, sa_type=Text)
    statement_letter: str | None = Field(default=None, sa_type=Text)
    conflicts: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    appointed_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_reason: str | None = Field(default=None, sa_type=Text)


class MediatorAnswer(Table, table=True):
    """What a party said of a mediator who was proposed."""

    __tablename__ = "mediator_answers"

    engagement_id: UUID = Field(foreign_key="engagements.id", primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    accepted: bool
    reason: str | None = Field(default=None, sa_type=Text)
    letter: str | None = Field(default=None, sa_type=Text)
    said_at: datetime = Field(sa_column=moment(nullable=False))


class Resume(Table, table=True):
    """A party's position before mediation, for the office and the mediator. The trail keeps its digest."""

    __tablename__ = "resumes"
    __table_args__ = (UniqueConstraint("party_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    party_id: UUID = Field(foreign_key="parties.id")
    version: int
    position: str = Field(sa_type=Text)
    interests: str | None = Field(default=None, sa_type=Text)
    letter: str | None = Field(default=None, sa_type=Text)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    given_at: datetime = Field(sa_column=moment(nullable=False))


class Evaluation(Table, table=True):
    """What a party thought of the mediator after closing: 1 to 5 by criterion. For the office alone."""

    __tablename__ = "evaluations"
    __table_args__ = (UniqueConstraint("engagement_id", "party_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    engagement_id: UUID = Field(foreign_key="engagements.id")
    party_id: UUID = Field(foreign_key="parties.id")
    scores: dict[str, int] = Field(sa_column=Column(JSONB, nullable=False))
    note: str | None = Field(default=None, sa_type=Text)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_column=moment(nullable=False))
