"""What the API takes and gives for regulations."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.sources import Mark, SourceIn, SourceOut
from services.kit.words import (
    Code,
    Codes,
    In,
    Line,
    Moment,
    Out,
    PlainDay,
    Prose,
    check_distinct,
    never_null,
    slug_unless,
)

RESERVED = frozenset({"resolve", "facets", "citations"})
Slug = Annotated[
    str,
    Field(min_length=2, max_length=200, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["uu-23-2014"]),
    AfterValidator(slug_unless(RESERVED)),
]
Year = Annotated[int, Field(ge=1600, le=2200)]
# Of a joint act the same number may stand twice: two who signed gave the same one.
Numbers = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]], Field(max_length=50)
]
Lines = Annotated[list[Line], Field(max_length=50), AfterValidator(check_distinct)]
RelationKind = Literal[
    "mencabut",
    "dicabut_oleh",
    "mencabut_sebagian",
    "dicabut_sebagian_oleh",
    "mengubah",
    "diubah_oleh",
    "melaksanakan",
    "dilaksanakan_oleh",
]


class SignatoryIn(In):
    """Who signed, and the number that the act has with them, where that is known."""

    name: Line
    number: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class ArticleIn(In):
    """An article and what it says, in short."""

    article: Line
    gist: Prose


class ArticlePatch(In):
    """Fields of an article that change."""

    article: Line = ""
    gist: Prose = ""
    _never_null = never_null("article", "gist")


class _Said(In):
    """What is said of a work; all of it may be unknown."""

    year: Year | None = None
    numbers: Numbers = Field(default_factory=list)
    issuers: Lines = Field(default_factory=list)
    signatories: Annotated[list[SignatoryIn], Field(max_length=50)] = Field(default_factory=list)
    subject: Prose | None = None
    urusan: Codes = Field(default_factory=list)
    enacted_on: PartialDate | None = None
    promulgated_on: PartialDate | None = None
    in_force_from: PartialDate | None = None
    in_force_to: Annotated[
        PartialDate | None, Field(description="Hari pencabutan / the day of repeal: no longer in force.")
    ] = None
    unverified_from: Annotated[
        PartialDate | None, Field(description="Sejak kapan keberlakuannya belum diverifikasi.")
    ] = None
    validity_mark: Mark | None = None
    forum_slug: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    note: Prose | None = None
    source: SourceIn | None = None
    as_of: PartialDate | None = None


class RegulationIn(_Said):
    """A new work. Without a slug it is made of type, number and year."""

    slug: Slug | None = None
    type: Code
    level: Code
    title: Prose
    articles: Annotated[list[ArticleIn], Field(max_length=2000)] = Field(default_factory=list)


class RegulationPatch(_Said):
    """Fields of a work that change; lists are replaced whole."""

    type: Code = ""
    level: Code = ""
    title: Prose = ""
    _never_null = never_null("type", "level", "title", "numbers", "issuers", "signatories", "urusan")


class RelationIn(In):
    """What this work did to another, or another to this one; `target` is the other's slug."""

    kind: RelationKind
    target: Slug
    article: Line | None = None
    effective_on: PartialDate | None = None
    mark: Mark | None = None
    note: Prose | None = None


class ArticleOut(Out):
    """An article and what it says, in short."""

    id: UUID
    article: str
    gist: str


class SignatoryOut(Out):
    """Who signed; the number is null unless the source pairs them."""

    name: str
    number: str | None


class RelationOut(Out):
    """A relation as seen from this end; the other need not be in the catalogue."""

    id: UUID
    kind: RelationKind
    target: str
    article: str | None
    effective_on: str | None
    mark: Mark | None
    note: str | None


class RegulationOut(Out):
    """A work of law. `in_force` and what follows are there where `?on=` asks for a day."""

    id: UUID
    version: int
    slug: str
    uri: Annotated[str, Field(description="Alamat tetap / permanent address, below the node's own.")]
    type: str
    level: str
    title: str
    year: int | None
    numbers: list[str]
    issuers: list[str]
    signatories: list[SignatoryOut]
    subject: str | None
    urusan: list[str]
    articles: list[ArticleOut]
    relations: Annotated[
        list[RelationOut],
        Field(description="Paling banyak 200; semuanya di / at most 200, all at `/relations`."),
    ]
    has_more_relations: bool = False
    enacted_on: str | None
    promulgated_on: str | None
    in_force_from: str | None
    in_force_to: str | None
    unverified_from: str | None
    validity_mark: Mark | None
    forum_slug: str | None
    note: str | None
    source: SourceOut | None
    as_of: str | None
    inferred: list[str]
    created_at: Moment
    updated_at: Moment
    in_force: bool | None = None
    in_force_reason: str | None = None
    in_force_mark: Mark | None = None


