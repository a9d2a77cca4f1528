"""What the API takes and gives for settlements."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Line, Moment, Out, Prose, never_null
from services.mediation.cases.schemas import Day, RegionCode

Issues = Annotated[list[UUID], Field(max_length=50)]


class DraftingIn(In):
    """Drafting may begin with a note."""

    reason: Prose | None = None


class ClausePatch(In):
    """What may change of a clause."""

    title: Line | None = None
    text: Prose | None = None
    issues: Issues | None = None
    burdens_public: bool | None = None
    not_in_apbd: bool | None = None

    _given = never_null("text", "issues", "burdens_public", "not_in_apbd")


class ClauseIn(In):
    """A clause: which issues it settles; whether it burdens the public, or is not in the APBD."""

    title: Line | None = None
    text: Prose
    issues: Annotated[Issues, Field(default_factory=list)]
    burdens_public: bool = False
    not_in_apbd: bool = False


class ObligationIn(In):
    """What a party will owe by a clause, until when; it is part of the draft."""

    clause_id: UUID
    party_id: UUID
    text: Prose
    due_on: Day


class InitialIn(In):
    """A party's initials on the text that `If-Match` names. The office names party and letter."""

    party_id: UUID | None = None
    letter: Line | None = None


class SubmissionIn(In):
    """Whether all mediated issues are settled (`penuh`), or some (`sebagian`)."""

    outcome: Literal["penuh", "sebagian"]


class HeadOfParty(In):
    """The head of region or chair of the forum who signs."""

    name: Line
    position: Line


class SignatureIn(In):
    """Who signs: `head`, or a representative by surat kuasa. The office names party and letter."""

    party_id: UUID | None = None
    representative_id: UUID | None = None
    head: HeadOfParty | None = None
    letter: Line | None = None


class SigningRefusalIn(In):
    """Why a party will not sign this text. The office names party and letter."""

    reason: Prose
    party_id: UUID | None = None
    letter: Line | None = None


class RedraftingIn(In):
    """Why the text is drafted anew."""

    reason: Prose


class DprdApproval(In):
    """A DPRD's approval, for the party on whose region its text lays a burden: a forum's DPRD is that of a
    member, which `region_code` may name. Where one party is burdened alone, it need not be named.
    """

    dprd: Line
    number: Line
    date: Day
    party_id: UUID | None = None
    region_code: RegionCode | None = None


class DprdApprovalIn(In):
    """Approvals of DPRDs concerned. The settlement holds once that of each burdened party is recorded."""

    approvals: Annotated[list[DprdApproval], Field(min_length=1, max_length=50)]


class DprdRefusalIn(In):
    """A DPRD's refusal: the draft is opened again."""

    dprd: Line
    number: Line | None = None
    date: Day
    reason: Prose


class ClauseOut(Out):
    """A clause of the present text."""

    id: UUID
    version: int
    position: int
    title: str | None
    text: str
    issues: list[UUID]
    burdens_public: bool
    not_in_apbd: bool


class DraftObligationOut(Out):
    """An obligation as the settlement names it; what became of it stands in `obligations`."""

    id: UUID
    version: int
    clause_id: UUID
    party_id: UUID
    text: str
    due_on: date
    state: str


class InitialOut(Out):
    """A party's initials."""

    party_id: UUID
    letter: str | None
    made_at: Moment


class SignatureOut(Out):
    """A party's signature."""

    party_id: UUID
    capacity: Literal["kepala", "kuasa"]
    representative_id: UUID | None
    name: str
    position: str | None
    letter: str | None
    signed_at: Moment


class SigningRefusalOut(Out):
    """That a party will not sign the present text."""

    party_id: UUID
    reason: str
    letter: str | None
    refused_at: Moment


class DprdOut(Out):
    """What a DPRD decided, on which version of the text, and for which party."""

    dprd: str
    number: str | None
    date: date
    approved: bool
    reason: str | None
    text: int | None = None
    party_id: UUID | None = None
    region_code: str | None = None


class AddendumClause(Out):
    """A clause as an addendum would carry it."""

    position: int
    title: str | None
    text: str


class AddendumOut(Out):
    """What the forum may register: an addendum to its instrument. Nothing is written to the registry."""

    instrument_id: UUID
    kind: Literal["adendum"]
    title: str
    clauses: list[AddendumClause]


class SettlementOut(Out):
    """The settlement; `version` is that of its text. `dprd_needed`: PP 28/2018 Article 6.

    text_sha256     of what is agreed: its clauses in order, then its obligations, as the paper prints it
    file_state      of its paper: `rancangan` until all have signed, then `menunggu`, `siap` or `gagal`;
                    `tidak_ada` once it was erased
    file_sha256     of the bytes of the signed paper, which never change
    """

    id: UUID
    version: int
    state: Literal["draf", "berparaf", "diajukan", "ditandatangani", "berlaku"]
    outcome: Literal["penuh", "sebagian"] | None
    clauses: list[ClauseOut]
    obligations: list[DraftObligationOut]
    initials: list[InitialOut]
    signatures: list[SignatureOut]
    refusals: list[SigningRefusalOut]
    text_sha256: str
    file_state: Literal["rancangan", "menunggu", "siap", "gagal", "tidak_ada"]
    file_sha256: str | None
    file_size: int | None
    dprd_needed: bool
    dprd_approved: bool
    dprd_awaited: Annotated[
        list[UUID], Field(description="Pihak yang DPRD-nya belum menyetujui / whose DPRD is awaited.")
    ]
    dprd: list[DprdOut]
    addenda: Annotated[
        list[AddendumOut], Field(description="Usul adendum / proposed addenda, once it holds.")
    ]
    opened_at: Moment
    updated_at: Moment
    effective_at: Moment | None
