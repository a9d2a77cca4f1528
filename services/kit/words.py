"""What the shapes of every service are made of."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
)

from services.kit import clock
from services.kit.language import Text
from services.kit.partial_dates import PartialDate, earliest_day
from services.kit.problems import InvalidValue


def check_distinct(values: list[str]) -> list[str]:
    """The same list, if nothing stands in it twice."""
    if len(set(values)) != len(values):
        raise InvalidValue(
            "repeated-value", Text("Setiap isi hanya boleh sekali.", "Each item may stand once.")
        )
    return values


def slug_unless(reserved: frozenset[str]) -> Callable[[str], str]:
    """A check of a slug: neither a UUID, which stands for an id in a path, nor a word of the API's paths."""

    def check(slug: str) -> str:
        if slug in reserved:
            raise InvalidValue(
                "reserved-slug", Text(f"`{slug}` dipakai oleh API ini.", f"`{slug}` is used by this API.")
            )
        try:
            UUID(slug)
        except ValueError:
            return slug
        raise InvalidValue(
            "reserved-slug", Text("Slug tidak boleh berupa UUID.", "A slug may not be a UUID.")
        )

    return check


Code = Annotated[str, Field(min_length=1, max_length=100)]
Codes = Annotated[list[Code], Field(max_length=50), AfterValidator(check_distinct)]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Prose = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]


def _plain_days(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise InvalidValue("int-parsing", Text("Harus berupa bilangan bulat.", "Must be an integer."))
    return value


def _plain_day(value: object) -> object:
    # pydantic would take a number of seconds for a day too.
    is_day = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    if not is_day and not isinstance(value, date):
        raise InvalidValue("date-parsing", Text("Harus tanggal ISO 8601.", "Must be an ISO 8601 date."))
    return value


PlainDay = Annotated[date, BeforeValidator(_plain_day)]
# Filters that several lists have.
Yes = Annotated[Literal["true"], Field(description="Hanya `true` / `true` only.")]
EndsWithinDays = Annotated[
    int,
    BeforeValidator(_plain_days),
    Field(ge=0, le=3660, description="Berakhir dalam sekian hari / ends within so many days from today."),
]


def _as_postgresql_writes(moment: datetime) -> str:
    day, _, rest = moment.isoformat().partition(".")
    if not rest:
        return day
    fraction, sign, zone = rest.partition("+")
    # No zeros at the end of a fraction.
    return f"{day}.{fraction.rstrip('0')}{sign}{zone}"


# A moment as PostgreSQL writes it into JSON, so that a write and a read answer alike.
Moment = Annotated[
    datetime,
    PlainSerializer(_as_postgresql_writes, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Phone = Annotated[str, Field(min_length=3, max_length=40, pattern=r"^\+?[0-9][0-9 ()./-]*$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")]
Website = Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$")]


def _check_past(value: str) -> str:
    if earliest_day(value) > clock.today():
        raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
    return value


PastDate = Annotated[PartialDate, AfterValidator(_check_past)]


def never_null(*fields: str) -> Any:
    """A validator for a PATCH: these fields may be left out, but not emptied."""

    def refuse_null(value: object) -> object:
        if value is None:
            raise InvalidValue("null", Text("Tidak boleh null.", "May not be null."))
        return value

    return field_validator(*fields, mode="before")(refuse_null)


class In(BaseModel):
    """A request body: nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer: nothing unknown is given."""

    model_config = ConfigDict(extra="forbid")


class AmendQuery(In):
    """Why a change is made; it goes into the history."""

    reason: Annotated[str | None, Field(min_length=1, max_length=1000, pattern=r"\S")] = None
