"""How instruments of a forum are kept."""

from sqlalchemy import Boolean, bindparam

from services.registry.forums import analysis
from services.registry.forums.documents.instruments import INSTRUMENT_FIELDS, instrument_object
from services.registry.forums.models import Instrument
from services.registry.forums.schemas.instruments import InstrumentOut
from services.registry.instruments import service
from services.registry.instruments.problems import InstrumentNotFound, InstrumentReferred
from services.registry.instruments.schemas import (
    InstrumentIn,
    InstrumentPatch,
    InstrumentQuery,
)
from services.registry.rows.collection import Collection
from services.registry.rows.problems import RowReferred

INSTRUMENTS = Collection(
    name="instruments",
    model=Instrument,
    fields=INSTRUMENT_FIELDS,
    item=instrument_object(),
    row_in=InstrumentIn,
    row_patch=InstrumentPatch,
    row_out=InstrumentOut,
    query=InstrumentQuery,
    filters={
        **{name: analysis.OF_INSTRUMENTS[name] for name in analysis.CODES},
        "in_force": analysis.in_force() == bindparam("in_force", type_=Boolean),
    },
    vocabularies={name: service.VOCABULARY_OF[name] for name in analysis.CODES},
    not_found=InstrumentNotFound,
    judge=service.judge,
    problems=(InstrumentReferred, RowReferred),
    require_releasable=service.require_releasable,
)
