"""What is handed to the index, and what of it becomes terms."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from services.knowledge.search import analyser

Kind = Literal["practice", "regulation", "forum", "publication", "situation"]
# Under which path the items of a kind are read.
PATHS: Final[dict[str, str]] = {
    "practice": "practices",
    "regulation": "regulations",
    "forum": "directory",
    "publication": "publications",
    "situation": "situations",
}

# PostgreSQL keeps no more positions of one term, and refuses terms beyond 2 kB.
_MOST_POSITIONS: Final = 255
_LONGEST_VALUE: Final = 400
# Positions of title, keywords and text lie this far apart, so that no phrase reaches across.
_APART: Final = 50


@dataclass(frozen=True, slots=True)
class Facets:
    """What a document can be filtered and counted by; codes are those of the vocabularies.

    `regions` are codes of provinces and kabupaten/kota; the provinces of the latter are added.
    """

    sectors: Sequence[str] = ()
    urusan: Sequence[str] = ()
    regions: Sequence[str] = ()
    dimension: str | None = None
    type: str | None = None
    year: int | None = None
    forum: str | None = None


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """An item as search shall find it: `names` are others than its title, `keys` exact shortcuts,
    such as its citations (`uu:23:2014`).
    """

    kind: Kind
    id: UUID
    slug: str
    title: str
    text: str
    updated_at: datetime
    keywords: str = ""
    names: Sequence[str] = ()
    keys: Sequence[str] = ()
    facets: Facets = field(default_factory=Facets)


def with_provinces(codes: Sequence[str]) -> list[str]:
    """Codes of regions, and of the provinces they lie in."""
    return sorted({*codes, *(code[:2] for code in codes)})


def title_key(title: str) -> str:
    """What two ways to write one title have in common."""
    return " ".join(analyser.query_terms(title))


def terms_of(document: SearchDocument) -> str:
    """The document's terms as the text of a tsvector."""
    placed: dict[str, list[str]] = defaultdict(list)
    start = 0
    keywords = " \n".join([*document.names, document.keywords])
    for text, weight in (
        (document.title, "A"),
        (keywords, "B"),
        (document.text, "C"),
        # A slug says in a word or two what its title may leave out.
        (document.slug.replace("-", " "), "C"),
    ):
        last = start
        for term in analyser.document_terms(text):
            last = start + term.position
            places = placed[term.term]
            # What an abbreviation stands for weighs least (D), wherever that stands.
            place = f"{last}{weight if term.is_written else ''}"
            if len(places) < _MOST_POSITIONS and (not places or places[-1] != place):
                places.append(place)
        start = last + _APART
    texts = [f"{quoted(term)}:{','.join(places)}" for term, places in placed.items()]
    return " ".join([*texts, *(quoted(value) for value in _values(document))])


def words_of(document: SearchDocument) -> list[str]:
    """The words of a document as written that a suggestion may say: letters only, four or more."""
    text = " ".join([document.title, *document.names, document.keywords, document.text])
    return sorted({w for w in analyser.surface_words(text) if len(w) >= 4 and w.isalpha()})


def quoted(term: str) -> str:
    """A term as a quoted lexeme of a tsvector or tsquery."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def value_term(name: str, value: object) -> str:
    """The term of a value of a filter; no word of a text has `=` in it."""
    return f"{name}={value}"[:_LONGEST_VALUE]


def _and_wider(key: str) -> Iterator[str]:
    """A key, and what it answers too: of `uu:23:2014#370` the law, it without its kind, and `#370`."""
    yield key
    work, mark, article = key.partition("#")
    if mark:
        yield f"#{article}"
    yield work
    if work.count(":") == 2:
        yield work[work.index(":") :]


def _values(document: SearchDocument) -> Iterator[str]:
    facets = document.facets
    yield value_term("kind", document.kind)
    yield value_term("slug", document.slug)
    named = [title_key(name) for name in (document.title, *document.names)]
    yield from (value_term("title", key) for key in dict.fromkeys(filter(None, named)))
    keys = dict.fromkeys(wider for key in document.keys for wider in _and_wider(key))
    yield from (value_term("key", key) for key in keys)
    for name, values in (("sector", facets.sectors), ("urusan", facets.urusan)):
        yield from (value_term(name, value) for value in values)
    yield from (value_term("region", code) for code in with_provinces(facets.regions))
    for name in ("dimension", "type", "year", "forum"):
        if (value := getattr(facets, name)) is not None:
            yield value_term(name, value)
