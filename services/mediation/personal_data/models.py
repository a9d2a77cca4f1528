"""Requests of data subjects."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.models.clocks import MARKS
from services.mediation.tables import Table, json_object_column, moment, texts

KINDS: Final = ("salinan", "perbaikan", "penghapusan")
STATES: Final = ("diterima", "dijawab", "ditolak")


class PersonalDataRequest(Table, table=True):
    """What somebody asks of their own data, until when it is answered, and what was done.

    identifiers   by which they are found beside their name
    due_at        `hours` after it was received, by `citation`
    outcome       what was done, by ids and counts: never what was found
    """

    __tablename__ = "personal_data_requests"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
        CheckConstraint("(state = 'diterima') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("(identity_checked_at IS NULL) = (identity_note IS NULL)", name="identity"),
        Index("ix_personal_data_requests_due", "due_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(sa_type=Text)
    person_name: str = Field(sa_type=Text)
    identifiers: list[str] = Field(default_factory=list, sa_column=texts())
    # Where the answer goes.
    contact: str | None = Field(default=None, sa_type=Text)
    received_at: datetime = Field(sa_column=moment(nullable=False))
    hours: int
    due_at: datetime = Field(sa_column=moment(nullable=False))
    citation: str = Field(sa_type=Text)
    mark: str = Field(sa_type=Text)
    state: str = Field(default="diterima", sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    identity_note: str | None = Field(default=None, sa_type=Text)
    identity_checked_by: str | None = Field(default=None, sa_type=Text)
    identity_checked_at: datetime | None = Field(default=None, sa_column=moment())
    handled_by: str | None = Field(default=None, sa_type=Text)
    handled_at: datetime | None = Field(default=None, sa_column=moment())
    outcome: dict[str, Any] | None = Field(default=None, sa_column=json_object_column(nullable=True))
    answer: str | None = Field(default=None, sa_type=Text)
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_column=moment())
