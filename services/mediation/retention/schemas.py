"""What the API takes and gives about retention."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.paging import PageQuery
from services.kit.words import In, Line, Moment, Out, Prose, never_null
from services.mediation.cases.codes import Ending, State

Mark = Literal["V", "V2", "U"]
Standing = Literal["dimusnahkan", "ditahan", "diusulkan", "disimpan"]


class RetentionRulePatch(In):
    """The fields of a rule that may be changed, and why. A citation comes with its mark, or both are null."""

    years: Annotated[StrictInt | None, Field(ge=1, le=100)] = None
    citation: Line | None = None
    mark: Mark | None = None
    reason: Prose

    _given = never_null("years")


class RetentionRuleOut(Out):
    """For how many years a case is kept after it ended so.

    basis   `setelan_platform` where no archive schedule is cited: to be confirmed by the archive's own
    """

    state: Ending
    version: int
    years: int
    citation: str | None
    mark: Mark | None
    basis: Literal["jadwal_retensi", "setelan_platform"]
    needs_verification: bool
    updated_at: Moment


class RetentionRules(Out):
    """Every rule."""

    items: list[RetentionRuleOut]


class RetentionRuleChangeOut(Out):
    """A rule as a change left it."""

    version: int
    at: Moment
    actor: str
    reason: str | None
    document: dict[str, Any]


class RetentionRuleHistory(Out):
    """What was done to a rule, the newest first."""

    items: list[RetentionRuleChangeOut]


class RetainedCaseOut(Out):
    """A case that is kept until a day, without what is said in it."""

    id: UUID
    version: int
    number: str
    demo: bool
    state: State
    finished_at: Moment | None
    retained_until: date
    standing: Standing
    hold_reason: str | None
    hold_since: Moment | None
    destruction_proposed_at: Moment | None
    destroyed_at: Moment | None


class RetainedCaseQuery(PageQuery):
    """Cases that are kept, by their day."""

    sort: Literal["retained_until"] = "retained_until"
    standing: Standing | None = None


class KeepingIn(In):
    """Why a case is held, released, or destroyed: a letter, a decree, the archive's consent."""

    reason: Prose
