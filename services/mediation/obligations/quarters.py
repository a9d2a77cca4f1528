"""Quarters of a year, by which promises are reported: pure."""

from collections.abc import Collection
from datetime import date


def quarter_of(day: date) -> str:
    """`2026-T4`: the quarter in which a day lies."""
    return f"{day.year}-T{(day.month - 1) // 3 + 1}"


def missing(since: date, until: date, reported: Collection[str]) -> list[str]:
    """The quarters over since a day that nobody reported on; the running one is not over."""
    found = []
    year, number = since.year, (since.month - 1) // 3 + 1
    while f"{year}-T{number}" < quarter_of(until):
        if f"{year}-T{number}" not in reported:
            found.append(f"{year}-T{number}")
        year, number = (year, number + 1) if number < 4 else (year + 1, 1)
    return found
