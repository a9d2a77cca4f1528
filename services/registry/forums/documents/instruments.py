"""Instruments as JSON."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_list, json_object
from services.registry.forums import analysis
from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Instrument, InstrumentFile, InstrumentRelation

INSTRUMENT_FIELDS = (
    "type",
    "document_kind",
    "cooperation_kind",
    "nature",
    "pattern",
    "numbers",
    "title",
    "objects",
    "scope",
    "purpose",
    "place_codes",
    "urusan",
    "is_continuous",
    "signed_on",
    "signed_place",
    "signatories",
    "in_force_from",
    "in_force_to",
    "extensions",
    "ended_on",
    "end_reason",
    "end_note",
    "parent_id",
    "parties",
    "sanctions",
    "force_majeure",
    "dispute_clause",
    "approvals",
    "note",
    "regulation_id",
)
# The instrument at the other end of a relation.
OTHER = aliased(Instrument, name="other")


def instrument_object(**more: ColumnElement[Any]) -> ColumnElement[Any]:
    """One row of `instruments` as JSON, in the shape of `InstrumentOut`, with `more` of it."""
    own = columns(Instrument, ("id", "expires_on"))
    relations = (
        select(json_list(relation_object(own["id"]), order_by=col(InstrumentRelation.id)))
        .where(relates(own["id"]))
        .correlate(Instrument)
        .scalar_subquery()
    )
    files = (
        select(json_list(file_object(), order_by=col(InstrumentFile.id)))
        .where(col(InstrumentFile.instrument_id) == own["id"], col(InstrumentFile.is_public).is_(True))
        .correlate(Instrument)
        .scalar_subquery()
    )
    return row_object(
        Instrument,
        **columns(Instrument, INSTRUMENT_FIELDS),
        expires_on=own["expires_on"],
        relations=relations,
        files=files,
        **more,
    )


def instrument_analysis() -> ColumnElement[Any]:
    """What the register tells of an instrument from all rows of its forum, in the shape of `AnalysisOut`.

    It is no part of the instrument: an activity changes it, and the instrument's version does not tell.
    """
    return json_object(
        instrument_id=col(Instrument.id),
        **columns(
            Instrument,
            ("document_kind", "cooperation_kind", "nature", "pattern", "urusan", "signed_on"),
        ),
        **columns(Instrument, ("starts_on", "closes_on", "party_codes", "lacks_approval")),
        awaits_agreement=func.coalesce(analysis.awaits_agreement(), literal_column("false")),
        has_agreement=analysis.has_agreement(),
        is_followed_up=analysis.is_followed_up(),
        calls_for_secretariat=func.coalesce(analysis.calls_for_secretariat(), literal_column("false")),
    )


def file_object() -> ColumnElement[Any]:
    """One row of `instrument_files` as JSON, in the shape of `FileOut`."""
    shown = ("id", "name", "content_type", "size", "sha256", "is_public", "uploaded_at")
    return json_object(**columns(InstrumentFile, shown))


def relation_object(this: ColumnElement[UUID]) -> ColumnElement[Any]:
    """One relation as JSON as the instrument `this` has it, in the shape of `RelationOut`."""
    is_own = col(InstrumentRelation.instrument_id) == this
    return json_object(
        id=col(InstrumentRelation.id),
        kind=col(InstrumentRelation.kind),
        direction=case((is_own, literal_column("'keluar'")), else_=literal_column("'masuk'")),
        instrument_id=col(OTHER.id),
        title=col(OTHER.title),
        effective_on=col(InstrumentRelation.effective_on),
        note=col(InstrumentRelation.note),
    )


def relates(this: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether a relation is one of the instrument `this`, and `OTHER` its other end."""
    own, other = col(InstrumentRelation.instrument_id), col(InstrumentRelation.other_id)
    return and_(
        or_(own == this, other == this),
        col(OTHER.id) == case((own == this, other), else_=own),
    )
