"""What the API takes for activities and reports."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import Code, In, Line, Prose, never_null
from services.registry.forums.schemas.words import RowPatch, Rupiah

Measure = Annotated[float, Field(allow_inf_nan=False)]


class IndicatorIn(In):
    """What an activity is measured by."""

    name: Line
    unit: Line | None = None
    baseline: Measure | None = None
    target: Measure | None = None
    realised: Measure | None = None
    realised_on: PartialDate | None = None


class EvaluationIn(In):
    """What an evaluation found."""

    on: PartialDate
    by: Line
    finding: Prose
    recommendation: Prose | None = None


Indicators = Annotated[list[IndicatorIn], Field(max_length=100)]
Evaluations = Annotated[list[EvaluationIn], Field(max_length=100)]


class ActivityPatch(RowPatch):
    """The fields of an activity that a write may change."""

    title: Line | None = None
    kind: Code | None = None
    parent_id: UUID | None = None
    description: Prose | None = None
    responsible_member_id: UUID | None = None
    responsible_unit: Line | None = None
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    status: Code | None = None
    budget_idr: Rupiah | None = None
    funding_id: UUID | None = None
    instrument_id: UUID | None = None
    indicators: Indicators | None = None
    evaluations: Evaluations | None = None

    _given = never_null("title", "indicators", "evaluations")


class ActivityIn(ActivityPatch):
    """A new activity: at least its title."""

    title: Line
    indicators: Indicators = Field(default_factory=list)
    evaluations: Evaluations = Field(default_factory=list)


class ActivityQuery(PageQuery):
    """Activities in the order of their list."""

    kind: Code | None = None
    status: Code | None = None
    sort: Literal["position"] = "position"


class ReportPatch(RowPatch):
    """The fields of a report that a write may change."""

    activity_id: UUID | None = None
    title: Line | None = None
    period_from: PartialDate | None = None
    period_to: PartialDate | None = None
    addressee: Code | None = None
    number: Line | None = None
    submitted_on: PartialDate | None = None
    summary: Prose | None = None

    _given = never_null("title", "period_from", "period_to", "addressee")


class ReportIn(ReportPatch):
    """A new report: of which period, to whom."""

    title: Line
    period_from: PartialDate
    period_to: PartialDate
    addressee: Code


class ReportQuery(PageQuery):
    """Reports in the order of their list."""

    addressee: Code | None = None
    sort: Literal["position"] = "position"
