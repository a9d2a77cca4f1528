"""What the API gives for instruments."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class ExtensionOut(Out):
    """A decision to extend the term."""

    decided_on: str | None
    until: str
    number: str | None
    note: str | None


class SignerOut(Out):
    """Who signs for a party, and on which authority."""

    name: str | None
    office: str | None
    basis: Literal["kepala_daerah", "surat_kuasa", "ad_art"]
    basis_document: str | None
    signature: Literal["basah", "elektronik"] | None


class PartyOut(Out):
    """A party: a region by code, or another by name; `number` is the one it gave the instrument."""

    region_code: str | None
    name: str | None
    number: str | None
    signer: SignerOut | None
    rights: str | None
    duties: str | None


class DisputeStepOut(Out):
    """A step towards settling a dispute, with its limit in calendar or working days."""

    act: str
    days: int | None
    day_kind: Literal["kalender", "kerja"] | None


class DisputeClauseOut(Out):
    """How the parties settle disputes; `forum` is where at last."""

    steps: list[DisputeStepOut]
    forum: str | None
    text: str | None


class ApprovalOut(Out):
    """Whether one region's DPRD must approve, and what it decided."""

    region_code: str
    needed: bool
    why: str | None
    letter_number: str | None
    letter_on: str | None
    decision: Literal["disetujui", "ditolak"] | None
    decision_number: str | None
    decided_on: str | None


class RelationOut(Out):
    """What this instrument does to another (`keluar`), or another to this one (`masuk`)."""

    id: UUID
    kind: Literal["implements", "replaces", "amends", "ends"]
    direction: Literal["keluar", "masuk"]
    instrument_id: UUID
    title: str
    effective_on: str | None
    note: str | None


class AnalysisOut(Out):
    """What the register tells of an instrument from all rows of its forum, whatever the day it is.

    `starts_on` and `closes_on` are the first and the last day it may be in force; null where unknown.
    `awaits_agreement`: of a kind that a PKS carries out. `calls_for_secretariat`: PP 28/2018 Pasal 7.
    """

    instrument_id: UUID
    document_kind: str | None
    cooperation_kind: str | None
    nature: str | None
    pattern: str | None
    urusan: list[str]
    signed_on: str | None
    starts_on: date | None
    closes_on: date | None
    party_codes: list[str]
    lacks_approval: bool
    awaits_agreement: bool
    has_agreement: bool
    is_followed_up: bool
    calls_for_secretariat: bool


class FileOut(Out):
    """A file of an instrument: size in bytes, SHA-256 in hexadecimal."""

    id: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    is_public: bool
    uploaded_at: datetime


class InstrumentOut(RowOut):
    """A legal instrument. `numbers` keeps the order of the source; a joint decree bears several.

    `expires_on` is the last day of the term, with its latest extension; null where none is known.
    """

    type: str | None
    document_kind: str | None
    cooperation_kind: str | None
    nature: str | None
    pattern: str | None
    numbers: list[str]
    title: str
    objects: list[str]
    scope: str | None
    purpose: str | None
    place_codes: list[str]
    urusan: list[str]
    is_continuous: bool | None
    signed_on: str | None
    signed_place: str | None
    signatories: list[str]
    in_force_from: str | None
    in_force_to: str | None
    extensions: list[ExtensionOut]
    ended_on: str | None
    end_reason: str | None
    end_note: str | None
    parent_id: UUID | None
    parties: list[PartyOut]
    sanctions: str | None
    force_majeure: str | None
    dispute_clause: DisputeClauseOut | None
    approvals: list[ApprovalOut]
    note: str | None
    regulation_id: str | None
    expires_on: date | None
    relations: list[RelationOut]
    # The public ones.
    files: list[FileOut]
