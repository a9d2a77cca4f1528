"""Which region a written name means.

A name may carry its level ("Kab.", "Kota", in front or behind), be an abbreviation ("DIY", "Jateng",
"OKI"), or have a typo. A choice is made only where one candidate is clearly ahead: "Bogor" alone is
both a kabupaten and a kota, so nothing is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.kit.language import Text
from services.registry.matching import (
    ABBREVIATED,
    ABBREVIATION,
    EXACT,
    SAME_NAME,
    SIMILAR_NAME,
    Candidate,
    abbreviates,
    may_abbreviate,
    rank,
    words_of,
)

SHORT_FORM, WITHOUT_LEVEL = 0.9, 0.9

_LEVELS = {
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "kota": "kota",
    "kotamadya": "kota",
    "prov": "provinsi",
    "provinsi": "provinsi",
    "propinsi": "provinsi",
}
_FILLERS = frozenset({"administrasi", "adm", "pemkab", "pemkot", "pemprov"})
_IMPLIED = {"pemkab": "kabupaten", "pemkot": "kota", "pemprov": "provinsi"}


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """What matching needs to know of a region."""

    code: str
    name: str
    level: str


def _split(name: str) -> tuple[str, str | None]:
    """The bare words of a name, and the level it says."""
    level: str | None = None
    words: list[str] = []
    for word in words_of(name):
        if word in _LEVELS and level is None:
            level = _LEVELS[word]
        elif word in _FILLERS:
            level = level or _IMPLIED.get(word)
        else:
            words.append(word)
    # "Kota" may be all there is of a name that has more words; then it is a word of it.
    return (" ".join(words), level) if words else (name.casefold().strip(), None)


def _abbreviated(words: Sequence[str]) -> list[Sequence[str]]:
    """The parts of a name that abbreviations are made of: all of it, "DKI" of four words, "Babel"."""
    forms: list[Sequence[str]] = [words]
    if len(words) > 3:
        forms.append(words[:3])
    if len(words) > 2 and words[0] == "kepulauan":
        forms.append(words[1:])
    return forms


def _short_forms(words: Sequence[str]) -> frozenset[str]:
    """What people say for a long name: "Jakarta", "Bangka Belitung"."""
    if len(words) > 2 and words[0] == "daerah":
        return frozenset({words[-1]})
    return frozenset({" ".join(words[1:])}) if len(words) > 2 and words[0] == "kepulauan" else frozenset()


def _score(wanted: str, wanted_level: str | None, region: NamedRegion) -> tuple[float, Text]:
    bare, _ = _split(region.name)
    words = bare.split()
    short = wanted.replace(" ", "")
    if wanted == bare:
        score, reason = EXACT, SAME_NAME
    elif wanted in _short_forms(words):
        score, reason = SHORT_FORM, Text("bentuk pendek", "short form")
    elif may_abbreviate(short) and any(abbreviates(short, form) for form in _abbreviated(words)):
        score, reason = ABBREVIATION, ABBREVIATED
    else:
        score, reason = fuzz.ratio(wanted, bare) / 100, SIMILAR_NAME
    if wanted_level is None:
        # A province is seldom written with its level, a kabupaten or kota nearly always.
        if region.level != "provinsi" and score > WITHOUT_LEVEL:
            score = WITHOUT_LEVEL
            reason = Text(f"{reason.id}, tanpa tingkat", f"{reason.en}, no level given")
    elif wanted_level != region.level:
        score *= 0.8
        reason = Text(f"{reason.id}, tingkat berbeda", f"{reason.en}, another level")
    return round(score, 3), reason


def match(name: str, regions: Sequence[NamedRegion], *, limit: int) -> list[Candidate[NamedRegion]]:
    """Candidates for a written name, best first; at most one is chosen."""
    wanted, level = _split(name)
    scored = ((region, *_score(wanted, level, region)) for region in regions)
    return rank(scored, key=lambda region: region.code, limit=limit)
