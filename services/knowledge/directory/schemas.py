"""What the API gives for the directory."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kit.paging import PageQuery
from services.kit.simpul import Simpul


class Out(BaseModel):
    """An answer: nothing unknown is given."""

    model_config = ConfigDict(extra="forbid")


class SourceOut(Out):
    """A source: the document, its bibliographic title, and the place in it."""

    document: str | None
    title: str | None
    locator: str | None


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
    """A legal instrument, in short."""

    type: str | None
    document_kind: str | None = None
    numbers: list[str]
    title: str
    signed_on: str | None
    regulation_id: str | None


class OrganOut(Out):
    """An organ."""

    kind: str
    description: str | None


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
    created_at: datetime
    updated_at: datetime
    members: list[MemberOut]
    instruments: list[InstrumentOut]
    organs: list[OrganOut]


Code = Annotated[str, Field(min_length=1, max_length=100)]


class DirectoryQuery(PageQuery):
    """Filters and sort of the directory; codes are those of the vocabularies."""

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
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
