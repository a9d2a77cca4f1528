"""Other names and links as JSON."""

from typing import Any

from sqlalchemy import Text, case, func, literal_column, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_list, json_object
from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Alias, Forum, Link
from services.registry.vocabularies.models import Term

ALIAS_FIELDS = ("name", "used_from", "used_to", "note")
# How a link looks from its other end.
INVERSE = {
    "pendahulu": "penerus",
    "penerus": "pendahulu",
    "induk": "bagian",
    "bagian": "induk",
    "mitra": "mitra",
    "jejaring": "jejaring",
}


def alias_object() -> ColumnElement[Any]:
    """One row of `aliases` as JSON, in the shape of `AliasOut`."""
    return row_object(Alias, **columns(Alias, ALIAS_FIELDS))


def link_object() -> ColumnElement[Any]:
    """One row of `links` as JSON, in the shape of `LinkOut`, as the forum that made it sees it."""
    other = aliased(Forum)
    forum = (
        select(json_object(id=col(other.id), slug=col(other.slug), name=col(other.name)))
        .where(col(other.id) == col(Link.to_forum_id))
        .correlate(Link)
        .scalar_subquery()
    )
    said = columns(Link, ("name", "url", "linked_from", "linked_to", "note"))
    return row_object(Link, **columns(Link, ("kind",)), forum=forum, **said)


def _constant(code: str) -> ColumnElement[str]:
    # Written into the statement: as a parameter it would travel with every execution.
    return literal_column(f"'{code}'", Text)


def linked_from() -> ColumnElement[Any]:
    """Links that other forums made to the enclosing select's forum, seen from this end: `LinkedOut`."""
    other = aliased(Forum)
    seen = [(col(Link.kind) == _constant(own), _constant(turned)) for own, turned in INVERSE.items()]
    kind = case(*seen, else_=col(Link.kind))
    item = json_object(
        link_id=col(Link.id),
        kind=kind,
        forum=json_object(id=col(other.id), slug=col(other.slug), name=col(other.name)),
        **columns(Link, ("linked_from", "linked_to", "note")),
    )
    return (
        select(json_list(item, order_by=col(Link.id)))
        .join(other, col(other.id) == col(Link.forum_id))
        .where(col(Link.to_forum_id) == col(Forum.id))
        .correlate(Forum)
        .scalar_subquery()
    )


def urusan_of_sectors() -> ColumnElement[Any]:
    """Codes of the affairs of government that the forum's sectors are mapped onto, in order.

    The mapping is the compiler's (see vocabulary `sector`), so it is inferred, never sourced.
    """
    mapped = func.jsonb_array_elements_text(col(Term.attributes)["urusan"]).table_valued("value")
    codes = (
        select(mapped.c.value.label("code"))
        .select_from(Term)
        .join(mapped, literal_column("true"))
        .where(
            col(Term.vocabulary_code) == literal_column("'sector'"),
            col(Term.code) == func.any(col(Forum.sectors)),
        )
        .correlate(Forum)
        .distinct()
        .subquery()
    )
    return select(json_list(codes.c.code, order_by=codes.c.code)).scalar_subquery()
