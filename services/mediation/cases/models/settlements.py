"""The agreement between the parties: its draft, who stands by it, and what it obliges to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import (
    OBLIGATION_STATES,
    OUTCOMES,
    REPORT_KINDS,
    SETTLEMENT_STATES,
    SIGNING_CAPACITIES,
)
from services.mediation.cases.models.letters import FILE_STATES
from services.mediation.tables import Table, json_list_column, json_object_column, moment, texts


class Settlement(Table, table=True):
    """The kesepakatan penyelesaian perselisihan of a case.

    version   of its text: an edit raises it and clears the initials
    dprd      `[{"dprd", "number", "date", "approved", "reason"}]`, each decision as it was recorded
    """

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint(f"state IN {SETTLEMENT_STATES!r}", name="state"),
        CheckConstraint(f"outcome IN {OUTCOMES!r}", name="outcome"),
        UniqueConstraint("case_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    state: str = Field(default="draf", sa_type=Text)
    outcome: str | None = Field(default=None, sa_type=Text)
    dprd: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    dprd_approved: bool = False
    opened_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))
    # Since when it holds: signed by all, and approved where a DPRD must.
    effective_at: datetime | None = Field(default=None, sa_column=moment())


class SettlementClause(Table, table=True):
    """One clause, with the issues it settles and whether a DPRD must approve (PP 28/2018 Article 6)."""

    __tablename__ = "settlement_clauses"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    settlement_id: UUID = Field(foreign_key="settlements.id", index=True)
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    position: int
    title: str | None = Field(default=None, sa_type=Text)
    text: str = Field(sa_type=Text)
    issues: list[str] = Field(default_factory=list, sa_column=texts())
    burdens_public: bool = False
    not_in_apbd: bool = False
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Initial(Table, table=True):
    """A party's initials on the present text."""

    __tablename__ = "settlement_initials"

    settlement_id: UUID = Field(foreign_key="settlements.id", primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    letter: str | None = Field(default=None, sa_type=Text)
    made_at: datetime = Field(sa_column=moment(nullable=False))


class Signature(Table, table=True):
    """A party's signature: by its head, or by a representative whose surat kuasa allows it."""

    __tablename__ = "settlement_signatures"
    __table_args__ = (
        CheckConstraint(f"capacity IN {SIGNING_CAPACITIES!r}", name="capacity"),
        CheckConstraint("(capacity = 'kuasa') = (representative_id IS NOT NULL)", name="kuasa"),
    )

    settlement_id: UUID = Field(foreign_key="settlements.id", primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    capacity: str = Field(sa_type=Text)
    representative_id: UUID | None = Field(default=None, foreign_key="representatives.id")
    name: str = Field(sa_type=Text)
    position: str | None = Field(default=None, sa_type=Text)
    letter: str | None = Field(default=None, sa_type=Text)
    signed_at: datetime = Field(sa_column=moment(nullable=False))


class SigningRefusal(Table, table=True):
    """That a party will not sign the present text, and why. It stands until the party signs after all."""

    __tablename__ = "settlement_refusals"

    settlement_id: UUID = Field(foreign_key="settlements.id", primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    reason: str = Field(sa_type=Text)
    letter: str | None = Field(default=None, sa_type=Text)
    refused_at: datetime = Field(sa_column=moment(nullable=False))


class SettlementPaper(Table, table=True):
    """The paper of a text that all have signed: made once, and served as it was made.

    text    the version of the text; one that a DPRD refused keeps its paper, and a later text has its own
    data    what it says, as its template takes it
    """

    __tablename__ = "settlement_papers"
    __table_args__ = (
        UniqueConstraint("settlement_id", "text"),
        CheckConstraint(f"file_state IN {FILE_STATES!r}", name="file_state"),
        CheckConstraint("(file_state = 'siap') = (file_sha256 IS NOT NULL)", name="file"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    settlement_id: UUID = Field(foreign_key="settlements.id")
    text: int = Field(sa_type=BigInteger)
    data: dict[str, Any] = Field(sa_column=json_object_column())
    file_state: str = Field(sa_type=Text)
    file_sha256: str | None = Field(default=None, sa_type=Text)
    file_size: int | None = Field(default=None, sa_type=BigInteger)
    composed_at: datetime = Field(sa_column=moment(nullable=False))


class Obligation(Table, table=True):
    """What a party owes by a clause, until when, and what became of it."""

    __tablename__ = "obligations"
    __table_args__ = (CheckConstraint(f"state IN {OBLIGATION_STATES!r}", name="state"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    settlement_id: UUID = Field(foreign_key="settlements.id", index=True)
    clause_id: UUID = Field(foreign_key="settlement_clauses.id")
    party_id: UUID = Field(foreign_key="parties.id")
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    text: str = Field(sa_type=Text)
    due_on: date = Field(sa_type=Date)
    state: str = Field(default="berjalan", sa_type=Text)
    breached_at: datetime | None = Field(default=None, sa_column=moment())
    repaired_at: datetime | None = Field(default=None, sa_column=moment())
    fulfilled_at: datetime | None = Field(default=None, sa_column=moment())


class ObligationReport(Table, table=True):
    """A quarterly report, a verification, a breach, its repair, or that it was given up as not kept.

    proof             `[{"what", "sha256"}]`
    party_statement   what the party that owed it said to its being given up
    """

    __tablename__ = "obligation_reports"
    __table_args__ = (CheckConstraint(f"kind IN {REPORT_KINDS!r}", name="kind"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    obligation_id: UUID = Field(foreign_key="obligations.id", index=True)
    kind: str = Field(sa_type=Text)
    # A quarter of a year, `2026-T1` to `2026-T4`.
    quarter: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    fulfilled: bool | None = None
    party_statement: str | None = Field(default=None, sa_type=Text)
    due_on: date | None = Field(default=None, sa_type=Date)
    proof: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    letter: str | None = Field(default=None, sa_type=Text)
    made_at: datetime = Field(sa_column=moment(nullable=False))
