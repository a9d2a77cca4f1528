"""What the API takes and gives for any kind of knowledge."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator

from services.kit.files.kinds import is_plain_name
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.simpul import Simpul
from services.kit.words import Code, In, Line, Out, Prose, slug_unless
from services.knowledge.editing.models import SLUG_PATTERN

# Words of the contract that stand where a slug stands in a path.
RESERVED_SLUGS = frozenset({"facets", "resolve", "citations", "feed", "snapshot", "match"})
Slug = Annotated[
    str,
    Field(min_length=2, max_length=100, pattern=SLUG_PATTERN),
    AfterValidator(slug_unless(RESERVED_SLUGS)),
]
ForumSlug = Annotated[str, Field(min_length=2, max_length=100, pattern=SLUG_PATTERN)]
RegionCode = Annotated[str, Field(pattern=r"^[1-9][0-9]([.][0-9]{2})?$", examples=["34.04"])]
Count = int | Literal["10000+"]
Subject = Annotated[str, Field(min_length=3, max_length=200, pattern=r"^[a-z]+:\S+$")]


_MOST_FIGURES, _DEEPEST, _LONGEST = 200, 6, 1000


def _check_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures are small: so many values, so deep, texts so long."""
    seen = 0
    waiting: list[tuple[Any, int]] = [(figures, 1)]
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        too_long = isinstance(value, str) and len(value) > _LONGEST
        if seen > _MOST_FIGURES or depth > _DEEPEST or too_long:
            raise InvalidValue(
                "too-large",
                Text(
                    f"Paling banyak {_MOST_FIGURES} nilai, {_DEEPEST} tingkat, {_LONGEST} huruf per teks.",
                    f"At most {_MOST_FIGURES} values, {_DEEPEST} levels, {_LONGEST} characters a text.",
                ),
            )
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
    return figures


Figures = Annotated[dict[str, Any], AfterValidator(_check_figures)]


class Origin(Out):
    """Where an item was handed over from."""

    simpul: Simpul
    id: UUID
    slug: str
    forum_slug: str | None
    revision: int


class OfferOut(Out):
    """A later revision from the other simpul, laid beside a copy that was edited here."""

    revision: int
    content: dict[str, Any]
    at: datetime


class CitedOut(Out):
    """A regulation of the catalogue that a text cites, and the words that cite it."""

    text: str
    slug: str
    title: str


class AttachmentOut(Out):
    """A file beside an item."""

    id: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    is_public: bool
    is_scanned: bool
    uploaded_at: datetime


class ItemOut(Out):
    """What every kind of knowledge shows. `version` rises with every write, `revision` with its content."""

    id: UUID
    version: int
    revision: int
    slug: str
    state: str
    forum_slug: str | None
    origin: Origin | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    attachments: list[AttachmentOut]
    # Told to those who keep the item.
    reviewers: list[str] | None = None
    published_revision: int | None = None
    possible_acts: list[str] | None = None
    # What the other simpul offers since this copy was edited: a later revision of where it came from.
    offer: OfferOut | None = None


class ItemQuery(PageQuery):
    """What every list can be asked. Without `state` it gives what is published."""

    state: Annotated[
        Code | None,
        Field(description="Salinan kerja pada status itu / working copies in that state; not public."),
    ] = None
    sort: Literal["title", "-title", "published_at", "-published_at"] = "title"


class FacetOut(Out):
    """How many items have a value."""

    value: str
    count: Count


class FacetsOut(Out):
    """How many items there are, and with which values; most frequent first."""

    total: Count
    facets: dict[str, list[FacetOut]]


class ReasonIn(In):
    """Why."""

    reason: Line


class NoteIn(In):
    """An act with a remark for the record."""

    note: Line | None = None


class PublicationIn(In):
    """Publish here; with `also_in`, offer it to the other simpul too, as a row of its own there."""

    also_in: Annotated[list[Simpul], Field(max_length=2)] = Field(default_factory=list)
    note: Line | None = None


class ReviewersIn(In):
    """Who is asked to review: `client:...` or `person:...`; replaces those asked before."""

    reviewers: Annotated[list[Subject], Field(max_length=20)]

    @field_validator("reviewers")
    @classmethod
    def _once(cls, reviewers: list[str]) -> list[str]:
        return list(dict.fromkeys(reviewers))


class ReviewIn(In):
    """A verdict on the revision at hand; to have it revised, say what."""

    verdict: Literal["setuju", "perbaiki"]
    comment: Annotated[Prose | None, Field(validate_default=True)] = None

    @field_validator("comment")
    @classmethod
    def _said(cls, comment: str | None, info: Any) -> str | None:
        if comment is None and info.data.get("verdict") == "perbaiki":
            raise InvalidValue("required", Text("Sebutkan yang perlu diperbaiki.", "Say what to revise."))
        return comment


class ReviewOut(Out):
    """A verdict on a revision."""

    id: UUID
    revision: int
    verdict: str
    comment: str | None
    reviewed_by: str
    reviewed_at: datetime


class CommentIn(In):
    """A remark: on the whole, or at a field named by JSON pointer."""

    text: Prose
    pointer: Annotated[str | None, Field(max_length=300, pattern=r"^(/[^/]+)+$")] = None


class CommentOut(Out):
    """A remark on a revision."""

    id: UUID
    revision: int
    pointer: str | None
    text: str
    is_resolved: bool
    commented_by: str
    commented_at: datetime


class RowsQuery(PageQuery):
    """Rows in the order in which they were written."""

    sort: Literal["id"] = "id"


class UploadQuery(In):
    """What is said of a file beside its bytes."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["laporan.pdf"])]
    is_public: bool = False

    @field_validator("name")
    @classmethod
    def _names_a_file(cls, name: str) -> str:
        if not is_plain_name(name):
            raise InvalidValue(
                "not-a-file-name",
                Text("Harus nama berkas saja, tanpa folder.", "Must be a file's name, without folders."),
            )
        return name


class LinkIn(In):
    """A link to read further."""

    title: Line
    url: Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$")]
