"""What the API gives for organs, people and statutes."""

from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class OfficeOut(Out):
    """Where an organ can be reached."""

    address: str | None
    region_code: str | None
    phone: str | None
    email: str | None
    website: str | None


class TurnOut(Out):
    """One turn of a rotation among members."""

    region_code: str
    turn_from: str
    turn_to: str | None
    note: str | None


class OrganOut(RowOut):
    """An organ: its term, its office, and whose turn it is to lead it."""

    kind: str
    name: str | None
    description: str | None
    decree_number: str | None
    decree_on: str | None
    term_from: str | None
    term_to: str | None
    office: OfficeOut | None
    rotation: list[TurnOut]


class SelectionOut(Out):
    """How an officer came to the office."""

    method: str
    pattern: str | None
    decided_on: str | None
    number: str | None
    note: str | None


class OfficerOut(RowOut):
    """A person in an office. The personal fields are there only for those who keep the forum."""

    organ_id: UUID | None
    name: str
    office: str
    unit: str | None
    region_code: str | None
    term_from: str | None
    term_to: str | None
    is_contact: bool
    office_phone: str | None
    office_email: str | None
    selection: SelectionOut | None
    note: str | None
    personal_number: str | None = None
    personal_phone: str | None = None


class RuleOut(Out):
    """A rule of a statute that others may refer to."""

    article: str
    subject: str
    text: str


class StatuteOut(RowOut):
    """One version of AD/ART."""

    edition: int
    title: str
    adopted_on: str | None
    in_force_from: str | None
    in_force_to: str | None
    instrument_id: UUID | None
    changes: str | None
    rules: list[RuleOut]
