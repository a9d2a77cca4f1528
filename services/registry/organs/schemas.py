"""What the API takes for organs and officers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import Code, Email, In, Line, Phone, Prose, Website, never_null
from services.registry.forums.schemas.words import RegionCode, RowPatch

PersonalNumber = Annotated[
    str, Field(max_length=40, pattern=r"^[0-9][0-9 .-]*$", description="NIP/NIK; hanya bagi pengelola forum.")
]


class OfficeIn(In):
    """Where an organ can be reached; public."""

    address: Prose | None = None
    region_code: RegionCode | None = None
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None


class TurnIn(In):
    """One turn of a rotation among members."""

    region_code: RegionCode
    turn_from: PartialDate
    turn_to: PartialDate | None = None
    note: Prose | None = None


class OrganPatch(RowPatch):
    """The fields of an organ that a write may change."""

    kind: Code | None = None
    name: Line | None = None
    description: Prose | None = None
    decree_number: Line | None = None
    decree_on: PartialDate | None = None
    term_from: PartialDate | None = None
    term_to: PartialDate | None = None
    office: OfficeIn | None = None
    rotation: Annotated[list[TurnIn], Field(max_length=200)] | None = None

    _given = never_null("kind", "rotation")


class OrganIn(OrganPatch):
    """A new organ."""

    kind: Code
    rotation: Annotated[list[TurnIn], Field(max_length=200)] = Field(default_factory=list)


class OrganQuery(PageQuery):
    """Organs in the order of their list."""

    kind: Code | None = None
    sort: Literal["position"] = "position"


class SelectionIn(In):
    """How an officer came to the office."""

    method: Code
    pattern: Code | None = None
    decided_on: PartialDate | None = None
    number: Line | None = None
    note: Prose | None = None


class OfficerPatch(RowPatch):
    """The fields of an officer that a write may change."""

    organ_id: UUID | None = None
    name: Line | None = None
    office: Line | None = None
    unit: Line | None = None
    region_code: RegionCode | None = None
    term_from: PartialDate | None = None
    term_to: PartialDate | None = None
    is_contact: bool | None = None
    office_phone: Phone | None = None
    office_email: Email | None = None
    selection: SelectionIn | None = None
    personal_number: PersonalNumber | None = None
    personal_phone: Phone | None = None
    note: Prose | None = None

    _given = never_null("name", "office", "is_contact")


class OfficerIn(OfficerPatch):
    """A new officer: at least who, in which office."""

    name: Line
    office: Line
    is_contact: bool = False


class OfficerQuery(PageQuery):
    """Officers in the order of their list; `current` leaves those out whose term has ended."""

    current: bool | None = None
    is_contact: bool | None = None
    sort: Literal["position"] = "position"
