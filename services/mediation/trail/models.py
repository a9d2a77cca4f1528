"""The chain, and beside it what its hashes stand for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, LargeBinary, Text
from sqlmodel import Field

from services.mediation.tables import Table, json_object_column, moment


class TrailEntry(Table, table=True):
    """One act on a case. Written by the function `append_trail` alone; never changed.

    It holds ids, codes and salted hashes, never a name or a text. `refs` is JSON text with sorted keys.
    """

    __tablename__ = "trail_entries"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint("act ~ '^[a-z]+(-[a-z]+)*$'", name="act"),
        CheckConstraint("octet_length(hash) = 32 AND octet_length(previous) = 32", name="hash"),
    )

    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    seq: int = Field(primary_key=True)
    # When the act was, as the application says; and when the database wrote it down.
    acted_at: datetime = Field(sa_column=moment(nullable=False))
    recorded_at: datetime = Field(sa_column=moment(nullable=False))
    act: str = Field(sa_type=Text)
    refs: str = Field(sa_type=Text)
    actor_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    previous: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class TrailDetail(Table, table=True):
    """Who acted and what was said, with the salt of their hashes. It can be erased; the chain stays valid."""

    __tablename__ = "trail_details"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "seq"], ["trail_entries.case_id", "trail_entries.seq"]),
    )

    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    actor: str | None = Field(default=None, sa_type=Text)
    content: dict[str, Any] | None = Field(default=None, sa_column=json_object_column(nullable=True))
    erased_at: datetime | None = Field(default=None, sa_column=moment())


class TrailRoot(Table, table=True):
    """A signed Merkle root over the heads of all chains. Never changed; a file holds it and its leaves.

    statement   a JWS (compact, ES256): what was found when, and the SHA-256 of the statement before it
    """

    __tablename__ = "trail_roots"
    __table_args__ = (CheckConstraint("octet_length(root) = 32", name="root"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # The legal day on which it was taken.
    day: date = Field(sa_column=Column(Date, nullable=False, index=True))
    taken_at: datetime = Field(sa_column=moment(nullable=False))
    cases: int
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    statement: str = Field(sa_type=Text)
