"""Which forum a written name means.

A name may say the kind of body ("Sekber Kartamantul"), be the short name, an abbreviation or a part of
the long name, or have a typo. Among several that fit alike nothing is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from rapidfuzz import fuzz

from services.kit.language import Text
from services.registry.matching import (
    ABBREVIATED,
    ABBREVIATION,
    EXACT,
    LOWEST_SCORE,
    SAME_NAME,
    SIMILAR_NAME,
    Candidate,
    abbreviates,
    may_abbreviate,
    rank,
    words_of,
)

# More forums than a simpul will ever have; a bound on the work of one question.
MOST_FORUMS = 20_000
WITHOUT_KIND = 0.95
# A name of which only a part is written: the more of it is, the better.
PART, PART_OF_WHOLE = 0.75, 0.2
SHORTEST_PART = 4

# Words that say which kind of body a forum is, and not which forum.
_KINDS = frozenset(
    {
        "antar",
        "asosiasi",
        "badan",
        "bersama",
        "dan",
        "daerah",
        "forum",
        "kerja",
        "kerjasama",
        "lembaga",
        "regional",
        "sama",
        "sekber",
        "sekretariat",
    }
)
_NAMED_WITHOUT_KIND = Text("nama sama, tanpa jenis lembaga", "same name, without the kind of body")
_PART_OF_NAME = Text("bagian nama", "part of the name")


@dataclass(frozen=True, slots=True)
class NamedForum:
    """What matching needs to know of a forum."""

    id: UUID
    slug: str
    name: str
    short_name: str | None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All the names it goes by."""
        short = (self.short_name,) if self.short_name else ()
        return (self.name, *short, *self.aliases)


@dataclass(frozen=True, slots=True)
class _Written:
    """A name taken apart: its words, and those of them that do not only say the kind of body."""

    words: tuple[str, ...]
    joined: str
    telling: frozenset[str]
    bare: str


# Of the names on record most are the same from one question to the next.
@lru_cache(maxsize=2 * MOST_FORUMS)
def _take_apart(name: str) -> _Written:
    words = tuple(words_of(name)) or (name.casefold().strip(),)
    telling = [word for word in words if word not in _KINDS] or words
    # Without blanks, for "Java Promo" and "Javapromo" are one name.
    return _Written(words, "".join(words), frozenset(telling), "".join(telling))


def _score(wanted: _Written, name: _Written) -> tuple[float, Text]:
    if not wanted.words or not name.words or not name.words[0]:
        return 0.0, SIMILAR_NAME
    if wanted.joined == name.joined:
        return EXACT, SAME_NAME
    if wanted.bare == name.bare:
        return WITHOUT_KIND, _NAMED_WITHOUT_KIND
    if (
        len(wanted.words) == 1
        and may_abbreviate(wanted.joined)
        and wanted.joined[0] == name.words[0][0]
        and abbreviates(wanted.joined, name.words)
    ):
        return ABBREVIATION, ABBREVIATED
    ratio = fuzz.ratio(wanted.bare, name.bare, score_cutoff=LOWEST_SCORE * 100) / 100
    if len(wanted.bare) >= SHORTEST_PART and wanted.telling <= name.telling:
        part = PART + PART_OF_WHOLE * min(len(wanted.bare) / len(name.bare), 1)
        if part > ratio:
            return part, _PART_OF_NAME
    return ratio, SIMILAR_NAME


def match(name: str, forums: Sequence[NamedForum], *, limit: int) -> list[Candidate[NamedForum]]:
    """Candidates for a written name, best first; at most one is chosen."""
    wanted = _take_apart(name)
    scored = []
    for forum in forums:
        score, reason = max(
            (_score(wanted, _take_apart(each)) for each in forum.names), key=lambda judged: judged[0]
        )
        scored.append((forum, round(score, 3), reason))
    return rank(scored, key=lambda forum: forum.slug, limit=limit)
