"""Instruments as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Instrument

INSTRUMENT_FIELDS = ("type", "numbers", "title", "signed_on", "signatories", "note", "regulation_id")


def instrument_object() -> ColumnElement[Any]:
    """One row of `instruments` as JSON, in the shape of `InstrumentOut`."""
    return row_object(Instrument, **columns(Instrument, INSTRUMENT_FIELDS))
