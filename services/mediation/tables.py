"""Mediation's metadata, and the base of every table on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from services.kit.feed.tables import define_tables
from services.kit.tables import define_idempotency_table, new_metadata

metadata = new_metadata()
define_tables(metadata)
define_idempotency_table(metadata)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """The base of every table model of mediation."""

    metadata = metadata


def moment(**arguments: Any) -> Column[datetime]:
    """A column for a moment."""
    return Column(DateTime(timezone=True), **arguments)


def texts() -> Column[list[str]]:
    """A column for a list of texts; empty by default."""
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


def json_object_column(*, nullable: bool = False) -> Column[Any]:
    """A column for a JSON value; `{}` by default where it may not be null."""
    if nullable:
        return Column(JSONB(none_as_null=True))
    return Column(JSONB, nullable=False, server_default=text("'{}'"))


def json_list_column() -> Column[Any]:
    """A column for a JSON array; `[]` by default."""
    return Column(JSONB, nullable=False, server_default=text("'[]'"))
