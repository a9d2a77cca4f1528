"""What the API takes and gives for forums."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.simpul import Simpul
from services.registry.forums.models import SLUG_PATTERN
from services.registry.partial_dates import PartialDate, earliest_day
from services.registry.sources import SourceOut

# Words of the contract that stand where a slug stands in a path, of forums and of the directory.
RESERVED_SLUGS = frozenset({"match", "facets", "snapshot", "changes", "digest"})


def _check_slug(slug: str) -> str:
    if slug in RESERVED_SLUGS:
        raise InvalidValue(
            "reserved-slug", Text(f"`{slug}` dipakai oleh API ini.", f"`{slug}` is used by this API.")
        )
    try:
        UUID(slug)
    except ValueError:
        return slug
    raise InvalidValue("reserved-slug", Text("Slug tidak boleh berupa UUID.", "A slug may not be a UUID."))


def _check_distinct(values: list[str]) -> list[str]:
    if len(set(values)) != len(values):
        raise InvalidValue(
            "repeated-value", Text("Setiap isi hanya boleh sekali.", "Each item may stand once.")
        )
    return values


Slug = Annotated[str, Field(min_length=2, max_length=100, pattern=SLUG_PATTERN), AfterValidator(_check_slug)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Codes = Annotated[list[Code], Field(max_length=50), AfterValidator(_check_distinct)]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Prose = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]


class In(BaseModel):
    """A request body: nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer: nothing unknown is given."""

    model_config = ConfigDict(extra="forbid")


class Secretariat(In):
    """Where the forum's office is."""

    place: Line
    region_code: Code | None = None
    note: Prose | None = None


class ForumPatch(In):
    """The fields of a forum that a write may change; only those sent are changed."""

    name: Line | None = None
    short_name: Line | None = None
    branch: Code | None = None
    scope: Code | None = None
    orientation: Code | None = None
    institutional_format: Code | None = None
    network_types: Codes | None = None
    management: Code | None = None
    basis: Codes | None = None
    sectors: Codes | None = None
    stage: Code | None = None
    founded_on: PartialDate | None = None
    secretariat: Secretariat | None = None
    purpose: Prose | None = None
    initiators: Annotated[list[Line], Field(max_length=50)] | None = None
    notes: Prose | None = None

    @field_validator("founded_on")
    @classmethod
    def _has_been_founded(cls, value: str | None) -> str | None:
        if value is not None and earliest_day(value) > clock.today():
            raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
        return value

    @field_validator(
        "name", "branch", "scope", "network_types", "basis", "sectors", "initiators", mode="before"
    )
    @classmethod
    def _never_null(cls, value: object) -> object:
        if value is None:
            raise InvalidValue("null", Text("Tidak boleh null.", "May not be null."))
        return value


class ForumIn(ForumPatch):
    """A new forum. Its status is `usulan`."""

    slug: Slug
    name: Line
    branch: Code
    scope: Code
    entity_kind: Code = "forum"


class ReadQuery(In):
    """A forum as it was known at a time, where one is named."""

    as_of: Annotated[
        PartialDate | None,
        Field(description="Yang diketahui pada waktu itu / as known then: 2006, 2006-01, 2006-01-31."),
    ] = None


class AmendQuery(In):
    """Why a change is made; it goes into the history."""

    reason: Annotated[str | None, Field(min_length=1, max_length=1000, pattern=r"\S")] = None


class Irregular(Out):
    """Which rule of the API an imported row breaks, and how."""

    code: str
    reason: str


class RowOut(Out):
    """What every row below a forum shows."""

    id: UUID
    version: int
    inferred: list[str]
    irregular: Irregular | None


class InstrumentGround(Out):
    """A region of the other level is a full member because an instrument of the forum names it."""

    instrument_id: UUID


class PatternGround(Out):
    """A region of the other level is a full member by a pattern of UU 23/2014 Pasal 364."""

    pattern: Literal["b", "c"]


