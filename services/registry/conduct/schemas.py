"""What the API takes and gives for the code of conduct."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import Day, PartialDate, earliest_day
from services.kit.problems import InvalidValue
from services.kit.words import In, Line, Out

Edition = Annotated[int, Field(ge=1, le=10_000, strict=True)]


class ConductIn(In):
    """A new edition. An edition is never changed; a correction is a new one."""

    edition: Edition
    title: Line
    text: Annotated[str, Field(min_length=1, max_length=200_000, pattern=r"\S")]
    in_force_from: Day
    adopted_on: PartialDate | None = None


class ConductQuery(PageQuery):
    """Editions, newest first."""

    sort: Literal["-edition"] = "-edition"


class ConductOut(Out):
    """One edition."""

    id: UUID
    edition: int
    title: str
    text: str
    in_force_from: str
    adopted_on: str | None
    published_by: str
    published_at: datetime


class SignatoryIn(In):
    """Who accepted it for the forum, and in which office."""

    name: Line
    office: Line


class AcceptanceIn(In):
    """That a forum accepts an edition."""

    edition: Edition
    accepted_by: SignatoryIn
    on: Day

    @field_validator("on")
    @classmethod
    def _has_been(cls, on: str) -> str:
        if earliest_day(on) > clock.today():
            raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
        return on


class SignatoryOut(Out):
    """Who accepted it for the forum, and in which office."""

    name: str
    office: str


class AcceptanceOut(Out):
    """That a forum accepted an edition."""

    id: UUID
    edition: int
    accepted_by: SignatoryOut
    on: str
    recorded_by: str
    recorded_at: datetime
