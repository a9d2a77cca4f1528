"""The tables of the aggregate. A write anywhere below a forum locks the forum and raises its version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, col

from services.kit.ids import new_id
from services.registry.partial_dates import PATTERN
from services.registry.tables import Table

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MARKS = ("V", "V2", "U")

_no_texts = text("'{}'")


def _texts() -> Column[list[str]]:
    return Column(ARRAY(Text), nullable=False, server_default=_no_texts)


def _object() -> Column[dict[str, Any]]:
    return Column(JSONB(none_as_null=True))


def _moment() -> Column[datetime]:
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
    network_types: list[str] = Field(default_factory=list, sa_column=_texts())
    management: str | None = Field(default=None, sa_type=Text)
    basis: list[str] = Field(default_factory=list, sa_column=_texts())
    sectors: list[str] = Field(default_factory=list, sa_column=_texts())
    stage: str | None = Field(default=None, sa_type=Text)
    founded_on: str | None = Field(default=None, sa_type=Text)
    # {"place", "region_code", "note"}
    secretariat: dict[str, Any] | None = Field(default=None, sa_column=_object())
    purpose: str | None = Field(default=None, sa_type=Text)
    initiators: list[str] = Field(default_factory=list, sa_column=_texts())
    notes: str | None = Field(default=None, sa_type=Text)
    # These three describe the import and never change; null where the forum was registered here.
    source: dict[str, Any] | None = Field(default=None, sa_column=_object())
    as_of: str | None = Field(default=None, sa_type=Text)
    inferred: list[str] = Field(default_factory=list, sa_column=_texts())
    # What the import said of each field that a write may change.
    imported: dict[str, Any] | None = Field(default=None, sa_column=_object())
    # {field: {"source", "as_of", "mark"}} for each field that no longer comes from the import.
    provenance: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    # {"code", "reason"} where the import holds what the API refuses.
    irregular: dict[str, Any] | None = Field(default=None, sa_column=_object())
    created_at: datetime = Field(sa_column=_moment())
    updated_at: datetime = Field(sa_column=_moment())


class ForumDocument(Table, table=True):
    """The aggregate, rendered once per version: what lists, single reads and the feed hand out."""

    __tablename__ = "forum_documents"

    forum_id: UUID = Field(sa_column=Column(ForeignKey("forums.id"), primary_key=True))
    version: int = Field(sa_type=BigInteger)
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Row(Table):
    """What every row below a forum has: its place, its version, and the marks of the import."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    version: int = Field(default=1, sa_type=BigInteger)
    position: int
    inferred: list[str] = Field(
        default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"server_default": _no_texts}
    )
    irregular: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class Member(Row, table=True):
    """A region with one of its bodies, or another organisation by name. Current while `member_to` is null."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("coalesce(region_code, region_name, name) IS NOT NULL", name="named"),
        Index(
            "uq_members_current",
            "forum_id",
            "body",
            func.coalesce(text("region_code"), func.lower(func.coalesce(text("name"), text("region_name")))),
            unique=True,
            postgresql_where=text("member_to IS NULL"),
        ),
        Index("ix_members_province", text('"left"(region_code, 2)'), "forum_id"),
    )

    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True, sa_type=Text)
    # The source's word; it stays where no code could be told from it.
    region_name: str | None = Field(default=None, sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    role: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    member_from: str | None = Field(default=None, sa_type=Text)
    member_to: str | None = Field(default=None, sa_type=Text)
    # {"instrument_id"} or {"pattern"}: why a region of the other level is a full member.
    ground: dict[str, Any] | None = Field(default=None, sa_column=_object())
    note: str | None = Field(default=None, sa_type=Text)


# Code of the province that a member is or lies in, written as its index has it.
PROVINCE_OF_MEMBER: ColumnElement[str] = func.left(col(Member.region_code), literal_column("2"), type_=Text)


class Instrument(Row, table=True):
    """A legal instrument with every number it bears, in the order of the source."""

    __tablename__ = "instruments"

    type: str = Field(sa_type=Text)
    numbers: list[str] = Field(default_factory=list, sa_column=_texts())
    title: str = Field(sa_type=Text)
    signed_on: str | None = Field(default=None, sa_type=Text)
    signatories: list[str] = Field(default_factory=list, sa_column=_texts())
    note: str | None = Field(default=None, sa_type=Text)
    # The slug of the same work among the regulations.
    regulation_id: str | None = Field(default=None, sa_type=Text)


class Organ(Row, table=True):
    """An organ of a forum."""

    __tablename__ = "organs"

    kind: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)


class Funding(Row, table=True):
    """A source of money; shares by percent or in whole rupiah."""

    __tablename__ = "funding"

    source: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    amount_idr: int | None = Field(default=None, sa_type=BigInteger)
    period: str | None = Field(default=None, sa_type=Text)
    # [{"region_code", "percent", "amount_idr"}]
    shares: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))


class Activity(Row, table=True):
    """A joint activity; the import knows its title only."""

    __tablename__ = "activities"

    title: str = Field(sa_type=Text)


class Fact(Table, table=True):
    """A value of a field later than the import: from a later document, or from a write. Never changed."""

    __tablename__ = "forum_facts"
    __table_args__ = (CheckConstraint(f"mark IN {MARKS!r}", name="mark"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    field: str = Field(sa_type=Text)
    value: Any = Field(sa_column=Column(JSONB, nullable=False))
    as_of: str = Field(sa_type=Text)
    source: dict[str, Any] | None = Field(default=None, sa_column=_object())
    mark: str | None = Field(default=None, sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=_moment())


class HistoryEntry(Table, table=True):
    """One field of one write: old, new, who, when, why. Never changed."""

    __tablename__ = "forum_history"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    version: int = Field(sa_type=BigInteger)
    field: str = Field(sa_type=Text)
    old: Any = Field(sa_column=Column(JSONB, nullable=False))
    new: Any = Field(sa_column=Column(JSONB, nullable=False))
    who: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=_moment())
    why: str | None = Field(default=None, sa_type=Text)


class ImportedRecord(Table, table=True):
    """An imported record, by its key: the import runs once per record and never overwrites an edit."""

    __tablename__ = "imported_records"

    key: str = Field(primary_key=True, sa_type=Text)
    forum_id: UUID = Field(foreign_key="forums.id")
    imported_at: datetime = Field(sa_column=_moment())
