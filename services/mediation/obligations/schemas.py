"""What the API takes and gives for obligations."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Line, Moment, Out, Prose
from services.mediation.cases.schemas import Day

Quarter = Annotated[str, Field(pattern=r"^20[0-9]{2}-T[1-4]$", examples=["2026-T4"])]


class Proof(In):
    """A proof: what it is, and the SHA-256 of the file where there is one."""

    what: Line
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class ReportIn(In):
    """A quarterly report of who owes; `fulfilled` says that it is done. The office names the letter."""

    text: Prose
    quarter: Quarter | None = None
    fulfilled: bool = False
    proof: Annotated[list[Proof], Field(max_length=50, default_factory=list)]
    letter: Line | None = None


class VerificationIn(In):
    """What the officer found."""

    fulfilled: bool
    note: Prose


class BreachIn(In):
    """Why the obligation counts as broken."""

    reason: Prose


class RepairIn(In):
    """How a broken obligation is made good, and until when."""

    agreed: Prose
    due_on: Day


class FailureIn(In):
    """Why a broken obligation will not be kept any more, and what the party that owed it says to that."""

    reason: Prose
    party_statement: Prose | None = None


class ProofOut(Out):
    """A proof."""

    what: str
    sha256: str | None


class ReportOut(Out):
    """A report, a verification, a breach, its repair, or that it was given up as not kept."""

    id: UUID
    kind: Literal["laporan", "verifikasi", "pelanggaran", "perbaikan", "tidak_dipenuhi"]
    quarter: str
    text: str
    fulfilled: bool | None
    party_statement: str | None
    due_on: date | None
    proof: list[ProofOut]
    letter: str | None
    made_at: Moment


class ObligationOut(Out):
    """An obligation and its compliance; `missing_quarters` are those past without a report."""

    id: UUID
    version: int
    clause_id: UUID
    party_id: UUID
    party: str
    text: str
    due_on: date
    days_left: Annotated[int, Field(description="Negatif bila lewat / negative when past, in days.")]
    overdue: bool
    state: Literal["berjalan", "dilaporkan", "terpenuhi", "dilanggar", "diperbaiki", "tidak_dipenuhi"]
    breached_at: Moment | None
    repaired_at: Moment | None
    fulfilled_at: Moment | None
    missing_quarters: list[str]
    reports: list[ReportOut]
