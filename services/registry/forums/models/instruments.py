"""The tables of legal instruments, and of how one bears on another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import Row, moment, nullable_object, texts
from services.registry.forums.models.root import objects as object_list
from services.registry.tables import Table

RELATION_KINDS = ("implements", "replaces", "amends", "ends")


class Instrument(Row, table=True):
    """A legal instrument with every number it bears, in the order of the source."""

    __tablename__ = "instruments"
    __table_args__ = (
        CheckConstraint("coalesce(type, document_kind) IS NOT NULL", name="kind"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="end"),
        Index(None, "party_codes", postgresql_using="gin"),
        Index(None, "urusan", postgresql_using="gin"),
        # The orders of the simpul's list, unknown dates as its queries write them.
        Index(None, "title", "id"),
        Index("ix_instruments_signed", text("coalesce(signed_on, '')"), "id"),
        Index("ix_instruments_expires", text("coalesce(expires_on, '9999-12-31'::date)"), "id"),
        Index(None, "closes_on"),
        Index("ix_instruments_kind", text("coalesce(document_kind, type)"), "id"),
        Index(None, "cooperation_kind", "nature", "pattern"),
        Index("ix_instruments_lacking", "id", postgresql_where=text("lacks_approval IS TRUE")),
        Index(
            "ix_instruments_continuous",
            "id",
            postgresql_where=text("nature = 'wajib' AND is_continuous IS TRUE"),
        ),
    )

    # What the sources call it, and what it is under the law in force: one of them at least.
    type: str | None = Field(default=None, sa_type=Text)
    document_kind: str | None = Field(default=None, sa_type=Text)
    cooperation_kind: str | None = Field(default=None, sa_type=Text)
    nature: str | None = Field(default=None, sa_type=Text)
    pattern: str | None = Field(default=None, sa_type=Text)
    numbers: list[str] = Field(default_factory=list, sa_column=texts())
    title: str = Field(sa_type=Text)
    objects: list[str] = Field(default_factory=list, sa_column=texts())
    scope: str | None = Field(default=None, sa_type=Text)
    purpose: str | None = Field(default=None, sa_type=Text)
    place_codes: list[str] = Field(default_factory=list, sa_column=texts())
    urusan: list[str] = Field(default_factory=list, sa_column=texts())
    is_continuous: bool | None = None
    signed_on: str | None = Field(default=None, sa_type=Text)
    signed_place: str | None = Field(default=None, sa_type=Text)
    signatories: list[str] = Field(default_factory=list, sa_column=texts())
    in_force_from: str | None = Field(default=None, sa_type=Text)
    in_force_to: str | None = Field(default=None, sa_type=Text)
    # [{"decided_on", "until", "number", "note"}], each later than the one before.
    extensions: list[dict[str, Any]] = Field(default_factory=list, sa_column=object_list())
    ended_on: str | None = Field(default=None, sa_type=Text)
    end_reason: str | None = Field(default=None, sa_type=Text)
    end_note: str | None = Field(default=None, sa_type=Text)
    parent_id: UUID | None = Field(default=None, foreign_key="instruments.id", index=True)
    # [{"region_code", "name", "number", "signer", "rights", "duties"}] in their order.
    parties: list[dict[str, Any]] = Field(default_factory=list, sa_column=object_list())
    sanctions: str | None = Field(default=None, sa_type=Text)
    force_majeure: str | None = Field(default=None, sa_type=Text)
    # {"steps": [{"act", "days", "day_kind"}], "forum", "text"}
    dispute_clause: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # [{"region_code", "needed", "why", "letter_number", "letter_on", "decision", ...}], once per region.
    approvals: list[dict[str, Any]] = Field(default_factory=list, sa_column=object_list())
    note: str | None = Field(default=None, sa_type=Text)
    # The slug of the same work among the regulations.
    regulation_id: str | None = Field(default=None, sa_type=Text)
    # What the register tells from the above, for lists: first day in force, last day of the term,
    # last day in force by whatever ended it; null for unknown.
    starts_on: date | None = None
    expires_on: date | None = None
    closes_on: date | None = None
    party_codes: list[str] = Field(default_factory=list, sa_column=texts())
    # An approval that a DPRD must give and has not given.
    lacks_approval: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class InstrumentRelation(Table, table=True):
    """What one instrument does to another of the same forum. Never changed; taken away and said anew."""

    __tablename__ = "instrument_relations"
    __table_args__ = (
        UniqueConstraint("instrument_id", "other_id", "kind", name="uq_instrument_relations_said"),
        CheckConstraint("instrument_id <> other_id", name="other"),
        CheckConstraint(f"kind IN {RELATION_KINDS!r}", name="kind"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    instrument_id: UUID = Field(foreign_key="instruments.id")
    other_id: UUID = Field(foreign_key="instruments.id", index=True)
    kind: str = Field(sa_type=Text)
    effective_on: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class InstrumentFile(Table, table=True):
    """A file of an instrument. Its bytes are in the store, under their hash and this id. Never changed."""

    __tablename__ = "instrument_files"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    forum_id: UUID = Field(foreign_key="forums.id", index=True)
    instrument_id: UUID = Field(foreign_key="instruments.id", index=True)
    name: str = Field(sa_type=Text)
    content_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Text)
    is_public: bool
    uploaded_by: str = Field(sa_type=Text)
    uploaded_at: datetime = Field(sa_column=moment())
