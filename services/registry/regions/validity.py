"""When a region was there: pure, and said so that PostgreSQL compares the same texts.

`valid_from` is the first day of a region, `valid_to` the day from which it is no more: the day its
decree took effect, on which the successors begin. Both are partial dates, null where unknown or open.
A partial end leaves open on which day of its year or month the region ended, so the region counts as
valid on each of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.kit.partial_dates import earliest_day, latest_day

# Sorts after every digit and hyphen, so that a partial end lies behind each of its days.
PADDING = "~"
FULL_LENGTH = len("2001-06-28")


class Span(NamedTuple):
    """The days a partial date may mean, as text."""

    since: str
    until: str


def span_of(when: str) -> Span:
    """First and last day of a partial date."""
    return Span(earliest_day(when).isoformat(), latest_day(when).isoformat())


def has_ended(valid_to: str | None, since: str) -> bool:
    """Whether a validity was surely over on a day."""
    return valid_to is not None and valid_to.ljust(FULL_LENGTH, PADDING) <= since


def has_begun(valid_from: str | None, until: str) -> bool:
    """Whether a validity may have begun by a day."""
    return valid_from is None or valid_from <= until


def is_valid(valid_from: str | None, valid_to: str | None, when: str) -> bool:
    """Whether something was valid at some time of a partial date."""
    span = span_of(when)
    return has_begun(valid_from, span.until) and not has_ended(valid_to, span.since)


def ends_before_start(valid_from: str | None, valid_to: str) -> bool:
    """Whether an end leaves not a day between it and the start."""
    return valid_from is not None and has_ended(valid_to, span_of(valid_from).since)


def name_at(name: str, former_names: Iterable[Mapping[str, Any]], when: str) -> str:
    """The name at a partial date: the oldest of the former ones that was not over yet, else the present."""
    since = span_of(when).since
    held = [former["name"] for former in former_names if not has_ended(former["until"], since)]
    return held[0] if held else name
