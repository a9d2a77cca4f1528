"""What the API gives for the directory."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit import clock
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate, earliest_day, latest_day
from services.kit.simpul import Simpul
from services.kit.sources import SourceOut
from services.kit.words import Code, EndsWithinDays, In, Out, PlainDay, Yes

Level = Literal["provinsi", "kabkota"]


class ProvenanceOut(Out):
    """Where the present value of a field comes from, when not from the import."""

    source: SourceOut | None
    as_of: str
    mark: Literal["V", "V2", "U"] | None


class MemberOut(Out):
    """A member, in short."""

    id: UUID
    region_code: str | None
    region_name: str | None
    name: str | None
    role: str
    body: str
    member_from: str | None
    member_to: str | None


class InstrumentOut(Out):
    """A legal instrument, in short. `expires_on` is the last day of its term."""

    id: UUID
    type: str | None
    document_kind: str | None
    cooperation_kind: str | None
    nature: str | None
    pattern: str | None
    numbers: list[str]
    title: str
    urusan: list[str]
    signed_on: str | None
    in_force_from: str | None
    expires_on: date | None
    ended_on: str | None
    regulation_id: str | None


class OfficeOut(Out):
    """Where an organ can be reached."""

    address: str | None
    region_code: str | None
    phone: str | None
    email: str | None
    website: str | None


class OrganOut(Out):
    """An organ, with its term and its office."""

    id: UUID
    kind: str
    name: str | None
    description: str | None
    decree_number: str | None
    decree_on: str | None
    term_from: str | None
    term_to: str | None
    office: OfficeOut | None


class ContactOut(Out):
    """Where the forum can be reached: the office of an organ, or a person in an office that it names.

    Of a person there is only what belongs to the office. `until` ends the term, where one is known.
    """

    organ: str | None
    organ_name: str | None
    person: str | None
    position: str | None
    unit: str | None
    address: str | None
    region_code: str | None
    phone: str | None
    email: str | None
    website: str | None
    until: str | None


class StatuteOut(Out):
    """A version of the forum's own rules (AD/ART), in short."""

    id: UUID
    edition: int
    title: str
    adopted_on: str | None
    in_force_from: str | None
    in_force_to: str | None
    instrument_id: UUID | None


class AdmissionOut(Out):
    """How the forum belongs to this simpul: by a decision, or because the sources describe it."""

    state: Literal["disetujui"] | None
    design: str | None
    functions_shared: list[str]
    functions_delegated: list[str]
    since: str | None
    basis: Literal["keputusan", "impor"]


class IrregularOut(Out):
    """Which rule an imported forum breaks, and how."""

    code: str
    reason: str


class AliasOut(Out):
    """Another name of the forum."""

    name: str
    used_from: str | None
    used_to: str | None


class ForumReference(Out):
    """A forum by id, slug and name."""

    id: UUID
    slug: str
    name: str


class LinkOut(Out):
    """A link that the forum made, to a forum or to a body elsewhere."""

    kind: str
    forum: ForumReference | None
    name: str | None
    url: str | None
    linked_from: str | None
    linked_to: str | None
    note: str | None


class LinkedOut(Out):
    """A link that another forum made, seen from this end."""

    link_id: UUID
    kind: str
    forum: ForumReference
    linked_from: str | None
    linked_to: str | None
    note: str | None


class SecretariatOut(Out):
    """Where the forum's office is."""

    place: str
    region_code: str | None
    note: str | None


class EntryOut(Out):
    """A forum as the directory shows it. `id`, `slug` and `version` are the forum's.

    `levels` are those of its present full members (`anggota`, `pembentuk`), by the codes of their regions.
    """

    id: UUID
    version: int
    slug: str
    name: str
    short_name: str | None
    simpul: Simpul
    entity_kind: str
    status: str
    levels: list[Level]
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
    initiators: list[str]
    notes: str | None
    admission: AdmissionOut | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    irregular: IrregularOut | None
    provenance: dict[str, ProvenanceOut]
    urusan: list[str]
    linked_from: list[LinkedOut]
    last_verified_at: datetime | None
    created_at: datetime
    updated_at: datetime
    members: list[MemberOut]
    instruments: list[InstrumentOut]
    organs: list[OrganOut]
    contacts: list[ContactOut]
    statutes: list[StatuteOut]
    aliases: list[AliasOut]
    links: list[LinkOut]
    content_sha256: str


