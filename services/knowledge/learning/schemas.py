"""What the API takes and gives for learning."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import Day
from services.kit.words import Code, Codes, In, Line, Out, Prose, check_distinct, never_null
from services.knowledge.editing.schemas import ForumSlug, ItemOut, ItemQuery, LinkIn, RegionCode, Slug
from services.knowledge.editing.similars import ReasonOut


class ExpertIn(In):
    """A person who is ready to be asked; they have agreed that their name is shown."""

    name: Line
    institution: Line | None = None
    expertise: Line
    consents: Literal[True]


Seats = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Links = Annotated[list[LinkIn], Field(max_length=20)]
Regions = Annotated[list[RegionCode], Field(max_length=100), AfterValidator(check_distinct)]


class LearningPatch(In):
    """The fields of an offer that a write may change. `challenges` are codes of what it helps with."""

    type: Code | None = None
    title: Line | None = None
    summary: Prose | None = None
    description: Prose | None = None
    provider: Line | None = None
    sectors: Codes | None = None
    challenges: Codes | None = None
    regions: Regions | None = None
    is_online: bool | None = None
    place: Line | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    enrol_until: Day | None = None
    capacity: Seats | None = None
    expert: ExpertIn | None = None
    contact: Line | None = None
    links: Links | None = None

    _given = never_null("type", "title", "provider", "sectors", "challenges", "regions", "is_online", "links")


class LearningIn(LearningPatch):
    """A training, a study visit, an expert or an exchange that somebody offers."""

    slug: Slug
    forum_slug: ForumSlug | None = None
    type: Code
    title: Line
    provider: Line
    sectors: Codes = Field(default_factory=list)
    challenges: Codes = Field(default_factory=list)
    regions: Regions = Field(default_factory=list)
    is_online: bool = False
    links: Links = Field(default_factory=list)


class ExpertOut(Out):
    """A person who is ready to be asked."""

    name: str
    institution: str | None
    expertise: str
    consents: Literal[True]


class LinkOut(Out):
    """A link to read further."""

    title: str
    url: str


class LearningOut(ItemOut):
    """An offer. `seats_left` is null where there is no limit; `waiting` forums stand behind a full one."""

    type: str
    title: str
    summary: str | None
    description: str | None
    provider: str
    sectors: list[str]
    urusan: list[str]
    challenges: list[str]
    regions: list[str]
    is_online: bool
    place: str | None
    starts_on: str | None
    ends_on: str | None
    enrol_until: str | None
    capacity: int | None
    expert: ExpertOut | None
    contact: str | None
    links: list[LinkOut]
    enrolled: int
    waiting: int
    seats_left: int | None


class LearningQuery(ItemQuery):
    """What offers can be asked for; codes are those of the vocabularies."""

    type: Code | None = None
    sector: Code | None = None
    urusan: Code | None = None
    challenge: Code | None = None
    region: RegionCode | None = None
    forum: ForumSlug | None = None
    online: Literal["true", "false"] | None = None


class MatchQuery(In):
    """What somebody wants to learn: at least one of these."""

    sector: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)
    urusan: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)
    challenge: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)
    region: Annotated[list[RegionCode], Field(max_length=20)] = Field(default_factory=list)
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class MatchOut(Out):
    """An offer to learn from, or a practice whose forum may be asked, with the reasons."""

    kind: Literal["learning", "practice"]
    id: UUID
    slug: str
    title: str
    score: float
    reasons: list[ReasonOut]


class MatchesOut(Out):
    """What fits, best first."""

    items: list[MatchOut]


class EnrolmentIn(In):
    """How many come, by office. A forum speaks for itself; the secretariat names the forum."""

    forum_slug: ForumSlug | None = None
    participants: Annotated[int, Field(ge=1, le=1000, strict=True)] = 1
    offices: Annotated[list[Line], Field(max_length=100)] = Field(default_factory=list)
    note: Line | None = None


class AttendanceIn(In):
    """How many of them came; none is 0."""

    attended: Annotated[int, Field(ge=0, le=1000, strict=True)]


class EvaluationIn(In):
    """What it was worth to the forum, from 1 (nothing) to 5 (very much)."""

    score: Annotated[int, Field(ge=1, le=5, strict=True)]
    comment: Prose | None = None


class EvaluationOut(Out):
    """What it was worth to a forum."""

    score: int
    comment: str | None
    at: datetime


class EnrolmentOut(Out):
    """A forum's enrolment: seen by that forum, by whoever offers, and by the secretariat."""

    id: UUID
    version: int
    offer: str
    forum_slug: str
    state: str
    participants: int
    offices: list[str]
    note: str | None
    attended: int | None
    evaluation: EvaluationOut | None
    enrolled_at: datetime
    updated_at: datetime


class EnrolmentQuery(PageQuery):
    """Enrolments in the order in which they came."""

    sort: Literal["id"] = "id"


class FeedbackOut(Out):
    """What forums said an offer was worth: the average from five answers on, so that none shows through."""

    evaluations: int
    average: float | None
    attended: int
