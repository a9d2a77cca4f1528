"""What the API takes and gives for letters."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.words import Code, In, Line, Moment, Out, Prose, Yes
from services.mediation.cases.schemas import Day


class LetterIn(In):
    """A letter that came in: of a party of the case, or of a body by name."""

    number: Line
    dated: Day
    party_id: UUID | None = None
    body: Line | None = None
    subject: Line
    answers: UUID | None = None
    note: Prose | None = None


class CorrectionIn(In):
    """Why a letter of ours is corrected, and what the new one adds."""

    reason: Prose
    note: Prose | None = None


class WithdrawalIn(In):
    """Why a letter is withdrawn."""

    reason: Prose


class LetterOut(Out):
    """A letter. `direction` is `keluar` or `masuk`; `agenda` is our number of what came in.

    file_state          `menunggu` (being made), `siap`, `gagal`, or `tidak_ada`
    awaits_reply_until  the last day of the limit within which an answer was asked for
    answered_by         an act of the case, or `surat_masuk`
    """

    id: UUID
    direction: Literal["keluar", "masuk"]
    kind: str
    number: str
    agenda: str | None
    dated: date
    party_id: UUID | None
    correspondent: str
    subject: str
    act: str | None
    note: str | None
    file_state: Literal["menunggu", "siap", "gagal", "tidak_ada"]
    file_sha256: str | None
    file_size: int | None
    awaits_reply_until: date | None
    answered_at: Moment | None
    answered_by: str | None
    answers: UUID | None
    corrects: UUID | None
    withdrawn_at: Moment | None
    withdrawn_reason: str | None
    created_at: Moment


class LetterQuery(PageQuery):
    """Letters of a case, newest first."""

    sort: Literal["-created_at"] = "-created_at"
    direction: Literal["keluar", "masuk"] | None = None
    kind: Code | None = None
    unanswered: Yes | None = None
