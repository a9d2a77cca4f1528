"""The root of an Indonesian word.

Affixes are taken off as Nazief and Adriani's family of algorithms does (confixes, up to three prefixes,
the nasal that swallowed a consonant given back), and only where what remains is a known root: of several
roots the longest wins, so that `berita` is no `beri` and `perikanan` no `peri`. An unknown word stays.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from services.knowledge.search.analyser.words import (
    ABBREVIATIONS,
    COMPOUNDS,
    EXCEPTIONS,
    PROVINCES,
    ROOTS,
    STOP_WORDS,
    SYNONYMS,
)

LEXICON: Final[frozenset[str]] = (
    ROOTS
    | frozenset(EXCEPTIONS.values())
    | frozenset(COMPOUNDS.values())
    | frozenset(ABBREVIATIONS)
    | frozenset(PROVINCES)
)
_LONGEST: Final = 64
_SHORTEST_ROOT: Final = 3
_MOST_PREFIXES: Final = 3
_PARTICLES: Final = ("lah", "kah", "tah", "pun")
_OWNERS: Final = ("nya", "ku", "mu")
_SUFFIXES: Final = ("kan", "an", "i")
# What a prefix may not stand with.
_DISALLOWED: Final[dict[str, frozenset[str]]] = {
    "be": frozenset({"i"}),
    "di": frozenset({"an"}),
    "ke": frozenset({"i", "kan"}),
    "me": frozenset({"an"}),
    "pe": frozenset({"i", "kan"}),
    "te": frozenset({"an"}),
    "se": frozenset({"i", "kan"}),
}
_VOWELS: Final = "aeiou"


@lru_cache(maxsize=65_536)
def root(word: str) -> str:
    """The root of a word in lower case without diacritics; the word itself where none is known."""
    word = SYNONYMS.get(word, word)
    # Written out in the lists: never taken apart.
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    if word in LEXICON or len(word) <= _SHORTEST_ROOT or len(word) > _LONGEST or not word.isalpha():
        return word
    found = max(_roots_in(word), key=len, default=None)
    if found is not None:
        return EXCEPTIONS.get(found, found)
    return _without_enclitics(word)


def is_known(word: str) -> bool:
    """Whether the analyser's own lists have the word or its root."""
    return word in STOP_WORDS or word in SYNONYMS or root(word) in LEXICON


def _roots_in(word: str) -> Iterator[str]:
    for bare in _bare(word):
        for stem, suffix in _stems(bare):
            if stem != word and _is_root(stem):
                yield stem
            for inner in _prefixes_off(stem, suffix, _MOST_PREFIXES, frozenset()):
                if _is_root(inner):
                    yield inner


def _is_root(stem: str) -> bool:
    return len(stem) >= _SHORTEST_ROOT and (stem in ROOTS or stem in EXCEPTIONS or stem in LEXICON)


def _bare(word: str) -> Iterator[str]:
    """The word with and without particle (`-lah`) and owner (`-nya`)."""
    yield word
    for particle in ("", *_PARTICLES):
        if not word.endswith(particle):
            continue
        inner = word.removesuffix(particle)
        if particle:
            yield inner
        for owner in _OWNERS:
            if inner.endswith(owner) and len(inner) - len(owner) >= _SHORTEST_ROOT:
                yield inner.removesuffix(owner)


def _stems(word: str) -> Iterator[tuple[str, str]]:
    """The word with each derivational suffix off, and which."""
    yield word, ""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_ROOT:
            yield word.removesuffix(suffix), suffix


def _prefixes_off(stem: str, suffix: str, left: int, used: frozenset[str]) -> Iterator[str]:
    if left == 0:
        return
    for prefix, inner in _one_prefix_off(stem):
        if prefix in used or len(inner) < _SHORTEST_ROOT:
            continue
        # Only the outermost prefix is bound by the suffix.
        if not used and suffix in _DISALLOWED[prefix]:
            continue
        yield inner
        yield from _prefixes_off(inner, suffix, left - 1, used | {prefix})


def _one_prefix_off(word: str) -> Iterator[tuple[str, str]]:
    """What may stand behind the first prefix, and which kind it is."""
    kind = word[:2]
    if kind in ("di", "ke", "se"):
        yield kind, word[2:]
    elif kind == "be":
        if word.startswith("ber"):
            yield kind, word[3:]
        # The r of the prefix or of the root is one.
        yield kind, word[2:]
    elif kind == "te":
        if word.startswith("ter"):
            yield kind, word[3:]
            yield kind, word[2:]
    elif kind in ("me", "pe"):
        yield from ((kind, inner) for inner in _nasal_off(kind, word))


def _nasal_off(kind: str, word: str) -> Iterator[str]:
    rest = word[2:]
    if rest.startswith("ny"):
        yield "s" + rest[2:]
    if rest.startswith("ng"):
        after = rest[2:]
        if after.startswith("e"):
            # `mengecat`, `mengebor`: roots of one syllable.
            yield after[1:]
        if after[:1] in tuple(_VOWELS):
            yield "k" + after
        yield after
    elif rest.startswith("n"):
        after = rest[1:]
        if after[:1] in tuple(_VOWELS):
            yield "t" + after
        else:
            yield after
    elif rest.startswith("m"):
        after = rest[1:]
        if after[:1] in tuple(_VOWELS):
            yield "p" + after
        elif after[:3] == "per":
            # `memper-` beside `mem-` before a root in p.
            yield after[3:]
            yield after
        else:
            yield after
    elif rest.startswith("r") and kind == "pe":
        yield rest[1:]
    # Before l, m, n, r, w, y the prefix is bare.
    yield rest


def _without_enclitics(word: str) -> str:
    """An unknown word without `-nya`, `-lah` and the like where enough of it remains to be a word."""
    for enclitic in ("nya", "lah", "kah", "pun"):
        if word.endswith(enclitic) and len(word) - len(enclitic) >= 5:
            return root(word.removesuffix(enclitic))
    return word
