"""Organs, officers and statutes as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Officer, Organ, Statute

ORGAN_FIELDS = (
    "kind",
    "name",
    "description",
    "decree_number",
    "decree_on",
    "term_from",
    "term_to",
    "office",
    "rotation",
)
OFFICER_FIELDS = (
    "organ_id",
    "name",
    "office",
    "unit",
    "region_code",
    "term_from",
    "term_to",
    "is_contact",
    "office_phone",
    "office_email",
    "selection",
    "note",
)
# Of the person, not of the office: for those who keep the forum.
PERSONAL_FIELDS = ("personal_number", "personal_phone")
STATUTE_FIELDS = (
    "edition",
    "title",
    "adopted_on",
    "in_force_from",
    "in_force_to",
    "instrument_id",
    "changes",
    "rules",
)


def organ_object() -> ColumnElement[Any]:
    """One row of `organs` as JSON, in the shape of `OrganOut`."""
    return row_object(Organ, **columns(Organ, ORGAN_FIELDS))


def officer_object() -> ColumnElement[Any]:
    """One row of `officers` as JSON for everybody, in the shape of `OfficerOut`."""
    return row_object(Officer, **columns(Officer, OFFICER_FIELDS))


def officer_object_for_keepers() -> ColumnElement[Any]:
    """The same with what is the person's own, in the shape of `OfficerOut` too."""
    return row_object(Officer, **columns(Officer, OFFICER_FIELDS + PERSONAL_FIELDS))


def statute_object() -> ColumnElement[Any]:
    """One row of `statutes` as JSON, in the shape of `StatuteOut`."""
    return row_object(Statute, **columns(Statute, STATUTE_FIELDS))