class DirectoryFilters(In):
    """Filters of the directory; codes are those of the vocabularies.

    From `document_kind` to `secretariat_due` an entry is asked for that has one instrument for which all
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
    basis: Code | None = None
    network_type: Code | None = None
    level: Annotated[Level | None, Field(description="Tingkat anggota / level of a full member.")] = None
    founded_from: Annotated[
        PartialDate | None,
        Field(description="Dibentuk paling awal; tanggal parsial / founded then or later: 2001, 2001-06."),
    ] = None
    founded_to: Annotated[
        PartialDate | None,
        Field(description="Dibentuk paling akhir; tanggal parsial / founded then or before: 2001, 2001-06."),
    ] = None
    sector: Code | None = None
    urusan: Annotated[
        Code | None,
        Field(description="Kode urusan pemerintahan / code of an affair of government: 1.03."),
    ] = None
    region: Annotated[
        str | None,
        Field(
            pattern=r"^[1-9][0-9]([.][0-9]{2})?$",
            description="Anggota, atau provinsi salah satu anggota / a member, or any member's province.",
        ),
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
        str | None,
        Field(
            min_length=1,
            max_length=500,
            description="Anggotanya disentuh keputusan kode / touched by a decree of codes.",
        ),
    ] = None
    not_verified_since: Annotated[
        PlainDay | None,
        Field(description="Belum diverifikasi sejak / not verified since: 2026-01-31."),
    ] = None

    def filters(self) -> dict[str, object]:
        """The filters that are set, by name."""
        return self.model_dump(exclude_none=True)

    def values(self) -> dict[str, object]:
        """Those filters as the queries take them: days whole, and as the law counts them."""
        values = self.filters()
        if self.not_verified_since is not None:
            values["not_verified_since"] = clock.start_of(self.not_verified_since)
        if self.founded_from is not None:
            values["founded_from"] = earliest_day(self.founded_from)
        if self.founded_to is not None:
            values["founded_to"] = latest_day(self.founded_to)
        return values


class DirectoryQuery(PageQuery, DirectoryFilters):
    """Filters and sort of the directory."""

    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"


Count = int | Literal["10000+"]


class FacetOut(Out):
    """How many entries have one value; null counts those of which it is not known."""

    value: str | None
    count: Count


class FacetsOut(Out):
    """How many entries there are, and with which values. Above 10,000 a count is `"10000+"`.

    `level`, `sector`, `urusan` and `province` (where a present member is or lies) count an entry for each
    of its values.
    """

    total: Count
    entity_kind: list[FacetOut]
    status: list[FacetOut]
    branch: list[FacetOut]
    scope: list[FacetOut]
    stage: list[FacetOut]
    orientation: list[FacetOut]
    institutional_format: list[FacetOut]
    level: list[FacetOut]
    sector: list[FacetOut]
    urusan: list[FacetOut]
    province: list[FacetOut]


class BorderPairQuery(PageQuery):
    """Border pairs by their codes; of a region, and with or without a forum of both."""

    region: Annotated[str | None, Field(pattern=r"^[1-9][0-9]([.][0-9]{2})?$")] = None
    without_forum: bool | None = None
    sort: Literal["region_codes"] = "region_codes"


class BorderPairOut(Out):
    """Two regions on record as bordering each other; as the registry tells it."""

    id: UUID
    version: int
    region_codes: list[str]
    region_names: list[str]
    between_provinces: bool
    source: SourceOut
    mark: Literal["V", "V2", "U"] | None
    note: str | None
    created_at: datetime
    updated_at: datetime
