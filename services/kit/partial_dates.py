"""Dates as the sources know them: a year, a month, or a day (`2001`, `2001-06`, `2001-06-28`)."""

import re
from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from services.kit.language import Text
from services.kit.problems import InvalidValue

PATTERN = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def earliest_day(value: str) -> date:
    """The first day a partial date may mean."""
    year, month, day = [*(int(part) for part in value.split("-")), 1, 1][:3]
    return date(year, month, day)


def latest_day(value: str) -> date:
    """The last day a partial date may mean."""
    first = earliest_day(value)
    if len(value) == len("2001-06-28"):
        return first
    if len(value) == len("2001"):
        return date(first.year, 12, 31)
    return date(first.year, first.month, monthrange(first.year, first.month)[1])


def _check(value: str) -> str:
    if re.fullmatch(PATTERN, value):
        try:
            earliest_day(value)
        except ValueError:
            pass
        else:
            return value
    raise InvalidValue(
        "invalid-partial-date",
        Text(
            "Harus tahun, bulan, atau tanggal yang ada: 2001, 2001-06, atau 2001-06-28.",
            "Must be an existing year, month or day: 2001, 2001-06 or 2001-06-28.",
        ),
    )


PartialDate = Annotated[
    str, AfterValidator(_check), Field(pattern=PATTERN, examples=["2001", "2001-06", "2001-06-28"])
]


def _check_day(value: str) -> str:
    if len(_check(value)) == len("2001-06-28"):
        return value
    raise InvalidValue(
        "invalid-day",
        Text("Harus tanggal lengkap: 2001-06-28.", "Must be a whole date: 2001-06-28."),
    )


# A day and nothing less: what a term is counted from.
Day = Annotated[
    str,
    AfterValidator(_check_day),
    Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", examples=["2001-06-28"]),
]
