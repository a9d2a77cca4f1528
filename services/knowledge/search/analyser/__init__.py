"""From Indonesian text to terms, the same way for documents and for queries.

A text becomes roots in the order of its words: without stop words, compounds as one term however they are
written (`kerja sama`, `kerjasama`), doubled words once (`kota-kota`). Of a document also what its
abbreviations stand for, and the abbreviations of what it writes out, so that both are found by either.
Pure: no I/O, no state but caches, never raises, and takes time in proportion to the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from services.knowledge.search.analyser.roots import LEXICON, is_known, root
from services.knowledge.search.analyser.words import (
    ABBREVIATIONS,
    COMPOUNDS,
    JOINED_FIRST,
    MUNICIPALITIES,
    PLAIN_ABBREVIATIONS,
    PLAIN_PHRASES,
    PROVINCES,
    SHORTENED,
    STOP_WORDS,
)

__all__ = [
    "MUNICIPALITIES",
    "PROVINCES",
    "SHAPE",
    "Placed",
    "Word",
    "document_terms",
    "fold",
    "is_known",
    "query_terms",
    "root",
    "surface_words",
    "words",
]

# Changes with whatever makes other terms of the same text.
SHAPE: Final = sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.iterdir()) if path.is_file())
).hexdigest()[:16]
# Letters and digits of any script, and the marks that stand on them.
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
# Longer is no word anybody looks for.
LONGEST_TERM: Final = 64
# Of a document's words so many are looked at; PostgreSQL knows 16,383 positions.
MOST_WORDS: Final = 12_000
_SHORTEST_JOINED: Final = 4
# A query's phrase of fewer words stays as its words, which documents have in either case.
_FEWEST_ABBREVIATED: Final = 3


class Word(NamedTuple):
    """A term, and where in the text (code points) it stands."""

    term: str
    start: int
    end: int


class Placed(NamedTuple):
    """A term of a document: at which position (from 1), and from where to where in the text.

    `is_written`: not only meant by an abbreviation that stands there.
    """

    term: str
    position: int
    start: int
    end: int
    is_written: bool = True


def fold(text: str) -> str:
    """Lower case, without diacritics and forms that only look different."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", plain)


def surface_words(text: str) -> Iterator[str]:
    """The words of a text as written, folded."""
    for match in _WORD.finditer(text):
        yield from _read(match[0])[0]


def words(text: str) -> list[Word]:
    """The roots of a text, in order: without stop words, compounds as one."""
    found: list[Word] = []
    for word in _roots(text):
        found.append(word)
        while len(found) > 1 and (joined := COMPOUNDS.get((found[-2].term, found[-1].term))):
            last, first = found.pop(), found.pop()
            found.append(Word(joined, first.start, last.end))
        if len(found) == MOST_WORDS:
            break
    return found


def query_terms(text: str) -> list[str]:
    """What a query asks for: abbreviations as such, also where it writes out three words or more, and
    some of two.
    """
    found = words(text)
    terms: list[str] = []
    at = 0
    while at < len(found):
        phrases = [phrase for phrase in _phrases_at(found, at) if phrase[1] not in PLAIN_PHRASES]
        length, short = max(phrases, default=(1, found[at].term))
        if length < _FEWEST_ABBREVIATED and short not in SHORTENED:
            length, short = 1, found[at].term
        terms += _PARTS[short] if short in PLAIN_ABBREVIATIONS else (short,)
        at += length
    return terms


def document_terms(text: str) -> list[Placed]:
    """What a document is found by: its words, its abbreviations and what they stand for."""
    found = words(text)
    terms: list[Placed] = []
    for at, (term, start, end) in enumerate(found):
        terms.append(Placed(term, at + 1, start, end))
        if term in _PARTS:
            terms += [Placed(part, at + 1, start, end, is_written=False) for part in _PARTS[term]]
        if term in _PHRASES:
            for length, short in _phrases_at(found, at):
                terms.append(Placed(short, at + 1, start, found[at + length - 1].end))
    return terms


def seeds(terms: frozenset[str]) -> frozenset[str]:
    """The single words of a text at which one of these terms may begin: itself, the first half of a
    compound, the first word of what it abbreviates, an abbreviation of it.
    """
    found = set(terms)
    found |= {first for (first, _), joined in COMPOUNDS.items() if joined in terms}
    found |= {short for short, parts in _PARTS.items() if not terms.isdisjoint(parts)}
    for first, phrases in _PHRASES.items():
        if any(short in terms for _, short in phrases):
            found.add(first)
    # A phrase may begin with a compound.
    found |= {first for (first, _), joined in COMPOUNDS.items() if joined in found}
    return frozenset(found)


def places(text: str, wanted: frozenset[str]) -> Iterator[int]:
    """Where in a text one of these words begins; a quick look, without compounds and abbreviations."""
    for match in _WORD.finditer(text):
        if not wanted.isdisjoint(_read(match[0])[1]):
            yield match.start()


def _read(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is written without a gap, as folded words and as terms."""
    # What is longer than any word must not fill the memory.
    return _cached(written) if len(written) <= LONGEST_TERM else _taken_apart(written)


def _taken_apart(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    folded = tuple(piece[:LONGEST_TERM] for piece in _WORD.findall(fold(written)))
    return folded, tuple(term for piece in folded for term in _terms_of(piece))


_cached = lru_cache(maxsize=65_536)(_taken_apart)


def _roots(text: str) -> Iterator[Word]:
    before: Word | None = None
    for match in _WORD.finditer(text):
        for term in _read(match[0])[1]:
            word = Word(term, match.start(), match.end())
            if before is not None and before.term == term and _is_doubled(text, before, word):
                continue
            before = word
            yield word


def _is_doubled(text: str, before: Word, word: Word) -> bool:
    """Whether a word that repeats the one before stands behind a hyphen: `perundang-undangan`."""
    return text[before.end : word.start] == "-"


@lru_cache(maxsize=65_536)
def _terms_of(word: str) -> tuple[str, ...]:
    if word in STOP_WORDS:
        return ()
    found = root(word)
    if found == word and word not in LEXICON:
        for first in JOINED_FIRST:
            rest = word.removeprefix(first)
            if rest != word and len(rest) >= _SHORTEST_JOINED and root(rest) in LEXICON:
                return (first, *_terms_of(rest))
    return () if found in STOP_WORDS else (found,)


def _phrases_at(found: list[Word], at: int) -> Iterator[tuple[int, str]]:
    for phrase, short in _PHRASES.get(found[at].term, ()):
        if tuple(word.term for word in found[at : at + len(phrase)]) == phrase:
            yield len(phrase), short


def _read_abbreviations() -> tuple[
    dict[str, tuple[str, ...]], dict[str, tuple[tuple[tuple[str, ...], str], ...]]
]:
    parts: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for short, wordings in ABBREVIATIONS.items():
        for wording in wordings:
            phrase = tuple(word.term for word in words(wording))
            parts[short] = tuple(dict.fromkeys((*parts.get(short, ()), *phrase)))
            phrases[phrase[0]] = (*phrases.get(phrase[0], ()), (phrase, short))
    return parts, phrases


# Of each abbreviation the terms it stands for; by their first term, the phrases that are abbreviated.
_PARTS, _PHRASES = _read_abbreviations()