class MemberOut(RowOut):
    """A member; `region_code` is null where the source does not tell which region is meant."""

    region_code: str | None
    region_name: str | None
    name: str | None
    role: str
    body: str
    member_from: str | None
    member_to: str | None
    ground: InstrumentGround | PatternGround | None
    note: str | None


class InstrumentOut(RowOut):
    """A legal instrument. `numbers` keeps the order of the source; a joint decree bears several."""

    type: str
    numbers: list[str]
    title: str
    signed_on: str | None
    signatories: list[str]
    note: str | None
    regulation_id: str | None


class OrganOut(RowOut):
    """An organ."""

    kind: str
    description: str | None


class ShareOut(Out):
    """One region's part, by percent or in whole rupiah; null where the source does not say."""

    region_code: str
    percent: float | None
    amount_idr: int | None


class FundingOut(RowOut):
    """A source of money."""

    source: str
    description: str | None
    amount_idr: int | None
    period: str | None
    shares: list[ShareOut]


class ActivityOut(RowOut):
    """A joint activity."""

    title: str


class SecretariatOut(Out):
    """Where the forum's office is."""

    place: str
    region_code: str | None
    note: str | None


class Provenance(Out):
    """Where the present value of a field comes from, when not from the import."""

    source: SourceOut | None
    as_of: str
    mark: Literal["V", "V2", "U"] | None


class ForumOut(Out):
    """A forum, whole. `source`, `as_of`, `inferred` describe its import and never change."""

    id: UUID
    version: int
    slug: str
    name: str
    short_name: str | None
    simpul: Simpul
    entity_kind: str
    status: str
    branch: str | None
    scope: str
    orientation: str | None
    institutional_format: str | None
    network_types: list[str]
    management: str | None
    basis: list[str]
    sectors: list[str]
    stage: str | None
    founded_on: str | None
    secretariat: SecretariatOut | None
    purpose: str | None
    members: list[MemberOut]
    instruments: list[InstrumentOut]
    organs: list[OrganOut]
    funding: list[FundingOut]
    activities: list[ActivityOut]
    initiators: list[str]
    notes: str | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    irregular: Irregular | None
    provenance: dict[str, Provenance]
    created_at: datetime
    updated_at: datetime


Sort = Literal["name", "-name", "slug", "-slug", "created_at", "-created_at", "updated_at", "-updated_at"]


class ForumQuery(PageQuery):
    """Filters and sort of the list of forums; codes are those of the vocabularies."""

    branch: Code | None = None
    scope: Code | None = None
    status: Code | None = None
    stage: Code | None = None
    entity_kind: Code | None = None
    orientation: Code | None = None
    institutional_format: Code | None = None
    management: Code | None = None
    sector: Code | None = None
    basis: Code | None = None
    network_type: Code | None = None
    region: Annotated[
        str | None, Field(pattern=r"^[1-9][0-9]([.][0-9]{2})?$", description="Anggota / member: NN, NN.NN.")
    ] = None
    province: Annotated[
        str | None, Field(pattern=r"^[1-9][0-9]$", description="Provinsi salah satu anggota / of any member.")
    ] = None
    sort: Sort = "name"


# A field of the forum, the forum as a whole, or something of a row below it.
HISTORY_FIELD = rf"^(forum|{'|'.join(ForumPatch.model_fields)}|(members|facts)/[0-9a-f-]{{36}}(/[a-z_]+)?)$"


class HistoryQuery(PageQuery):
    """History, newest first."""

    field: Annotated[str | None, Field(max_length=200, pattern=HISTORY_FIELD)] = None
    sort: Literal["-version"] = "-version"


class HistoryOut(Out):
    """One field of one write. A registration or an import is the field `forum`."""

    id: UUID
    version: int
    field: str
    old: Any
    new: Any
    who: str
    when: datetime
    why: str | None
