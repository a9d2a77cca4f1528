"""What the API takes and gives for practices."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.sources import SourceIn, SourceOut
from services.kit.words import Code, Codes, In, Line, Out, Prose, check_distinct, never_null
from services.knowledge.editing.schemas import (
    CitedOut,
    Figures,
    ForumSlug,
    ItemOut,
    ItemQuery,
    LinkIn,
    RegionCode,
    Slug,
)

Lessons = Annotated[list[Line], Field(max_length=50), AfterValidator(check_distinct)]
Pointers = Annotated[
    list[Annotated[str, Field(max_length=300, pattern=r"^(/[^/]+)+$")]],
    Field(max_length=100),
    AfterValidator(check_distinct),
]
Links = Annotated[list[LinkIn], Field(max_length=20)]
Regions = Annotated[list[RegionCode], Field(max_length=100), AfterValidator(check_distinct)]


class PracticePatch(In):
    """The fields of a practice that a write may change. `dimension` is a code of `aspect`."""

    title: Line | None = None
    country: Line | None = None
    sectors: Codes | None = None
    dimension: Code | None = None
    problem: Prose | None = None
    approach: Prose | None = None
    result: Prose | None = None
    lessons: Lessons | None = None
    network_types: Codes | None = None
    regions: Regions | None = None
    facts: Figures | None = None
    links: Links | None = None
    evidence: Code | None = None
    source: SourceIn | None = None
    as_of: PartialDate | None = None
    inferred: Pointers | None = None

    _given = never_null(
        "title", "country", "sectors", "lessons", "network_types", "regions", "facts", "links", "inferred"
    )


class PracticeIn(PracticePatch):
    """A practice by the template: problem, approach, result, lessons. A draft may still lack some."""

    slug: Slug
    forum_slug: ForumSlug | None = None
    title: Line
    country: Line = "Indonesia"
    sectors: Codes = Field(default_factory=list)
    lessons: Lessons = Field(default_factory=list)
    network_types: Codes = Field(default_factory=list)
    regions: Regions = Field(default_factory=list)
    facts: Figures = Field(default_factory=dict)
    links: Links = Field(default_factory=list)
    inferred: Pointers = Field(default_factory=list)


class LinkOut(Out):
    """A link to read further."""

    title: str
    url: str


class PracticeOut(ItemOut):
    """A practice. `inferred` names, by JSON pointer, what a compiler classified or computed."""

    title: str
    country: str
    sectors: list[str]
    dimension: str | None
    problem: str | None
    approach: str | None
    result: str | None
    lessons: list[str]
    network_types: list[str]
    regions: list[str]
    facts: dict[str, Any]
    links: list[LinkOut]
    evidence: str | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    # The affairs of government that its sectors are mapped onto: inferred.
    urusan: list[str]
    # Members of its forum, with their provinces, when it was last written.
    forum_regions: list[str]
    # Regulations of the catalogue that it cites.
    cites: list[CitedOut]
    # Forums that said it is useful to them.
    useful_to: list[str]


class PracticeQuery(ItemQuery):
    """What practices can be asked for; codes are those of the vocabularies."""

    sector: Code | None = None
    urusan: Code | None = None
    dimension: Code | None = None
    network_type: Code | None = None
    evidence: Code | None = None
    country: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    forum: ForumSlug | None = None
    useful_to: ForumSlug | None = None
    region: Annotated[
        RegionCode | None,
        Field(
            description="Wilayahnya, anggota forumnya, atau provinsinya / its region, a member, a province"
        ),
    ] = None


class EndorsementIn(In):
    """Useful to us, and why. A forum speaks for itself; the secretariat names the forum."""

    forum_slug: ForumSlug | None = None
    note: Line | None = None


class EndorsementOut(Out):
    """A forum to which a practice is useful."""

    id: UUID
    version: int
    forum_slug: str
    note: str | None
    endorsed_at: datetime


class EndorsementQuery(PageQuery):
    """Endorsements in the order in which they came."""

    sort: Literal["id"] = "id"
