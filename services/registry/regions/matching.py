"""Which region a written name means.

A name may carry its level ("Kab.", "Kota", in front or behind), be an abbreviation ("DIY", "Jateng",
"OKI"), or have a typo. A choice is made only where one candidate is clearly ahead: "Bogor" alone is
both a kabupaten and a kota, so nothing is chosen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.kit.language import Text

EXACT, ABBREVIATION, SHORT_FORM, WITHOUT_LEVEL = 1.0, 0.95, 0.9, 0.9
# Below this a typo is no longer told from another name.
LOWEST_SCORE = 0.6
CHOSEN_SCORE = 0.8
CHOSEN_LEAD = 0.04

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region, how well it fits (0 to 1), whether it is the one meant, and why."""

    region: NamedRegion
    score: float
    chosen: bool
    reason: Text


def _split(name: str) -> tuple[str, str | None]:
    """The bare words of a name, and the level it says."""
    level: str | None = None
    words: list[str] = []
    for word in re.findall(r"[^\W_]+", name.casefold()):
        if word in _LEVELS and level is None:
            level = _LEVELS[word]
        elif word in _FILLERS:
            level = level or _IMPLIED.get(word)
        else:
            words.append(word)
    # "Kota" may be all there is of a name that has more words; then it is a word of it.
    return (" ".join(words), level) if words else (name.casefold().strip(), None)


def _abbreviates(short: str, words: Sequence[str]) -> bool:
    """Whether `short` is made of a beginning of each word in turn: D+I+Y, Ja+Teng, O+K+I."""
    if not words:
        return not short
    word = words[0]
    return any(
        short.startswith(word[:length]) and _abbreviates(short[length:], words[1:])
        for length in range(1, min(len(word), len(short)) + 1)
    )


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
        score, reason = EXACT, Text("nama sama", "same name")
    elif wanted in _short_forms(words):
        score, reason = SHORT_FORM, Text("bentuk pendek", "short form")
    elif 2 <= len(short) <= 12 and any(_abbreviates(short, form) for form in _abbreviated(words)):
        score, reason = ABBREVIATION, Text("singkatan", "abbreviation")
    else:
        score = fuzz.ratio(wanted, bare) / 100
        reason = Text("nama mirip", "similar name")
    if wanted_level is None:
        # A province is seldom written with its level, a kabupaten or kota nearly always.
        if region.level != "provinsi" and score > WITHOUT_LEVEL:
            score = WITHOUT_LEVEL
            reason = Text(f"{reason.id}, tanpa tingkat", f"{reason.en}, no level given")
    elif wanted_level != region.level:
        score *= 0.8
        reason = Text(f"{reason.id}, tingkat berbeda", f"{reason.en}, another level")
    return round(score, 3), reason


def match(name: str, regions: Sequence[NamedRegion], *, limit: int) -> list[Candidate]:
    """Candidates for a written name, best first; at most one is chosen."""
    wanted, level = _split(name)
    scored = [(region, *_score(wanted, level, region)) for region in regions]
    best = sorted((entry for entry in scored if entry[1] >= LOWEST_SCORE), key=lambda e: (-e[1], e[0].code))[
        : max(limit, 2)
    ]
    if not best:
        return []
    runner_up = best[1][1] if len(best) > 1 else 0.0
    is_clear = best[0][1] >= CHOSEN_SCORE and best[0][1] - runner_up >= CHOSEN_LEAD
    return [
        Candidate(region, score, chosen=is_clear and index == 0, reason=reason)
        for index, (region, score, reason) in enumerate(best[:limit])
    ]
