"""Sessions of a case, and the quarter-hours that they take of mediators and places."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import SESSION_KINDS, SESSION_STATES
from services.mediation.tables import Table, json_list_column, moment


class MediationSession(Table, table=True):
    """A meeting, a caucus with one party, or a signing. What is said in a caucus never stands here.

    sequence     of its invitation (iCalendar): rises with each change that those invited must know
    """

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(f"kind IN {SESSION_KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {SESSION_STATES!r}", name="state"),
        CheckConstraint("starts_at < ends_at AND ends_at <= starts_at + interval '24 hours'", name="times"),
        CheckConstraint("num_nonnulls(place, link) >= 1", name="somewhere"),
        CheckConstraint("(kind = 'kaukus') = (party_id IS NOT NULL)", name="caucus"),
        CheckConstraint("kind <> 'kaukus' OR (minutes IS NULL AND official_report IS NULL)", name="silence"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    sequence: int = 0
    kind: str = Field(sa_type=Text)
    state: str = Field(default="terjadwal", sa_type=Text)
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    place: str | None = Field(default=None, sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)
    agenda: str | None = Field(default=None, sa_type=Text)
    mediator_id: UUID = Field(foreign_key="mediators.id")
    # With whom a caucus is.
    party_id: UUID | None = Field(default=None, foreign_key="parties.id")
    # The session that this one goes on with.
    follows: UUID | None = Field(default=None, foreign_key="sessions.id")
    reason: str | None = Field(default=None, sa_type=Text)
    minutes: str | None = Field(default=None, sa_type=Text)
    # The berita acara: its number and what it records.
    official_report: str | None = Field(default=None, sa_type=Text)
    report_number: str | None = Field(default=None, sa_type=Text)
    held_at: datetime | None = Field(default=None, sa_column=moment())
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class Invitee(Table, table=True):
    """A party invited to a session, whether it came, and by whom: `[{"name", "position"}]`."""

    __tablename__ = "session_invitees"

    session_id: UUID = Field(foreign_key="sessions.id", primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    present: bool | None = None
    people: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())


class BookedSlot(Table, table=True):
    """A quarter of an hour of a mediator or a place. The primary key is what forbids a double booking.

    resource   `mediator:<id>`, `tempat:<name>` or `tautan:<link>`
    """

    __tablename__ = "booked_slots"

    resource: str = Field(primary_key=True, sa_type=Text)
    starts_at: datetime = Field(sa_column=moment(primary_key=True))
    session_id: UUID = Field(foreign_key="sessions.id", index=True)
