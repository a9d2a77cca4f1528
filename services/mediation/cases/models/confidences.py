"""What is told in confidence: caucus notes of one party, and proposals between the parties."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field

from services.kit.ids import new_id
from services.mediation.cases.codes import NOTE_AUTHORS, PROPOSAL_STATES
from services.mediation.tables import Table, json_list_column, moment, texts


class CaucusNote(Table, table=True):
    """A note for one party and the mediator. The office does not read it, unless that party consents.

    mediator_subject   the mediator it was confided to; a later one needs the party's consent
    disclosed_to       `mediator_pengganti`, `petugas`, `para_pihak`, by the party's recorded consent
    """

    __tablename__ = "caucus_notes"
    __table_args__ = (CheckConstraint(f"author IN {NOTE_AUTHORS!r}", name="author"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    party_id: UUID = Field(foreign_key="parties.id", index=True)
    session_id: UUID | None = Field(default=None, foreign_key="sessions.id")
    mediator_subject: str | None = Field(default=None, sa_type=Text)
    author: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    disclosed_to: list[str] = Field(default_factory=list, sa_column=texts())
    # `[{"to", "by", "letter", "at"}]`, each consent as it was given.
    consents: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_list_column())
    created_at: datetime = Field(sa_column=moment(nullable=False))


class Proposal(Table, table=True):
    """A proposal or counter-proposal, for the disputants, the mediator and the office.

    It never leaves the case: a referral dossier holds none (the mediation's confidentiality, UU 30/1999
    Article 6, PERMA 1/2016, adopted as house rules).
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(f"state IN {PROPOSAL_STATES!r}", name="state"),
        UniqueConstraint("case_id", "number"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    number: int
    version: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    # Whose it is; the mediator's where it is null.
    party_id: UUID | None = Field(default=None, foreign_key="parties.id")
    # The proposal that this one counters.
    counters: UUID | None = Field(default=None, foreign_key="proposals.id")
    state: str = Field(default="terbuka", sa_type=Text)
    issues: list[str] = Field(default_factory=list, sa_column=texts())
    created_at: datetime = Field(sa_column=moment(nullable=False))
    updated_at: datetime = Field(sa_column=moment(nullable=False))


class ProposalVersion(Table, table=True):
    """What a proposal said in one version."""

    __tablename__ = "proposal_versions"

    proposal_id: UUID = Field(foreign_key="proposals.id", primary_key=True)
    version: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_column=moment(nullable=False))


class ProposalAnswer(Table, table=True):
    """What a party says of one version of a proposal."""

    __tablename__ = "proposal_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "version"], ["proposal_versions.proposal_id", "proposal_versions.version"]
        ),
    )

    proposal_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    party_id: UUID = Field(foreign_key="parties.id", primary_key=True)
    accepted: bool
    note: str | None = Field(default=None, sa_type=Text)
    said_at: datetime = Field(sa_column=moment(nullable=False))