class RegulationFilters(In):
    """Filters of regulations; codes are those of the vocabularies."""

    type: Code | None = None
    level: Code | None = None
    year: Annotated[str, Field(pattern=r"^[12][0-9]{3}$")] | None = None
    number: (
        Annotated[
            str, Field(min_length=1, max_length=100, description="Nomor seperti tercetak / as printed.")
        ]
        | None
    ) = None
    subject: (
        Annotated[
            str,
            Field(
                min_length=2, max_length=200, description="Kata dalam pokok atau judul / in subject or title."
            ),
        ]
        | None
    ) = None
    issuer: Annotated[str, Field(min_length=2, max_length=200)] | None = None
    urusan: Code | None = None
    forum: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    mark: Mark | None = None
    on: Annotated[
        PlainDay | None, Field(description="Keadaan berlaku pada hari ini / in force on this day.")
    ] = None
    in_force: Annotated[
        Literal["true", "false", "unknown"] | None,
        Field(description="Pada hari `on`, bila tidak disebut hari ini / on the day `on`, today by default."),
    ] = None

    def filters(self) -> dict[str, object]:
        """The filters that are set, by name."""
        return self.model_dump(exclude={"page_size", "cursor", "sort"}, exclude_none=True)


class RegulationQuery(RegulationFilters, PageQuery):
    """Filters and sort of the list of regulations."""

    sort: Literal["title", "-title", "year", "-year", "updated_at", "-updated_at"] = "title"


class OnQuery(In):
    """A day for which it is told whether the work is in force."""

    on: PlainDay | None = None


class ArticlesOut(Out):
    """The articles of a work that are on record."""

    items: list[ArticleOut]


class RelationsQuery(PageQuery):
    """Relations in the order in which they were recorded."""

    sort: Literal["id"] = "id"


class ResolveQuery(In):
    """A citation as somebody writes it."""

    citation: Annotated[str, Field(min_length=1, max_length=500)]


class MatchOut(Out):
    """A work that a citation may mean, and why; the best stands first."""

    slug: str
    uri: str
    title: str
    type: str
    numbers: list[str]
    year: int | None
    article: str | None
    gist: str | None
    reason: str


class MatchesOut(Out):
    """What a citation may mean. `citation` is how it was read; null where it is none."""

    citation: "CitationOut | None"
    matches: list[MatchOut]


class CitationOut(Out):
    """A citation as it was read."""

    kind: str | None
    issuer: str | None
    number: str | None
    year: int | None
    article: str | None


class TextIn(In):
    """A text to find citations in."""

    text: Annotated[str, Field(max_length=50_000)]
    context: Annotated[
        Slug | None,
        Field(
            description="Peraturan yang dimaksud oleh pasal tanpa nama / whose articles stand without a name."
        ),
    ] = None


class FoundOut(Out):
    """A citation and where it stands: `start` and `end` count characters (Unicode code points).

    `linked` names the one work of the catalogue that is meant; `ambiguous` says that the text does not tell
    it for certain and names what may be meant, 20 works at most; `unresolved` is not in the catalogue.
    """

    start: int
    end: int
    text: str
    citation: CitationOut
    status: Literal["linked", "ambiguous", "unresolved"]
    slug: str | None
    uri: str | None
    title: str | None
    candidates: list[str]


class FoundsOut(Out):
    """The citations of a text, in its order: the first 1,000. `has_more` where there are more."""

    citations: list[FoundOut]
    has_more: bool


class RegulationFacetOut(Out):
    """How many works have a value."""

    value: str | None
    count: int | Literal["10000+"]


class RegulationFacetsOut(Out):
    """How many works there are, and with which values; the most frequent first."""

    total: int | Literal["10000+"]
    type: list[RegulationFacetOut]
    level: list[RegulationFacetOut]
    year: list[RegulationFacetOut]
    forum: list[RegulationFacetOut]


MatchesOut.model_rebuild()
