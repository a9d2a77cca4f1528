"""How similar two pieces of knowledge are, and why: pure, over the tags they have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.kit.language import Text

_WORDS = {
    "sector": Text("Bidang yang sama", "Same sector"),
    "urusan": Text("Urusan pemerintahan yang sama", "Same affair of government"),
    "dimension": Text("Aspek yang sama", "Same aspect"),
    "region": Text("Wilayah yang sama", "Same region"),
    "challenge": Text("Masalah yang sama", "Same problem"),
    "network_type": Text("Tipe jejaring yang sama", "Same type of network"),
}


# How much each kind of tag counts where both have it.
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing two have in common."""

    code: str
    values: list[str]
    text: Text


@dataclass(frozen=True, slots=True)
class Similar:
    """One beside another: how much they share, and what."""

    document: Mapping[str, Any]
    score: float
    reasons: list[Reason]


def asked_by(tags: Iterable[str], weights: Weights) -> list[str]:
    """Those tags that count for anything."""
    return [tag for tag in tags if tag.partition(":")[0] in weights]


def compare(
    tags: Iterable[str], others: Iterable[tuple[Mapping[str, Any], Iterable[str]]], weights: Weights
) -> list[Similar]:
    """Those that share anything, most similar first; of equal ones by title.

    Each kind of tag counts by the share of what both have in what either has.
    """
    own = _by_name(tags)
    found = []
    for document, theirs in others:
        reasons, score = [], 0.0
        other = _by_name(theirs)
        for name, weight in weights.items():
            both = own.get(name, set()) & other.get(name, set())
            if both:
                score += weight * len(both) / len(own[name] | other[name])
                values = sorted(both)
                said = ", ".join(values)
                words = _WORDS[name]
                reasons.append(Reason(name, values, Text(f"{words.id}: {said}", f"{words.en}: {said}")))
        if reasons:
            found.append(Similar(document, round(score, 4), reasons))
    return sorted(found, key=lambda similar: (-similar.score, similar.document["title"]))


def _by_name(tags: Iterable[str]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for tag in tags:
        name, _, value = tag.partition(":")
        named.setdefault(name, set()).add(value)
    return named
