"""The tables of imports: what was sent, what is to be done, and what came of each row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.tables import Table

# The name of the job, as the door enqueues it and the worker knows it.
TASK = "registry.bulk-import"
KINDS = ("forums", "members", "instruments")
FORMATS = ("csv", "xlsx")
WAITING, RUNNING, DONE, FAILED, CANCELLED = "menunggu", "berjalan", "selesai", "gagal", "dibatalkan"
STATES = (WAITING, RUNNING, DONE, FAILED, CANCELLED)
CREATED, UNCHANGED, REFUSED = "dibuat", "sudah_ada", "ditolak"
OUTCOMES = (CREATED, UNCHANGED, REFUSED)


def _moment(*, nullable: bool) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def _count() -> Column[int]:
    return Column(Integer, nullable=False, server_default="0")


class BulkImport(Table, table=True):
    """One file sent by one actor, and how far it is. Every step locks this row first."""

    __tablename__ = "bulk_imports"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"format IN {FORMATS!r}", name="format"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        Index(None, "who", "state"),
        Index("ix_bulk_imports_held", "finished_at", postgresql_where=text("holds_upload")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    kind: str = Field(sa_type=Text)
    format: str = Field(sa_type=Text)
    dry_run: bool
    state: str = Field(default=WAITING, sa_type=Text)
    who: str = Field(sa_type=Text)
    # {"subject", "roles", "scopes", "bindings"}: each row is judged as whom it was sent by.
    actor: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    # The forums that the actor speaks for; all who speak for one of them see the import.
    forums: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    size_bytes: int
    sha256: str = Field(sa_type=Text)
    # Null until the file has been read.
    rows: int | None = Field(default=None)
    # Number of the last row that was judged, as the file counts.
    cursor: int = Field(default=0, sa_column=_count())
    created: int = Field(default=0, sa_column=_count())
    unchanged: int = Field(default=0, sa_column=_count())
    refused: int = Field(default=0, sa_column=_count())
    # {"code", "detail": {"id", "en"}} where the file as a whole cannot be taken.
    problem: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    holds_upload: bool = True
    created_at: datetime = Field(sa_column=_moment(nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    finished_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True))


class BulkImportChunk(Table, table=True):
    """A piece of the file, until its rows have been read."""

    __tablename__ = "bulk_import_chunks"

    import_id: UUID = Field(primary_key=True, foreign_key="bulk_imports.id")
    position: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class BulkImportRow(Table, table=True):
    """A row of the file, and, once it is judged, what came of it."""

    __tablename__ = "bulk_import_rows"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES!r}", name="outcome"),
        Index(None, "import_id", "outcome", "number"),
        Index("ix_bulk_import_rows_key", "import_id", "key", postgresql_where=text("outcome = 'dibuat'")),
    )

    import_id: UUID = Field(primary_key=True, foreign_key="bulk_imports.id")
    # The first row of a file is its header, number 1.
    number: int = Field(primary_key=True)
    # {column: text}, null where nothing is said; forgotten some days after the end.
    cells: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    outcome: str | None = Field(default=None, sa_type=Text)
    key: str | None = Field(default=None, sa_type=Text)
    made_id: UUID | None = Field(default=None)
    # [{"column", "pointer", "code", "detail": {"id", "en"}}]
    problems: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
