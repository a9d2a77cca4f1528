"""The tables of the root, and what every row below it has."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.kit.partial_dates import PATTERN
from services.registry.tables import Table

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MARKS = ("V", "V2", "U")

NO_TEXTS = text("'{}'")


def texts() -> Column[list[str]]:
    """A column of texts, empty where nothing is said."""
    return Column(ARRAY(Text), nullable=False, server_default=NO_TEXTS)


def nullable_object() -> Column[dict[str, Any]]:
    """A column of a JSON object, NULL where there is none."""
    return Column(JSONB(none_as_null=True))


def objects() -> Column[list[dict[str, Any]]]:
    """A column of JSON objects in their order, empty where there are none."""
    return Column(JSONB, nullable=False, server_default=text("'[]'"))


def moment() -> Column[datetime]:
    """A column of a moment with its offset."""
    return Column(DateTime(timezone=True), nullable=False)


class Forum(Table, table=True):
    """The root. Its simpul is its database; its slug never changes."""

    __tablename__ = "forums"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(f"slug ~ '{SLUG_PATTERN}'", name="slug"),
        CheckConstraint(f"founded_on ~ '{PATTERN}'", name="founded_on"),
        Index(None, "name", "id"),
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "sectors", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    slug: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(default=None, sa_type=Text)
    entity_kind: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    # Null only where an imported record says nothing; `irregular` then says so.
    branch: str | None = Field(default=None, sa_type=Text)
    scope: str = Field(sa_type=Text)
    orientation: str | None = Field(default=None, sa_type=Text)
    institutional_format: str | None = Field(default=None, sa_type=Text)
    network_types: list[str] = Field(default_factory=list, sa_column=texts())
    management: str | None = Field(default=None, sa_type=Text)
    basis: list[str] = Field(default_factory=list, sa_column=texts())
    sectors: list[str] = Field(default_factory=list, sa_column=texts())
    stage: str | None = Field(default=None, sa_type=Text)
    founded_on: str | None = Field(default=None, sa_type=Text)
    # {"place", "region_code", "note"}
    secretariat: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    purpose: str | None = Field(default=None, sa_type=Text)
    initiators: list[str] = Field(default_factory=list, sa_column=texts())
    notes: str | None = Field(default=None, sa_type=Text)
    # These three describe the import and never change; null where the forum was registered here.
    source: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    as_of: str | None = Field(default=None, sa_type=Text)
    inferred: list[str] = Field(default_factory=list, sa_column=texts())
    # What the import said of each field that a write may change.
    imported: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # {field: {"source", "as_of", "mark"}} for each field that no longer comes from the import.
    provenance: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    # {"code", "reason"} where the import holds what the API refuses.
    irregular: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    last_verified_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), index=True)
    )
    last_verified_by: str | None = Field(default=None, sa_type=Text)
    # How much of a year's money one source may carry before the public summary warns.
    share_limit_percent: Decimal | None = Field(default=None, sa_type=Numeric(7, 4))
    created_at: datetime = Field(sa_column=moment())
    updated_at: datetime = Field(sa_column=moment())


class ForumDocument(Table, table=True):
    """The aggregate, rendered once per version: what lists, single reads and the feed hand out."""

    __tablename__ = "forum_documents"

    forum_id: UUID = Field(sa_column=Column(ForeignKey("forums.id"), primary_key=True))
    version: int = Field(sa_type=BigInteger)
    # Which shape it was rendered in: a release that renders otherwise finds what it must render anew.
    shape: str = Field(default="", sa_column=Column(Text, nullable=False, index=True, server_default=""))
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Row(Table):
    """What every row below a forum has: its place, its version, and the marks of the import."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    version: int = Field(default=1, sa_type=BigInteger)
    position: int
    inferred: list[str] = Field(
        default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"server_default": NO_TEXTS}
    )
    irregular: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    # {"source", "mark"} of a row that came later; an imported one is from the forum's own source.
    provenance: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class ImportedRecord(Table, table=True):
    """An imported record, by its key: the import runs once per record and never overwrites an edit."""

    __tablename__ = "imported_records"

    key: str = Field(primary_key=True, sa_type=Text)
    forum_id: UUID = Field(foreign_key="forums.id")
    imported_at: datetime = Field(sa_column=moment())
