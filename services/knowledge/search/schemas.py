"""What the API takes and gives for search."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from services.kit.language import Text
from services.kit.paging import Page, PageQuery
from services.kit.problems import InvalidValue
from services.kit.web.validation import NOT_BLANK
from services.kit.words import Code, In, Out, PlainDay
from services.knowledge.search.documents import Kind

LONGEST_QUERY = 500


def _storable(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" or c == "\0" for c in text):
        raise InvalidValue(
            "not-text", Text("Memuat yang bukan teks Unicode.", "Has what is no Unicode text.")
        )
    return text


def _plain_year(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise InvalidValue("int-parsing", Text("Harus berupa bilangan bulat.", "Must be an integer."))
    return value


Words = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_QUERY,
        pattern=NOT_BLANK,
        description="Kata, kutipan peraturan, pasal, kode wilayah atau urusan, slug / words, a citation, an "
        "article, a region's or an urusan's code, a slug.",
    ),
    AfterValidator(_storable),
]


class Filters(BaseModel):
    """What narrows a search; codes are those of the vocabularies, `forum` is a slug."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Kind | None, Field(description="Jenis hasil / kind of result.")] = None
    sector: Annotated[Code | None, Field(description="Kode bidang / a sector's code: persampahan.")] = None
    urusan: Annotated[
        Code | None, Field(description="Kode urusan pemerintahan / code of a governmental affair: 2.11.")
    ] = None
    region: Annotated[
        str | None,
        Field(
            pattern=r"^[1-9][0-9]([.][0-9]{2})?$", description="Kode wilayah / a region's code: 34.71, 34."
        ),
    ] = None
    province: Annotated[
        str | None, Field(pattern=r"^[1-9][0-9]$", description="Kode provinsi / a province's code: 34.")
    ] = None
    dimension: Annotated[
        Code | None, Field(description="Kode aspek kerja sama / code of an aspect of cooperation.")
    ] = None
    type: Annotated[Code | None, Field(description="Jenis dokumen / kind of document, e.g. pp.")] = None
    year: Annotated[
        Annotated[int, BeforeValidator(_plain_year)] | None,
        Field(ge=1, le=9999, description="Tahun peraturan atau berdirinya forum / year of act or founding."),
    ] = None
    forum: Annotated[Code | None, Field(description="Slug forum / a forum's slug.")] = None


class SearchQuery(PageQuery, Filters):
    """A search: words, filters and order."""

    q: Words
    sort: Annotated[
        Literal["relevance", "newest"],
        Field(
            description="Urutan: paling sesuai atau paling baru diubah / order: best or latest changed first."
        ),
    ] = "relevance"


class PartOut(Out):
    """A piece of plain text, line breaks as blanks: to be escaped by whoever shows it as HTML."""

    text: str
    match: bool


class HighlightOut(Out):
    """A fragment of one field in which the query was found, in pieces to be joined."""

    field: Literal["title", "keywords", "text"]
    parts: list[PartOut]


class ResultOut(Out):
    """One result. `id` and `slug` are those of the item of its kind, `uri` where it is read; `score` has no
    unit.
    """

    kind: Kind
    id: UUID
    slug: str
    uri: str
    title: str
    score: float
    highlights: list[HighlightOut]


class ResultsOut(Page[ResultOut]):
    """A page of results. `suggestion` is another query to try, where a word is unknown to the index."""

    suggestion: str | None


Count = int | Literal["10000+"]


class FacetOut(Out):
    """How many results have one value."""

    value: str
    count: Count


class SearchFacetsOut(Out):
    """How many results there are, and with which values, the most frequent first.

    Above 10,000 a count is `"10000+"`; the values are then counted over that many results.
    """

    total: Count
    kind: list[FacetOut]
    sector: list[FacetOut]
    urusan: list[FacetOut]
    region: list[FacetOut]
    dimension: list[FacetOut]
    type: list[FacetOut]
    year: list[FacetOut]
    forum: list[FacetOut]


class FacetsQuery(Filters):
    """Facets take what the search takes, but neither page nor order."""

    q: Words


class ClickIn(In):
    """A result that was chosen, at which position (from 1), for which query."""

    query: Words
    kind: Kind
    slug: Annotated[str, Field(min_length=1, max_length=200)]
    position: Annotated[int, Field(ge=1, le=10_000, strict=True)]


Found = Literal["0", "1-9", "10+"]


class LogQuery(PageQuery):
    """The log of a period, both days included; by default the last 30 days."""

    model_config = ConfigDict(extra="forbid")

    since: PlainDay | None = None
    until: PlainDay | None = None
    found: Annotated[Found | None, Field(description="Banyaknya hasil / how many results.")] = None
    sort: Literal["-searches"] = "-searches"


class LoggedOut(Out):
    """A query as it is kept: words unknown to index and analyser are `\u2026`.

    `found` is how many results it had, `clicks` how often one of them was chosen in the period.
    """

    query: str
    found: Found
    searches: int
    clicks: int
    first_day: date
    last_day: date
