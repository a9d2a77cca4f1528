"""What the API takes and gives about personal data."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import Code, In, Line, Moment, Out, Prose
from services.mediation.cases.schemas import Instant, Said
from services.mediation.personal_data.matching import SHORTEST

Kind = Literal["salinan", "perbaikan", "penghapusan"]
RequestState = Literal["diterima", "dijawab", "ditolak"]
Mark = Literal["V", "V2", "U"]
# What is compared without spaces at its ends.
Name = Annotated[str, Field(max_length=500, pattern=rf"\S.{{{SHORTEST - 2},}}\S")]


class RequestIn(In):
    """What somebody asks of their own data: a copy, its correction, or its erasure.

    `identifiers` are by what else they are found: an e-mail address, a telephone number, an account. They
    are asked for in a body, never in an address.
    """

    kind: Kind
    person_name: Name
    identifiers: Annotated[list[Name], Field(max_length=20, default_factory=list)]
    contact: Line | None = None
    received_at: Instant | None = None


class RequestOut(Out):
    """A request. It is to be answered by `due_at`, `hours` after it was received."""

    id: UUID
    version: int
    kind: Kind
    person_name: str
    identifiers: list[str]
    contact: str | None
    received_at: Moment
    hours: int
    due_at: Moment
    citation: str
    mark: Mark
    needs_verification: bool
    overdue: bool
    state: RequestState
    recorded_by: str
    created_at: Moment
    identity_note: str | None
    identity_checked_by: str | None
    identity_checked_at: Moment | None
    handled_by: str | None
    handled_at: Moment | None
    outcome: dict[str, int] | None
    answer: str | None
    closed_by: str | None
    closed_at: Moment | None


class RequestQuery(PageQuery):
    """Requests, what is due first first."""

    sort: Literal["due_at"] = "due_at"
    state: RequestState | None = None


class IdentityIn(In):
    """How it was made sure that who asks is who they say: which paper was seen, by whom."""

    note: Prose


class AnswerIn(In):
    """What was answered."""

    answer: Prose


class RefusalIn(In):
    """Why a request is refused."""

    reason: Prose


class NothingIn(In):
    """Nothing needs to be said with it."""


class CaseOfPersonOut(Out):
    """A case in which somebody stands."""

    id: UUID
    number: str
    state: str


class HeldOut(Out):
    """One place where somebody stands, and what is held there; `row` names it in a correction or an erasure.

    by_name_alone   nothing but the name says that it is theirs: it may be a namesake's
    """

    table: str
    row: str
    activity: str
    case: CaseOfPersonOut | None
    data: dict[str, Any]
    by_name_alone: bool


class AccountOut(Out):
    """How often an account stands in a column as who acted."""

    table: str
    column: str
    rows: int


class ExportOut(Out):
    """All that is held of a person by exact match, and where free text was not searched."""

    request: UUID
    made_at: Moment
    items: list[HeldOut]
    accounts: list[AccountOut]
    not_searched: list[str]


class CorrectionIn(In):
    """One field of one place, as the export names it, and what it should be."""

    table: Code
    row: Line
    field: Code
    value: Line


class CorrectionsIn(In):
    """What is to be corrected."""

    changes: Annotated[list[CorrectionIn], Field(min_length=1, max_length=50)]


class RowIn(In):
    """One place, as the export names it."""

    table: Code
    row: Line


class ErasureIn(In):
    """Which places to erase: all that are found, unless rows are named. 409 tells when they must be."""

    rows: Annotated[list[RowIn] | None, Field(min_length=1, max_length=200)] = None


class CorrectedOut(Out):
    """What is held now."""

    items: list[HeldOut]


class DutyOut(Out):
    """Why something is kept, and by which rule."""

    reason: Said
    citation: str
    mark: Mark
    needs_verification: bool


class ErasedOut(Out):
    """One place: erased, or kept for a duty."""

    table: str
    row: str
    case: CaseOfPersonOut | None
    outcome: Literal["dihapus", "dipertahankan"]
    duty: DutyOut | None


class ErasureOut(Out):
    """What was erased, and what is kept and why."""

    items: list[ErasedOut]


class ColumnOut(Out):
    """A column that holds personal data: of people (searched), accounts, copies or prose."""

    table: str
    column: str
    kind: Literal["people", "accounts", "copies", "prose"]
    searched: bool


class ActivityOut(Out):
    """One activity of processing. `citation` null: the platform's own rule, not a law."""

    code: str
    purpose: Said
    subjects: Said
    basis: Said
    citation: str | None
    mark: Mark | None
    needs_verification: bool
    retention: Said
    recipients: Said
    columns: list[ColumnOut]


class ProcessingOut(Out):
    """The record of processing (UU 27/2022 Article 31)."""

    citation: str
    mark: Mark
    generated_at: datetime
    items: list[ActivityOut]
