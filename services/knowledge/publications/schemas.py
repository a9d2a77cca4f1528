"""What the API takes and gives for publications."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.kit.sources import SourceIn, SourceOut
from services.kit.words import Code, Codes, In, Line, Out, Prose, check_distinct, never_null
from services.knowledge.editing.schemas import CitedOut, ForumSlug, ItemOut, ItemQuery, LinkIn, Slug

Body = Annotated[str, Field(min_length=1, max_length=50_000, pattern=r"\S")]


class AuthorIn(In):
    """Who wrote it, and for whom; with their consent."""

    name: Line
    institution: Line | None = None


Authors = Annotated[list[AuthorIn], Field(max_length=20)]
Contents = Annotated[list[Slug], Field(max_length=100), AfterValidator(check_distinct)]
Links = Annotated[list[LinkIn], Field(max_length=20)]


class PublicationPatch(In):
    """The fields of a publication that a write may change. `body` is Markdown without HTML."""

    type: Code | None = None
    title: Line | None = None
    summary: Prose | None = None
    body: Body | None = None
    language: Literal["id", "en"] | None = None
    authors: Authors | None = None
    sectors: Codes | None = None
    edition: Line | None = None
    contents: Annotated[
        Contents | None,
        Field(description="Isi edisi, berurutan: slug tulisan yang terbit / an issue's articles."),
    ] = None
    links: Links | None = None
    source: SourceIn | None = None

    _given = never_null("type", "title", "language", "authors", "sectors", "contents", "links")


class PublicationIn(PublicationPatch):
    """An article, news, a policy brief, or an issue that gathers some."""

    slug: Slug
    forum_slug: ForumSlug | None = None
    type: Code
    title: Line
    language: Literal["id", "en"] = "id"
    authors: Authors = Field(default_factory=list)
    sectors: Codes = Field(default_factory=list)
    contents: Contents = Field(default_factory=list)
    links: Links = Field(default_factory=list)


class AuthorOut(Out):
    """Who wrote it, and for whom."""

    name: str
    institution: str | None


class LinkOut(Out):
    """A link to read further."""

    title: str
    url: str


class PublicationOut(ItemOut):
    """A publication. `body_html` is the body, rendered and cleaned: safe to show as it is."""

    type: str
    title: str
    summary: str | None
    body: str | None
    body_html: str | None
    language: str
    authors: list[AuthorOut]
    sectors: list[str]
    urusan: list[str]
    edition: str | None
    contents: list[str]
    links: list[LinkOut]
    source: SourceOut | None
    cites: list[CitedOut]


class PublicationQuery(ItemQuery):
    """What publications can be asked for; codes are those of the vocabularies."""

    type: Code | None = None
    sector: Code | None = None
    urusan: Code | None = None
    language: Literal["id", "en"] | None = None
    forum: ForumSlug | None = None
    sort: Literal["title", "-title", "published_at", "-published_at"] = "-published_at"


class FeedQuery(In):
    """Of which sector."""

    sector: Code | None = None
