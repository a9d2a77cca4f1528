"""The registry's metadata, and every table on it."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from services.kit.feed.tables import define_tables
from services.kit.tables import define_idempotency_table, new_metadata

metadata = new_metadata()
define_tables(metadata)
define_idempotency_table(metadata)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """The base of every table model of the registry."""

    metadata = metadata
