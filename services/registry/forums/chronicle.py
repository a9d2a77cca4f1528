"""Which value of a field held when: pure.

A forum's import is the first word on each of its fields, with the import's `as_of`; facts are later
words, whatever time they speak of. The present value is the one with the latest `as_of`; of equal ones
the one recorded later. `2006` sorts before `2006-01`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.kit.partial_dates import earliest_day, latest_day


@dataclass(frozen=True, slots=True)
class Word:
    """One value of a field: since when it is said to hold, and when it was recorded."""

    field: str
    value: Any
    as_of: str
    recorded_at: datetime
    source: dict[str, Any] | None = None
    mark: str | None = None

    @property
    def order(self) -> tuple[str, datetime]:
        return (self.as_of, self.recorded_at)


def latest(words: Iterable[Word]) -> Word | None:
    """The word that holds at present."""
    return max(words, key=lambda word: word.order, default=None)


def held_on(words: Iterable[Word], when: str) -> dict[str, Word]:
    """The word that held for each field at a partial date: nothing for fields not yet spoken of."""
    until = latest_day(when)
    held: dict[str, Word] = {}
    for word in sorted(words, key=lambda word: word.order):
        if earliest_day(word.as_of) <= until:
            held[word.field] = word
    return held


def lay_over(document: Mapping[str, Any], held: Mapping[str, Word], fields: Iterable[str]) -> dict[str, Any]:
    """A forum's document with its fields as they were: unknown ones are null, lists of them empty.

    What identifies a forum keeps its present value where nothing older is known: it needs a name.
    """
    always = {"name", "branch", "scope"}
    shown = dict(document)
    for field in fields:
        if field in held:
            shown[field] = held[field].value
        elif field not in always:
            shown[field] = [] if isinstance(document[field], list) else None
    return shown


def existed(row: Mapping[str, Any], when: str, *, start: str, end: str | None, known_from: str) -> bool:
    """Whether a row was there at a partial date.

    `start` and `end` name its dated fields; a row without a start is as old as the record it stands in
    (`known_from`), for nothing older is known of it.
    """
    # A budget year is a number.
    begins = str(row[start] or known_from)
    ends = row[end] if end else None
    is_over = ends is not None and latest_day(ends) < earliest_day(when)
    return earliest_day(begins) <= latest_day(when) and not is_over
