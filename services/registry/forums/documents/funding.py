"""Funding as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Funding

FUNDING_FIELDS = ("source", "description", "amount_idr", "period", "shares")


def funding_object() -> ColumnElement[Any]:
    """One row of `funding` as JSON, in the shape of `FundingOut`."""
    return row_object(Funding, **columns(Funding, FUNDING_FIELDS))
