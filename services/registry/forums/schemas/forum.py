"""What the API takes and gives for forums."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate, earliest_day
from services.kit.problems import InvalidValue
from services.kit.simpul import Simpul
from services.kit.sources import Mark, SourceOut
from services.kit.words import (
    Code,
    Codes,
    EndsWithinDays,
    In,
    Line,
    Moment,
    Out,
    PlainDay,
    Prose,
    Yes,
    never_null,
)
from services.registry.forums.schemas.activities import ActivityOut, ReportOut
from services.registry.forums.schemas.admissions import ForumAdmissionOut
from services.registry.forums.schemas.funding import CommitmentOut, FundingOut
from services.registry.forums.schemas.guidance import GuidanceOut
from services.registry.forums.schemas.instruments import AnalysisOut, InstrumentOut
from services.registry.forums.schemas.members import MemberOut
from services.registry.forums.schemas.organs import OfficerOut, OrganOut, StatuteOut
from services.registry.forums.schemas.standing import AliasOut, LinkedOut, LinkOut
from services.registry.forums.schemas.words import Irregular, Slug


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

    _given = never_null("name", "branch", "scope", "network_types", "basis", "sectors", "initiators")


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


class SecretariatOut(Out):
    """Where the forum's office is."""

    place: str
    region_code: str | None
    note: str | None


class Provenance(Out):
    """Where the present value of a field comes from, when not from the import."""

    source: SourceOut | None
    as_of: str
    mark: Mark | None


class ForumOut(Out):
    """A forum, whole. `source`, `as_of`, `inferred` describe its import and never change.

    `urusan` are codes of the affairs of government that its sectors are mapped onto: inferred, always.
    """

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
    urusan: list[str]
    aliases: list[AliasOut]
    links: list[LinkOut]
    linked_from: list[LinkedOut]
    members: list[MemberOut]
    instruments: list[InstrumentOut]
    analysis: list[AnalysisOut]
    organs: list[OrganOut]
    officers: list[OfficerOut]
    statutes: list[StatuteOut]
    funding: list[FundingOut]
    commitments: list[CommitmentOut]
    activities: list[ActivityOut]
    reports: list[ReportOut]
    guidance: list[GuidanceOut]
    admission: ForumAdmissionOut | None
    initiators: list[str]
    notes: str | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    irregular: Irregular | None
    provenance: dict[str, Provenance]
    last_verified_at: Moment | None
    last_verified_by: str | None
    share_limit_percent: float | None
    created_at: Moment
    updated_at: Moment


Sort = Literal["name", "-name", "slug", "-slug", "created_at", "-created_at", "updated_at", "-updated_at"]


Count = int | Literal["10000+"]


class ForumFilters(In):
    """Filters of forums; codes are those of the vocabularies.

    From `document_kind` to `secretariat_due` a forum is asked for that has one instrument for which all
    of those given hold.
    """

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
    document_kind: Code | None = None
    cooperation_kind: Code | None = None
    nature: Code | None = None
    pattern: Code | None = None
    ends_within_days: EndsWithinDays | None = None
    without_pks: Yes | None = None
    without_follow_up: Yes | None = None
    dprd_missing: Yes | None = None
    secretariat_due: Yes | None = None
    bordering: Annotated[
        Yes | None, Field(description="Dua anggota tercatat berbatasan / two members on record as bordering.")
    ] = None
    subject: Annotated[
        list[Code] | None,
        Field(max_length=20, description="Bidang atau urusan, salah satu / any of these sectors or affairs."),
    ] = None
    decree: Annotated[
        Line | None,
        Field(description="Anggotanya disentuh keputusan kode ini / touched by this decree of codes."),
    ] = None
    not_verified_since: Annotated[
        PlainDay | None, Field(description="Belum diverifikasi sejak / not verified since: 2026-01-31.")
    ] = None

    def filters(self) -> dict[str, object]:
        """The filters that are set, by name."""
        return self.model_dump(exclude_none=True)


class ForumQuery(PageQuery, ForumFilters):
    """Filters and sort of the list of forums."""

    sort: Sort = "name"


class FacetOut(Out):
    """How many forums have one value; null counts those of which it is not known."""

    value: str | None
    count: Count


class FacetsOut(Out):
    """How many forums there are, and with which values. Above 10,000 a count is `"10000+"`."""

    total: Count
    entity_kind: list[FacetOut]
    status: list[FacetOut]
    branch: list[FacetOut]
    scope: list[FacetOut]
    stage: list[FacetOut]
    orientation: list[FacetOut]
    institutional_format: list[FacetOut]
    sector: list[FacetOut]
