"""Activities as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Activity

ACTIVITY_FIELDS = ("title",)


def activity_object() -> ColumnElement[Any]:
    """One row of `activities` as JSON, in the shape of `ActivityOut`."""
    return row_object(Activity, **columns(Activity, ACTIVITY_FIELDS))
