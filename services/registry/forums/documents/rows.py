"""Rows below a forum as JSON, in the order of their list."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_list, json_object
from services.registry.forums.models import Forum, Row

_MARKS = ("inferred", "irregular", "provenance")


def columns(model: type[Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Columns of a table by their names."""
    return {name: col(getattr(model, name)) for name in names}


def row_object(model: type[Row], **fields: ColumnElement[Any]) -> ColumnElement[Any]:
    """One row as JSON: its id and version, what it says, and the marks of the import."""
    head, marks = columns(model, ("id", "version")), columns(model, _MARKS)
    return json_object(**head, **fields, **marks)


def rows_of_forum(model: type[Row], item: ColumnElement[Any]) -> ColumnElement[Any]:
    """All rows of the enclosing select's forum as a JSON array of `item`."""
    return (
        select(json_list(item, order_by=col(model.position)))
        .where(col(model.forum_id) == col(Forum.id))
        .correlate(Forum)
        .scalar_subquery()
    )
