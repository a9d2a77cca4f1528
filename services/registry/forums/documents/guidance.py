"""Guidance as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Guidance

GUIDANCE_FIELDS = (
    "kind",
    "authority",
    "region_code",
    "held_on",
    "subject",
    "result",
    "instrument_id",
    "document_number",
)


def guidance_object() -> ColumnElement[Any]:
    """One row of `guidance` as JSON, in the shape of `GuidanceOut`."""
    return row_object(Guidance, **columns(Guidance, GUIDANCE_FIELDS))
