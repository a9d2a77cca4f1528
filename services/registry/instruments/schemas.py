"""What the API takes for instruments."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.problems import InvalidValue
from services.kit.sources import Mark
from services.kit.words import Code, Codes, EndsWithinDays, In, Line, Out, PlainDay, Prose, Yes, never_null
from services.registry.forums.schemas.instruments import InstrumentOut
from services.registry.forums.schemas.words import RegionCode, RowPatch

Lines = Annotated[list[Line], Field(max_length=100)]


class ExtensionIn(In):
    """A decision to extend the term."""

    decided_on: PartialDate | None = None
    until: PartialDate
    number: Line | None = None
    note: Prose | None = None


class SignerIn(In):
    """Who signs for a party, and on which authority."""

    name: Line | None = None
    office: Line | None = None
    basis: Literal["kepala_daerah", "surat_kuasa", "ad_art"]
    basis_document: Line | None = None
    signature: Literal["basah", "elektronik"] | None = None


class PartyIn(In):
    """A party: a region by code, or another by name. Its number is null where it is not known whose it is."""

    region_code: RegionCode | None = None
    name: Line | None = None
    number: Line | None = None
    signer: SignerIn | None = None
    rights: Prose | None = None
    duties: Prose | None = None


class DisputeStepIn(In):
    """A step towards settling a dispute, with its limit in calendar or working days."""

    act: Line
    days: Annotated[int, Field(ge=1, le=3650, strict=True)] | None = None
    day_kind: Literal["kalender", "kerja"] | None = None


class DisputeClauseIn(In):
    """How the parties settle disputes; `forum` is where at last."""

    steps: Annotated[list[DisputeStepIn], Field(max_length=50)] = Field(default_factory=list)
    forum: Line | None = None
    text: Prose | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "DisputeClauseIn":
        if not self.steps and self.forum is None and self.text is None:
            raise InvalidValue(
                "empty-clause",
                Text(
                    "Isi sedikitnya satu: steps, forum, atau text.",
                    "Give at least one: steps, forum or text.",
                ),
            )
        return self


class ApprovalIn(In):
    """Whether one region's DPRD must approve, and what it decided."""

    region_code: RegionCode
    needed: StrictBool
    why: Prose | None = None
    letter_number: Line | None = None
    letter_on: PartialDate | None = None
    decision: Literal["disetujui", "ditolak"] | None = None
    decision_number: Line | None = None
    decided_on: PartialDate | None = None


class InstrumentPatch(RowPatch):
    """The fields of an instrument that a write may change."""

    type: Code | None = None
    document_kind: Code | None = None
    cooperation_kind: Code | None = None
    nature: Code | None = None
    pattern: Code | None = None
    numbers: Lines | None = None
    title: Line | None = None
    objects: Lines | None = None
    scope: Prose | None = None
    purpose: Prose | None = None
    place_codes: Annotated[Codes, Field(examples=[["34.04"]])] | None = None
    urusan: Codes | None = None
    is_continuous: StrictBool | None = None
    signed_on: PartialDate | None = None
    signed_place: Line | None = None
    signatories: Lines | None = None
    in_force_from: PartialDate | None = None
    in_force_to: PartialDate | None = None
    extensions: Annotated[list[ExtensionIn], Field(max_length=50)] | None = None
    ended_on: PartialDate | None = None
    end_reason: Code | None = None
    end_note: Prose | None = None
    parent_id: UUID | None = None
    parties: Annotated[list[PartyIn], Field(max_length=600)] | None = None
    sanctions: Prose | None = None
    force_majeure: Prose | None = None
    dispute_clause: DisputeClauseIn | None = None
    approvals: Annotated[list[ApprovalIn], Field(max_length=600)] | None = None
    note: Prose | None = None
    regulation_id: Line | None = None

    _given = never_null(
        "numbers",
        "title",
        "objects",
        "place_codes",
        "urusan",
        "signatories",
        "extensions",
        "parties",
        "approvals",
    )


class InstrumentIn(InstrumentPatch):
    """A new instrument: a title, and `type` or `document_kind`."""

    title: Line
    numbers: Lines = Field(default_factory=list)
    objects: Lines = Field(default_factory=list)
    place_codes: Annotated[Codes, Field(examples=[["34.04"]])] = Field(default_factory=list)
    urusan: Codes = Field(default_factory=list)
    signatories: Lines = Field(default_factory=list)
    extensions: Annotated[list[ExtensionIn], Field(max_length=50)] = Field(default_factory=list)
    parties: Annotated[list[PartyIn], Field(max_length=600)] = Field(default_factory=list)
    approvals: Annotated[list[ApprovalIn], Field(max_length=600)] = Field(default_factory=list)


class InstrumentQuery(PageQuery):
    """Instruments in the order of their list. Of unknown first day, one is neither in force nor not."""

    type: Code | None = None
    document_kind: Code | None = None
    cooperation_kind: Code | None = None
    nature: Code | None = None
    pattern: Code | None = None
    in_force: bool | None = None
    sort: Literal["position"] = "position"


class InstrumentsQuery(PageQuery):
    """Filters and sort of all instruments of a simpul; codes are those of the vocabularies."""

    type: Code | None = None
    document_kind: Code | None = None
    cooperation_kind: Code | None = None
    nature: Code | None = None
    pattern: Code | None = None
    urusan: Code | None = None
    region: Annotated[RegionCode | None, Field(description="Salah satu pihak / one of the parties.")] = None
    expires_before: Annotated[
        PlainDay | None, Field(description="Masa berlaku habis sebelum / term over before: 2026-01-31.")
    ] = None
    ends_within_days: EndsWithinDays | None = None
    without_pks: Annotated[
        Yes | None,
        Field(description="Kesepakatan, SKB, atau MoU yang berlaku tanpa PKS / in force without a PKS."),
    ] = None
    without_follow_up: Annotated[
        Yes | None,
        Field(description="Setahun lebih tanpa program atau anggaran / a year without programme or budget."),
    ] = None
    dprd_missing: Annotated[
        Yes | None, Field(description="Persetujuan DPRD perlu, belum ada / needed and absent.")
    ] = None
    ended: Annotated[
        bool | None, Field(description="Lewat hari berlaku terakhir / past its last day in force.")
    ] = None
    secretariat_due: Annotated[
        Yes | None,
        Field(description="PP 28/2018 Pasal 7, forum tanpa sekretariat / whose forum has no secretariat."),
    ] = None
    sort: Literal["title", "-signed_on", "expires_on"] = "title"


class ForumOfInstrumentOut(Out):
    """Whose instrument it is."""

    id: UUID
    slug: str
    name: str


class InstrumentOfForumOut(InstrumentOut):
    """An instrument with its forum."""

    forum: ForumOfInstrumentOut


class CheckSourceOut(Out):
    """Which rule a check asks for. `V` read in the text, `V2` secondary source, `U` unconfirmed."""

    law: str
    article: str | None
    mark: Mark


class CheckOut(Out):
    """One thing to look at in an instrument. Shown, never imposed."""

    code: str
    state: Literal["terpenuhi", "belum", "perlu_diperiksa", "peringatan"]
    reason: str
    source: CheckSourceOut
