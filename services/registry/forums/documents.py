"""The aggregate as JSON, built by PostgreSQL in one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_list, json_object
from services.kit.simpul import Simpul
from services.registry.forums.models import Activity, Forum, Funding, Instrument, Member, Organ, Row

_MARKS = ("inferred", "irregular")
_MEMBER = (
    "region_code",
    "region_name",
    "name",
    "role",
    "body",
    "member_from",
    "member_to",
    "ground",
    "note",
)
_INSTRUMENT = ("type", "numbers", "title", "signed_on", "signatories", "note", "regulation_id")
_FUNDING = ("source", "description", "amount_idr", "period", "shares")
_HEAD = ("id", "version", "slug", "name", "short_name")
_BODY = (
    "entity_kind",
    "status",
    "branch",
    "scope",
    "orientation",
    "institutional_format",
    "network_types",
    "management",
    "basis",
    "sectors",
    "stage",
    "founded_on",
    "secretariat",
    "purpose",
)
_TAIL = (
    "initiators",
    "notes",
    "source",
    "as_of",
    "inferred",
    "irregular",
    "provenance",
    "created_at",
    "updated_at",
)


def _columns(model: type[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: col(getattr(model, name)) for name in names}


def _row(model: type[Row], names: tuple[str, ...]) -> ColumnElement[Any]:
    return json_object(**_columns(model, ("id", "version", *names, *_MARKS)))


def member_object() -> ColumnElement[Any]:
    """One member as JSON, in the shape of `MemberOut`: an expression over `members`."""
    return _row(Member, _MEMBER)


def _rows(model: type[Row], names: tuple[str, ...]) -> ColumnElement[Any]:
    item = _row(model, names)
    return (
        select(json_list(item, order_by=col(model.position)))
        .where(col(model.forum_id) == col(Forum.id))
        .correlate(Forum)
        .scalar_subquery()
    )


def document(simpul: Simpul) -> ColumnElement[dict[str, Any]]:
    """The whole forum as one JSON object, in the shape of `ForumOut`: an expression over `forums`."""
    return json_object(
        **_columns(Forum, _HEAD),
        simpul=literal(simpul, literal_execute=True),
        **_columns(Forum, _BODY),
        members=_rows(Member, _MEMBER),
        instruments=_rows(Instrument, _INSTRUMENT),
        organs=_rows(Organ, ("kind", "description")),
        funding=_rows(Funding, _FUNDING),
        activities=_rows(Activity, ("title",)),
        **_columns(Forum, _TAIL),
    )


def rendering(simpul: Simpul, forum_id: UUID) -> Select[dict[str, Any]]:
    """One forum's document."""
    return select(document(simpul)).where(col(Forum.id) == forum_id)
