"""What the API takes and gives for referrals."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.words import Code, In, Line, Moment, Out, Prose
from services.mediation.cases.schemas import Day, Said

Outcome = Literal["ditangani", "diselesaikan", "dikembalikan", "tidak_berwenang"]


class DossierIn(In):
    """To which of the proposed authorities, where they are several; and a neutral note for it.

    An issue that came back may go to any authority.
    """

    body: Code | None = None
    statement: Prose | None = None


class ReferralIn(In):
    """Why it is passed on, and to whom where dossiers for several were composed."""

    reason: Prose
    body: Code | None = None


class ReceiptIn(In):
    """Under which number the addressee received it, and when. `body` says who, where several may."""

    number: Line
    received_on: Day
    body: Code | None = None


class ReplyIn(In):
    """The addressee's letter, and what it means. `body` says whose it is, where several may answer."""

    number: Line
    dated: Day
    outcome: Outcome
    note: Prose | None = None
    body: Code | None = None


class CorrectedReplyIn(In):
    """What the addressee's letter says in truth."""

    number: Line
    dated: Day
    outcome: Outcome
    note: Prose | None = None


class ReplyCorrectionIn(In):
    """Which recorded answer was wrong, by its position from 1, and why; what stands in its place, if any."""

    reply: Annotated[StrictInt, Field(ge=1, le=10_000)]
    reason: Prose
    corrected: CorrectedReplyIn | None = None
    body: Code | None = None


class ReferralQuery(In):
    """Whose dossier, where there are several: without it the newest."""

    body: Code | None = None


class AddresseeOut(Out):
    """The proposed authority, by which rule, how sure that is, and what the law leaves open."""

    body: str
    province: str | None
    name: Said
    citation: str
    mark: str
    needs_verification: bool
    gap: Said | None


class ReplyOut(Out):
    """What the addressee said; `by` is who recorded it.

    letter_id           the letter that came in with it
    superseded_by       the position of the answer that stands in its place, where there is one
    """

    position: int
    number: str
    dated: date
    outcome: Outcome
    note: str | None
    at: Moment
    by: Literal["petugas", "instansi_tujuan"]
    letter_id: UUID | None
    superseded_at: Moment | None
    superseded_reason: str | None
    superseded_by: int | None


class AttachmentOut(Out):
    """A document that every party may read, in its version of the day the dossier was composed."""

    document: UUID
    name: str
    confidentiality: Literal["para_pihak", "publik"]
    version: int
    content_type: str
    size: int
    sha256: str
    on: date
    day: str


class DossierOut(Out):
    """What the dossier tells. Neither proposals nor offers nor what was said apart are in it.

    documents       letters in and out, but for those about what was said apart
    attachments     documents that all parties may read; editions of before name none
    """

    office: dict[str, str]
    demo: bool
    number: str
    subject: str
    dated: str
    addressee: dict[str, Any]
    case: dict[str, Any]
    parties: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    chronology: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    attachments: Annotated[list[AttachmentOut], Field(default_factory=list)]
    statement: str | None


class ReferralOut(Out):
    """The newest edition of an addressee's dossier, and what became of it.

    outcome     that of the newest answer which stands
    """

    id: UUID
    edition: int
    addressee: AddresseeOut
    issues: list[UUID]
    dossier: DossierOut
    file_state: Literal["menunggu", "siap", "gagal", "tidak_ada"]
    file_sha256: str | None
    file_size: int | None
    composed_at: Moment
    sent_at: Moment | None
    letter_id: UUID | None
    receipt_number: str | None
    received_on: date | None
    replies: list[ReplyOut]
    outcome: Outcome | None
