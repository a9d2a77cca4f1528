"""Organs as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Organ

ORGAN_FIELDS = ("kind", "description")


def organ_object() -> ColumnElement[Any]:
    """One row of `organs` as JSON, in the shape of `OrganOut`."""
    return row_object(Organ, **columns(Organ, ORGAN_FIELDS))
