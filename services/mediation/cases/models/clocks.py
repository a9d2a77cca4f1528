"""Limits of time: their rules, which are data, and the clocks that run by them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, json_object_column, moment, texts
from services.mediation.workdays import UNITS

MARKS = ("V", "V2", "U")
ACTORS = ("pemohon", "pihak", "petugas", "mediator", "instansi_tujuan")


class ClockRule(Table, table=True):
    """One edition of a rule. Editions of a code follow each other in time; a running clock keeps its own.

    limit           days of `unit`
    start_events    acts that start it; a rule without one is shown and starts no clock
    mark            how sure the citation is; `V2` and `U` are shown as needing verification
    needs_consent   whether every disputant agrees to an extension
    extension_limit days by which it may be extended in all; null where nothing limits that
    """

    __tablename__ = "clock_rules"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        CheckConstraint(f"unit IN {UNITS!r}", name="unit"),
        CheckConstraint(f"mark IN {MARKS!r}", name="mark"),
        CheckConstraint(f"who IN {ACTORS!r}", name="who"),
        CheckConstraint('"limit" >= 1', name="limit"),
        CheckConstraint("effective_to >= effective_from", name="effective"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    code: str = Field(sa_type=Text)
    edition: int
    title: dict[str, str] = Field(sa_column=json_object_column())
    limit: int
    unit: str = Field(sa_type=Text)
    start_events: list[str] = Field(default_factory=list, sa_column=texts())
    citation: str = Field(sa_type=Text)
    mark: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    needs_consent: bool
    extension_limit: int | None = Field(default=None)
    extension_citation: str | None = Field(default=None, sa_type=Text)
    extension_mark: str | None = Field(default=None, sa_type=Text)
    effective_from: date = Field(sa_column=Column(Date, nullable=False))
    effective_to: date | None = Field(default=None, sa_type=Date)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class ClockRuleChange(Table, table=True):
    """What a rule was after each change, by whom and why."""

    __tablename__ = "clock_rule_changes"

    rule_id: UUID = Field(foreign_key="clock_rules.id", primary_key=True)
    version: int = Field(sa_column=Column(BigInteger, primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    actor: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    document: dict[str, Any] = Field(sa_column=json_object_column())


class NonWorkingDay(Table, table=True):
    """A day on which this simpul's offices do not work, beside the holidays that the calendar knows.

    version     goes on where a day that was taken back is added anew
    """

    __tablename__ = "non_working_days"

    day: date = Field(sa_column=Column(Date, primary_key=True))
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False, server_default=text("1")))
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    added_by: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))


class NonWorkingDayChange(Table, table=True):
    """That a day was added or taken back, by whom and why; `document` is what it said. Never changed."""

    __tablename__ = "non_working_day_changes"

    day: date = Field(sa_column=Column(Date, primary_key=True))
    version: int = Field(sa_column=Column(BigInteger, primary_key=True))
    act: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=moment(nullable=False))
    actor: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    document: dict[str, Any] = Field(sa_column=json_object_column())


class Clock(Table, table=True):
    """A limit that runs, or ran, in one case. What its rule said when it began stands in it.

    last_day        the last day on which the act is in time; `due_at` is the moment after it
    remaining_days  days of `unit` that were left when it was suspended; null while it runs
    referral_id     of the referral whose answer it limits: of those several may run
    passed_at       when it was noticed that it passed, which reminds and changes nothing
    """

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint("(suspended_at IS NULL) = (remaining_days IS NULL)", name="suspended"),
        Index(
            "uq_clocks_running",
            "case_id",
            "code",
            text("coalesce(referral_id, case_id)"),
            unique=True,
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index(
            "ix_clocks_due",
            "due_at",
            postgresql_where=text("stopped_at IS NULL AND suspended_at IS NULL AND passed_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    rule_id: UUID = Field(foreign_key="clock_rules.id")
    referral_id: UUID | None = Field(default=None, foreign_key="referrals.id", index=True)
    code: str = Field(sa_type=Text)
    edition: int
    title: dict[str, str] = Field(sa_column=json_object_column())
    limit: int
    unit: str = Field(sa_type=Text)
    citation: str = Field(sa_type=Text)
    mark: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    needs_consent: bool
    extension_limit: int | None = Field(default=None)
    extension_citation: str | None = Field(default=None, sa_type=Text)
    extension_mark: str | None = Field(default=None, sa_type=Text)
    started_by: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_column=moment(nullable=False))
    last_day: date = Field(sa_column=Column(Date, nullable=False))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    extended_days: int = 0
    suspended_at: datetime | None = Field(default=None, sa_column=moment())
    remaining_days: int | None = Field(default=None)
    passed_at: datetime | None = Field(default=None, sa_column=moment())
    reminded_at: datetime | None = Field(default=None, sa_column=moment())
    stopped_at: datetime | None = Field(default=None, sa_column=moment())
    stopped_by: str | None = Field(default=None, sa_type=Text)
    # Why it was last suspended, resumed or extended.
    reason: str | None = Field(default=None, sa_type=Text)
