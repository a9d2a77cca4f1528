"""What the API gives for activities and reports."""

from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class IndicatorOut(Out):
    """What an activity is measured by."""

    name: str
    unit: str | None
    baseline: float | None
    target: float | None
    realised: float | None
    realised_on: str | None


class EvaluationOut(Out):
    """What an evaluation found."""

    on: str
    by: str
    finding: str
    recommendation: str | None


class ActivityOut(RowOut):
    """A joint programme, or an activity of one."""

    title: str
    kind: str | None
    parent_id: UUID | None
    description: str | None
    responsible_member_id: UUID | None
    responsible_unit: str | None
    starts_on: str | None
    ends_on: str | None
    status: str | None
    budget_idr: int | None
    funding_id: UUID | None
    instrument_id: UUID | None
    indicators: list[IndicatorOut]
    evaluations: list[EvaluationOut]


class ReportOut(RowOut):
    """A periodic report to governor or Minister."""

    activity_id: UUID | None
    title: str
    period_from: str
    period_to: str
    addressee: str
    number: str | None
    submitted_on: str | None
    summary: str | None
