"""What the API takes and gives for the roster."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import Code, Codes, In, Line, Moment, Out, Prose, Yes, never_null
from services.mediation.cases.schemas import Day, RegionCode, Said, Slug

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="ISO 639.", examples=["jv"])]
Languages = Annotated[list[Language], Field(max_length=50)]
Subject = Annotated[str, Field(min_length=3, max_length=200, pattern=r"^(client|person):[^\s]+$")]


class EarlierWork(In):
    """For whom a mediator worked: exactly one of `forum` and `region_code`; `until` null: still."""

    forum: Slug | None = None
    region_code: RegionCode | None = None
    what: Line
    until: Day | None = None


class MediatorPatch(In):
    """The fields of a mediator that a write may change; a list is replaced whole."""

    name: Line | None = None
    subject: Subject | None = None
    capacity: Code | None = None
    expertise: Codes | None = None
    languages: Languages | None = None
    region_code: RegionCode | None = None
    institution: Line | None = None
    term_from: Day | None = None
    term_to: Day | None = None
    active: bool | None = None
    earlier_work: Annotated[list[EarlierWork] | None, Field(max_length=100)] = None

    _given = never_null("name", "capacity", "expertise", "languages", "term_from", "active", "earlier_work")


class MediatorIn(In):
    """A new mediator; `subject` where they have access to this node."""

    name: Line
    subject: Subject | None = None
    capacity: Code
    expertise: Annotated[Codes, Field(default_factory=list)]
    languages: Annotated[Languages, Field(default_factory=list)]
    region_code: RegionCode | None = None
    institution: Line | None = None
    term_from: Day
    term_to: Day | None = None
    active: bool = True
    earlier_work: Annotated[list[EarlierWork], Field(max_length=100, default_factory=list)]


class MediatorOut(Out):
    """A mediator; `open_cases` is the load: cases in which they are proposed or appointed."""

    id: UUID
    version: int
    name: str
    subject: str | None
    capacity: str
    expertise: list[str]
    languages: list[str]
    region_code: str | None
    institution: str | None
    term_from: date
    term_to: date | None
    active: bool
    earlier_work: list[dict[str, Any]]
    open_cases: int
    created_at: Moment
    updated_at: Moment


class MediatorQuery(PageQuery):
    """Filters of the roster, by name."""

    sort: Literal["name"] = "name"
    active: Yes | None = None
    capacity: Code | None = None
    expertise: Code | None = None
    language: Language | None = None


class DeclarationIn(In):
    """A conflict of interest: exactly one of `forum`, `region_code` and `case_id`."""

    forum: Slug | None = None
    region_code: RegionCode | None = None
    case_id: UUID | None = None
    reason: Prose


class DeclarationOut(Out):
    """A declared conflict of interest."""

    id: UUID
    forum: str | None
    region_code: str | None
    case_id: UUID | None
    reason: str
    declared_by: str
    declared_at: Moment


class ConflictOut(Out):
    """Why somebody should not mediate."""

    code: str
    reason: Said


class CandidateOut(Out):
    """A mediator beside a case: fit for it, or why not."""

    mediator: MediatorOut
    eligible: bool
    conflicts: list[ConflictOut]
    expertise_matches: list[str]
    rating: Annotated[
        float | None, Field(description="Rata-rata penilaian 1-5 / mean of evaluations, 1 to 5.")
    ]


class CandidatesOut(Out):
    """The whole roster beside a case: the fit first, then by expertise, then by load."""

    items: list[CandidateOut]
