"""Pure arithmetic of days: calendar days, and the working days of Indonesian offices.

A working day is neither Saturday nor Sunday, nor a public holiday or cuti bersama, nor a day that the
simpul's secretariat added. The day on which a limit begins is not counted; its last day is counted whole.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

from holidays import country_holidays

Unit = Literal["hari_kalender", "hari_kerja"]
UNITS: Final[tuple[Unit, ...]] = ("hari_kalender", "hari_kerja")
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """The public holidays and the cuti bersama of a year, as far as they are known."""
    return frozenset(country_holidays("ID", years=year, categories=("public", "government")))


@cache
def is_provisional(year: int) -> bool:
    """Whether the joint decree on a year's cuti bersama is not known yet: its holidays are estimates."""
    return not country_holidays("ID", years=year, categories=("government",))


def is_working(day: date, extra: Collection[date] = ()) -> bool:
    """Whether offices work on a day; on the `extra` ones they do not."""
    return day.weekday() < _SATURDAY and day not in holidays_of(day.year) and day not in extra


def counts(day: date, unit: str, extra: Collection[date] = ()) -> bool:
    """Whether a day is counted."""
    return unit == "hari_kalender" or is_working(day, extra)


def last_day(start: date, days: int, unit: str, extra: Collection[date] = ()) -> date:
    """The last day of a limit of so many days that begins after `start`; that day where none is left."""
    if unit == "hari_kalender":
        return start + timedelta(days=days)
    day = start
    while days > 0:
        day += _DAY
        days -= is_working(day, extra)
    return day


def days_left(today: date, last: date, unit: str, extra: Collection[date] = ()) -> int:
    """The days after `today` up to and with `last`; below zero by those that have passed since."""
    if unit == "hari_kalender":
        return (last - today).days
    first, end, sign = (today, last, 1) if today <= last else (last, today, -1)
    return sign * sum(is_working(first + _DAY * n, extra) for n in range(1, (end - first).days + 1))
