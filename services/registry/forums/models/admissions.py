"""The tables of admissions to this simpul."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, func, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.registry.forums.models.root import moment, nullable_object, texts
from services.registry.tables import Table

ADMISSION_STATES = ("diajukan", "disetujui", "ditolak", "keluar", "ditarik")
_STANDS = text("state IN ('diajukan', 'disetujui')")


class Admission(Table, table=True):
    """An application to belong to this simpul, and what became of it: of a forum, or of a body by name."""

    __tablename__ = "admissions"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(forum_id IS NULL) <> (name IS NULL)", name="applicant"),
        CheckConstraint(f"state IN {ADMISSION_STATES!r}", name="state"),
        # One that is open or approved per forum, and per name.
        Index("uq_admissions_forum", "forum_id", unique=True, postgresql_where=_STANDS),
        Index("uq_admissions_name", func.lower(text("name")), unique=True, postgresql_where=_STANDS),
        Index(None, "applied_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, sa_type=BigInteger)
    number: str = Field(sa_type=Text)
    forum_id: UUID | None = Field(default=None, foreign_key="forums.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)
    need: str = Field(sa_type=Text)
    benefit: str = Field(sa_type=Text)
    design: str = Field(sa_type=Text)
    functions_shared: list[str] = Field(default_factory=list, sa_column=texts())
    functions_delegated: list[str] = Field(default_factory=list, sa_column=texts())
    code_of_conduct_edition: int | None = Field(default=None, foreign_key="codes_of_conduct.edition")
    # {"number", "dated_on"}: what came to the secretariat, where it applies on somebody's behalf.
    letter: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    note: str | None = Field(default=None, sa_type=Text)
    applied_by: str = Field(sa_type=Text)
    applied_at: datetime = Field(sa_column=moment())
    # {"outcome", "reason", "functions_shared", "functions_delegated", "on", "by"}
    decision: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # {"reason", "on", "by"}
    departure: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    # {"reason", "on", "by"}
    withdrawal: dict[str, Any] | None = Field(default=None, sa_column=nullable_object())
    updated_at: datetime = Field(sa_column=moment())


class AdmissionCounter(Table, table=True):
    """The last number given in a year. A row that the giving transaction holds, so that none is lost."""

    __tablename__ = "admission_counters"

    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    last: int
