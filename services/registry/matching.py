"""What matching of written names has in common: its scale, its choice, its reading of abbreviations.

What a name is made of (levels of a region, kinds of a forum) is the business of each capability.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.kit.language import Text

T = TypeVar("T")

EXACT, ABBREVIATION = 1.0, 0.95
# Below this a typo is no longer told from another name.
LOWEST_SCORE = 0.6
CHOSEN_SCORE = 0.8
CHOSEN_LEAD = 0.04

SAME_NAME = Text("nama sama", "same name")
ABBREVIATED = Text("singkatan", "abbreviation")
SIMILAR_NAME = Text("nama mirip", "similar name")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """What a name may mean, how well it fits (0 to 1), whether it is the one meant, and why."""

    found: T
    score: float
    chosen: bool
    reason: Text


def words_of(name: str) -> list[str]:
    """The words of a name, without case and punctuation."""
    return re.findall(r"[^\W_]+", name.casefold())


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Whether `short` is made of a beginning of each word in turn: D+I+Y, Ja+Teng, O+K+I."""
    ends = {0}
    for word in words:
        ends = {
            start + length
            for start in ends
            for length in range(1, min(len(word), len(short) - start) + 1)
            if short.startswith(word[:length], start)
        }
    return len(short) in ends


def may_abbreviate(short: str) -> bool:
    """Whether a text has the length of an abbreviation."""
    return 2 <= len(short) <= 12


def rank(
    scored: Iterable[tuple[T, float, Text]], *, key: Callable[[T], str], limit: int
) -> list[Candidate[T]]:
    """Candidates, best first and by `key` among equals; one is chosen only where it is clearly ahead."""
    best = sorted((entry for entry in scored if entry[1] >= LOWEST_SCORE), key=lambda e: (-e[1], key(e[0])))[
        : max(limit, 2)
    ]
    if not best:
        return []
    runner_up = best[1][1] if len(best) > 1 else 0.0
    is_clear = best[0][1] >= CHOSEN_SCORE and best[0][1] - runner_up >= CHOSEN_LEAD
    return [
        Candidate(found, score, chosen=is_clear and index == 0, reason=reason)
        for index, (found, score, reason) in enumerate(best[:limit])
    ]
