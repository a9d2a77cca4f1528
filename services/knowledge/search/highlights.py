"""Where a result has the words of the query: pieces of plain text, each marked as found or not."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from services.knowledge.search import analyser

# Of a long text only the beginning is searched for words to show.
_LONGEST_LOOK: Final = 8_000
_AROUND: Final = 80
_MOST_FRAGMENTS: Final = 2
_MOST_MARKS: Final = 12
# As far as the longest wording of an abbreviation reaches.
_REACH: Final = 120
_LINE_BREAK: Final = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")
_seeds = lru_cache(maxsize=256)(analyser.seeds)


def highlights(fields: dict[str, str], terms: frozenset[str]) -> list[dict[str, Any]]:
    """`{"field", "parts": [{"text", "match"}]}` of the fields in which a term stands; text as stored,
    line breaks as blanks.
    """
    shown = []
    for name, text in fields.items():
        if not terms:
            break
        looked = _LINE_BREAK.sub(" ", text[:_LONGEST_LOOK])
        marks = _marks(looked, terms)
        if not marks:
            continue
        if name == "title":
            shown.append({"field": name, "parts": _parts(looked, 0, len(looked), marks)})
            continue
        for start, end, within in islice(_fragments(looked, marks), _MOST_FRAGMENTS):
            shown.append({"field": name, "parts": _parts(looked, start, end, within)})
    return shown


def _marks(text: str, terms: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches of a text that are one of the terms, in order, none within another.

    Only what lies around a word that may begin one is taken apart, and only until there is enough to show.
    """
    marks: list[tuple[int, int]] = []
    looked_to = 0
    for place in analyser.places(text, _seeds(terms)):
        if place < looked_to:
            continue
        if len(marks) >= _MOST_MARKS:
            break
        looked_to = _end_of_word(text, place + _REACH)
        for placed in analyser.document_terms(text[place:looked_to]):
            if placed.term in terms:
                _add(marks, place + placed.start, place + placed.end)
    return marks


def _add(marks: list[tuple[int, int]], start: int, end: int) -> None:
    if marks and start < marks[-1][1]:
        marks[-1] = (marks[-1][0], max(marks[-1][1], end))
    else:
        marks.append((start, end))


def _end_of_word(text: str, at: int) -> int:
    space = text.find(" ", at)
    return len(text) if space == -1 else space


def _fragments(
    text: str, marks: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Stretches around marks, those near one another in one."""
    group: list[tuple[int, int]] = []
    for mark in marks:
        if group and (mark[0] - group[-1][1] > _AROUND or mark[1] - group[0][0] > 3 * _AROUND):
            yield (*_around(text, group), group)
            group = []
        group.append(mark)
    if group:
        yield (*_around(text, group), group)


def _around(text: str, group: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From where to where to show, in whole words."""
    start, end = max(0, group[0][0] - _AROUND), min(len(text), group[-1][1] + _AROUND)
    if start and (space := text.find(" ", start, group[0][0])) != -1:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", group[-1][1], end)) != -1:
        end = space
    return start, end


def _parts(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    at = start
    for first, last in marks:
        if first > at:
            parts.append({"text": text[at:first], "match": False})
        parts.append({"text": text[first:last], "match": True})
        at = last
    if at < end:
        parts.append({"text": text[at:end], "match": False})
    return parts
