"""Letters in and out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Text, text
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.tables import Table, json_object_column, moment

DIRECTIONS = ("keluar", "masuk")
# Of the file of a letter: to be rendered, there, given up; an incoming letter has none of ours.
FILE_STATES = ("menunggu", "siap", "gagal", "tidak_ada")


class LetterCounter(Table, table=True):
    """The last number given to letters of a direction in a year; locked until the act commits."""

    __tablename__ = "letter_counters"

    direction: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True)
    last: int


class Letter(Table, table=True):
    """A letter to or from a party, or a body that is none. It is never removed: withdrawn or corrected.

    number       ours, or as it stands on what came in; `agenda` is then our own number
    data         what it says, as the template takes it
    awaits       the code of the clock within which an answer is awaited, and until when
    answered_by  an act, where no letter was the answer
    confided     about a caucus: for its party, the mediator and the office alone
    file_id      of the scan of a letter that came in, which names its bytes; a letter of ours does so itself
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(f"direction IN {DIRECTIONS!r}", name="direction"),
        CheckConstraint(f"file_state IN {FILE_STATES!r}", name="file_state"),
        CheckConstraint("(file_state = 'siap') = (file_sha256 IS NOT NULL)", name="file"),
        CheckConstraint("(file_id IS NULL) = (file_type IS NULL)", name="scan"),
        CheckConstraint("(awaits IS NULL) = (awaits_reply_until IS NULL)", name="awaits"),
        CheckConstraint("(direction = 'masuk') = (agenda IS NOT NULL)", name="agenda"),
        Index("ix_letters_case", "case_id", "id"),
        Index("uq_letters_number", "number", unique=True, postgresql_where="direction = 'keluar'"),
        Index("uq_letters_agenda", "agenda", unique=True),
        Index("ix_letters_file", "file_id", postgresql_where="file_id IS NOT NULL"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    direction: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    number: str = Field(sa_type=Text)
    agenda: str | None = Field(default=None, sa_type=Text)
    dated: date = Field(sa_column=Column(Date, nullable=False))
    party_id: UUID | None = Field(default=None, foreign_key="parties.id", index=True)
    # Whom it is to or from, by name: a party's, or that of a body.
    correspondent: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    # For the office alone.
    internal: bool = False
    confided: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    act: str | None = Field(default=None, sa_type=Text)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=json_object_column())
    note: str | None = Field(default=None, sa_type=Text)
    file_state: str = Field(sa_type=Text)
    file_id: UUID | None = None
    file_type: str | None = Field(default=None, sa_type=Text)
    file_sha256: str | None = Field(default=None, sa_type=Text)
    file_size: int | None = Field(default=None, sa_type=BigInteger)
    awaits: str | None = Field(default=None, sa_type=Text)
    awaits_reply_until: date | None = Field(default=None, sa_type=Date)
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    answered_by: str | None = Field(default=None, sa_type=Text)
    answers: UUID | None = Field(default=None, foreign_key="letters.id", index=True)
    corrects: UUID | None = Field(default=None, foreign_key="letters.id", index=True)
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment())
    withdrawn_reason: str | None = Field(default=None, sa_type=Text)
    created_by: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_column=moment(nullable=False))
