"""What the API gives for the directory."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.simpul import Simpul
from services.kit.sources import SourceOut
from services.kit.words import Code, EndsWithinDays, Out, PlainDay, Yes


class ProvenanceOut(Out):
    """Where the present value of a field comes from, when not from the import."""

    source: SourceOut | None
    as_of: str
    mark: Literal["V", "V2", "U"] | None


class MemberOut(Out):
    """A member, in short."""

    region_code: str | None
    region_name: str | None
    name: str | None
    role: str
    body: str
    member_from: str | None
    member_to: str | None


class InstrumentOut(Out):
    """A legal instrument, in short. `expires_on` is the last day of its term."""

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
    """An organ, with its office."""

    kind: str
    name: str | None
    description: str | None
    office: OfficeOut | None


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
    """A forum as the directory shows it. `id`, `slug` and `version` are the forum's."""

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
    initiators: list[str]
    notes: str | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    provenance: dict[str, ProvenanceOut]
    urusan: list[str]
    linked_from: list[LinkedOut]
    last_verified_at: datetime | None
    created_at: datetime
    updated_at: datetime
    members: list[MemberOut]
    instruments: list[InstrumentOut]
    organs: list[OrganOut]
    aliases: list[AliasOut]
    links: list[LinkOut]
    content_sha256: str


class DirectoryQuery(PageQuery):
    """Filters and sort of the directory; codes are those of the vocabularies.

    From `document_kind` to `secretariat_due` an entry is asked for that has one instrument for which all
    of those given hold.
    """

    branch: Code | None = None
    scope: Code | None = None
    status: Code | None = None
    stage: Code | None = None
    entity_kind: Code | None = None
    sector: Code | None = None
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
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"


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
