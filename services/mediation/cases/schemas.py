"""What the API takes and gives for cases."""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import Code, In, Line, Moment, Out, PlainDay, Prose
from services.mediation.cases.codes import Confidentiality, Kind, PartyRole, State

Dated = TypeVar("Dated", bound=date)
FIRST_YEAR, LAST_YEAR = 1945, 2999


def _check_year(value: Dated) -> Dated:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise InvalidValue(
            "out-of-bounds",
            Text(
                f"Tahunnya harus {FIRST_YEAR} sampai {LAST_YEAR}.",
                f"Its year must be {FIRST_YEAR} to {LAST_YEAR}.",
            ),
        )
    return value


# Within these years no limit, zone or calendar counted from them goes out of bounds.
Day = Annotated[PlainDay, AfterValidator(_check_year)]
Instant = Annotated[AwareDatetime, AfterValidator(_check_year)]
RegionCode = Annotated[str, Field(pattern=r"^[1-9][0-9](\.[0-9]{2})?$", examples=["34.04"])]
Slug = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class PartyIn(In):
    """A party: exactly one of `forum`, `region_code` and `name`."""

    role: PartyRole
    forum: Slug | None = None
    region_code: RegionCode | None = None
    name: Line | None = None


class IssueIn(In):
    """One issue: `category` is a code of a sector or of `issue_category`."""

    category: Code
    text: Prose


class AttachedIn(In):
    """A document within a request. Its name says of which type it is, and its content must be of that.

    `pihak` is for the petitioner and the mediator.
    """

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["kronologi.pdf"])]
    content_base64: Annotated[
        str,
        Field(
            description="Isi berkas dalam Base64 / its bytes in Base64. Seluruh permintaan paling besar "
            "1 MiB; yang lebih besar diunggah ke / the whole request has 1 MiB at most, what is larger is "
            "uploaded to `/cases/{id}/documents`."
        ),
    ]
    confidentiality: Confidentiality = "para_pihak"


class CaseIn(In):
    """A request for mediation, whole. `letter` names the letter where an officer records it."""

    title: Line
    kind: Kind
    summary: Prose
    issues: Annotated[list[IssueIn], Field(min_length=1, max_length=50)]
    relief_sought: Prose
    parties: Annotated[list[PartyIn], Field(min_length=1, max_length=100)]
    related_forums: Annotated[list[Slug], Field(max_length=50, default_factory=list)]
    related_instruments: Annotated[list[UUID], Field(max_length=50, default_factory=list)]
    documents: Annotated[list[AttachedIn], Field(max_length=10, default_factory=list)]
    letter: Line | None = None
    house_rules_accepted: Annotated[
        bool,
        Field(
            description="Pemohon yang mengajukan menerima tata tertib mediasi; bila belum, ia menyatakannya "
            "dengan `willingness` sebelum mediator ditunjuk / the petitioner that files accepts the house "
            "rules; where not, it says so by `willingness` before a mediator is appointed."
        ),
    ] = False
    forum: Annotated[
        Slug | None,
        Field(description="Forum yang mengajukan / the forum that files; a forum's own system need not say."),
    ] = None


class ReservationIn(In):
    """A number reserved for a request that follows."""

    title: Line
    kind: Kind
    forum: Slug | None = None


class Said(Out):
    """A sentence in both languages."""

    id: str
    en: str


class AuthorityOut(Out):
    """Who may settle an issue, by which rule, how sure that is, and what the law leaves open."""

    body: str
    name: Said
    citation: str
    mark: str
    needs_verification: bool
    final: bool | None
    mediable: bool
    province: str | None
    gap: Said | None


class IssueOut(Out):
    """An issue; `text` is null for who sees only what kind of case it is."""

    id: UUID
    position: int
    category: str
    text: str | None
    authority: AuthorityOut
    route: Literal["mediasi", "diteruskan"] | None
    route_reason: str | None
    decided_at: Moment | None
    status: str


class RepresentativeOut(Out):
    """Who speaks for a party, by which surat kuasa, until when."""

    id: UUID
    name: str
    position: str | None
    power: str
    letter_number: str
    letter_date: date
    valid_until: date | None
    personal: bool
    ended_on: date | None
    ended_reason: str | None


class PartyOut(Out):
    """A party in its dated role, and whether it is willing.

    Who only oversees a case is told neither the names of persons nor why a party left.
    """

    id: UUID
    role: PartyRole
    forum: str | None
    region_code: str | None
    name: str | None
    joined_on: date
    left_on: date | None
    left_reason: str | None
    willingness: str | None
    willingness_at: Moment | None
    house_rules_accepted: bool
    reminders: int
    representatives: list[RepresentativeOut]


class RefusedActOut(Out):
    """An act that is not possible now, and why."""

    act: str
    label: Said
    reasons: list[Said]


class HeadOut(Out):
    """The last row of the case's trail: a receipt for everything up to it."""

    seq: int
    hash: str


class CaseOut(Out):
    """A case as the caller sees it: `viewed_as` is `petugas`, `mediator`, `pihak` or `pengawas`.

    What a `pengawas` may not see is null or empty; what only the office sees is null for parties. In lists
    `refused_acts` is empty.
    """

    id: UUID
    version: int
    number: str
    demo: bool
    viewed_as: Literal["petugas", "mediator", "pihak", "pengawas"]
    kind: Kind
    mandate: Literal["peran_e", "di_luar_peran_e"]
    title: str | None
    summary: str | None
    relief_sought: str | None
    state: State
    suspended_from: str | None
    outcome: str | None
    reason: str | None
    forum: str | None
    parties: list[PartyOut]
    issues: list[IssueOut]
    clause: dict[str, Any] | None
    clause_status: str
    related_forums: list[str]
    related_instruments: list[str]
    root_causes: list[str]
    duplicate_of: UUID | None
    split_from: UUID | None
    awaited: str | None
    awaited_since: Moment | None
    due_at: Moment | None
    due: dict[str, Any] | None
    reserved_until: Moment | None
    letter: str | None
    filed_at: Moment | None
    created_at: Moment
    updated_at: Moment
    finished_at: Moment | None
    retained_until: date | None
    hold_reason: str | None
    destroyed_at: Moment | None
    assignee: str | None
    assigned_at: Moment | None
    unassigned_since: Moment | None
    disposition: str | None
    priority: int | None
    priority_reasons: list[dict[str, Any]]
    standing: dict[str, Any]
    trail: HeadOut
    allowed_acts: list[str]
    refused_acts: list[RefusedActOut]


class CaseQuery(PageQuery):
    """Filters of the list of cases, newest first."""

    sort: Literal["-created_at"] = "-created_at"
    state: State | None = None
    kind: Kind | None = None
    forum: Slug | None = None
    q: Annotated[str | None, Field(min_length=2, max_length=200, description="Kata / words.")] = None
