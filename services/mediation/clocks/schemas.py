"""What the API takes and gives for limits of time."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.paging import PageQuery
from services.kit.words import Code, In, Line, Moment, Out, PlainDay, Prose, Yes, never_null
from services.mediation.cases.schemas import Day

Unit = Literal["hari_kalender", "hari_kerja"]
Mark = Literal["V", "V2", "U"]
Who = Literal["pemohon", "pihak", "petugas", "mediator", "instansi_tujuan"]
Days = Annotated[StrictInt, Field(ge=1, le=3660)]


class Title(In):
    """A title in both languages."""

    id: Line
    en: Line


class _RuleFields(In):
    title: Title | None = None
    limit: Days | None = None
    unit: Unit | None = None
    start_events: Annotated[list[Code] | None, Field(max_length=20)] = None
    citation: Line | None = None
    mark: Mark | None = None
    who: Who | None = None
    needs_consent: bool | None = None
    extension_limit: Days | None = None
    extension_citation: Line | None = None
    extension_mark: Mark | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None


class ClockRulePatch(_RuleFields):
    """The fields of an edition that may be changed, and why."""

    reason: Prose

    _given = never_null(
        "title",
        "limit",
        "unit",
        "start_events",
        "citation",
        "mark",
        "who",
        "needs_consent",
        "effective_from",
    )


class ClockRuleIn(In):
    """A new edition of a rule. `limit` counts days of `unit`; the day of the start is not counted."""

    code: Code
    title: Title
    limit: Days
    unit: Unit
    start_events: Annotated[list[Code], Field(max_length=20)]
    citation: Line
    mark: Mark
    who: Who
    needs_consent: bool = False
    extension_limit: Days | None = None
    extension_citation: Line | None = None
    extension_mark: Mark | None = None
    effective_from: Day
    effective_to: Day | None = None


class ClockRuleOut(Out):
    """An edition of a rule. `needs_verification` where its mark is not `V`."""

    id: UUID
    version: int
    code: str
    edition: int
    title: dict[str, str]
    limit: int
    unit: Unit
    start_events: list[str]
    citation: str
    mark: Mark
    needs_verification: bool
    who: Who
    needs_consent: bool
    extension_limit: int | None
    extension_citation: str | None
    extension_mark: Mark | None
    effective_from: date
    effective_to: date | None
    created_at: Moment
    updated_at: Moment


class ClockRuleChangeOut(Out):
    """A rule as a change left it."""

    version: int
    at: Moment
    actor: str
    reason: str | None
    document: dict[str, Any]


class ClockRuleHistory(Out):
    """What was done to a rule, the newest first."""

    items: list[ClockRuleChangeOut]


class ClockRuleQuery(PageQuery):
    """Rules by code and edition."""

    sort: Literal["code"] = "code"
    code: Code | None = None
    in_force: Yes | None = None


class NonWorkingDayIn(In):
    """A day on which the simpul's offices do not work; `source` names the decree or letter."""

    day: Day
    name: Line
    source: Line


class NonWorkingDayOut(Out):
    """Such a day, and since when it is recorded."""

    day: date
    version: int
    name: str
    source: str
    created_at: Moment


class NonWorkingDayChangeOut(Out):
    """That a day was added (`added`) or taken back (`removed`), and what it said."""

    version: int
    act: Literal["added", "removed"]
    at: Moment
    actor: str
    reason: str | None
    document: dict[str, Any]


class NonWorkingDayHistory(Out):
    """What was done to a day, the newest first."""

    items: list[NonWorkingDayChangeOut]


class NonWorkingDayQuery(PageQuery):
    """Days that the secretariat added, in order."""

    sort: Literal["day"] = "day"
    since: PlainDay | None = None
    until: PlainDay | None = None


class ClockOut(Out):
    """A limit in a case. `status` is `berjalan`, `ditangguhkan`, `lewat` or `berhenti`.

    days_left    days of `unit` after today up to the last one; below zero where they have passed; null
                 where it stopped
    provisional  whether its working days lie in a year whose cuti bersama is not decreed yet
    """

    id: UUID
    rule: UUID
    referral_id: UUID | None
    code: str
    edition: int
    title: dict[str, str]
    limit: int
    unit: Unit
    citation: str
    mark: Mark
    needs_verification: bool
    who: Who
    needs_consent: bool
    extension_limit: int | None
    extension_citation: str | None
    extension_mark: Mark | None
    status: Literal["berjalan", "ditangguhkan", "lewat", "berhenti"]
    days_left: int | None
    provisional: bool
    started_by: str
    started_at: Moment
    last_day: date
    due_at: Moment
    extended_days: int
    suspended_at: Moment | None
    remaining_days: int | None
    passed_at: Moment | None
    reminded_at: Moment | None
    stopped_at: Moment | None
    stopped_by: str | None
    reason: str | None


class Clocks(Out):
    """The clocks of a case: those that run first."""

    items: list[ClockOut]
