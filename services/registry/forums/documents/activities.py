"""Activities and reports as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Activity, Report

ACTIVITY_FIELDS = (
    "title",
    "kind",
    "parent_id",
    "description",
    "responsible_member_id",
    "responsible_unit",
    "starts_on",
    "ends_on",
    "status",
    "budget_idr",
    "funding_id",
    "instrument_id",
    "indicators",
    "evaluations",
)
REPORT_FIELDS = (
    "activity_id",
    "title",
    "period_from",
    "period_to",
    "addressee",
    "number",
    "submitted_on",
    "summary",
)


def activity_object() -> ColumnElement[Any]:
    """One row of `activities` as JSON, in the shape of `ActivityOut`."""
    return row_object(Activity, **columns(Activity, ACTIVITY_FIELDS))


def report_object() -> ColumnElement[Any]:
    """One row of `reports` as JSON, in the shape of `ReportOut`."""
    return row_object(Report, **columns(Report, REPORT_FIELDS))
