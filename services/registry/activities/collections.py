"""How activities and reports of a forum are kept."""

from sqlalchemy import Text, bindparam
from sqlmodel import col

from services.registry.activities import service
from services.registry.activities.problems import ActivityNotFound, ReportNotFound
from services.registry.activities.schemas import (
    ActivityIn,
    ActivityPatch,
    ActivityQuery,
    ReportIn,
    ReportPatch,
    ReportQuery,
)
from services.registry.forums.documents.activities import (
    ACTIVITY_FIELDS,
    REPORT_FIELDS,
    activity_object,
    report_object,
)
from services.registry.forums.models import Activity, Report
from services.registry.forums.schemas.activities import ActivityOut, ReportOut
from services.registry.rows.collection import Collection
from services.registry.rows.problems import RowReferred

ACTIVITIES = Collection(
    name="activities",
    model=Activity,
    fields=ACTIVITY_FIELDS,
    item=activity_object(),
    row_in=ActivityIn,
    row_patch=ActivityPatch,
    row_out=ActivityOut,
    query=ActivityQuery,
    filters={
        "kind": col(Activity.kind) == bindparam("kind", type_=Text),
        "status": col(Activity.status) == bindparam("status", type_=Text),
    },
    not_found=ActivityNotFound,
    judge=service.judge_activity,
    problems=(RowReferred,),
)

REPORTS = Collection(
    name="reports",
    model=Report,
    fields=REPORT_FIELDS,
    item=report_object(),
    row_in=ReportIn,
    row_patch=ReportPatch,
    row_out=ReportOut,
    query=ReportQuery,
    filters={"addressee": col(Report.addressee) == bindparam("addressee", type_=Text)},
    not_found=ReportNotFound,
    judge=service.judge_report,
)
