"""What the API takes and gives for changes of region codes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator, model_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate, earliest_day
from services.kit.problems import InvalidValue
from services.kit.sources import Mark, SourceIn
from services.kit.words import In, Line, Out, check_distinct
from services.registry.forums.schemas.words import RegionCode
from services.registry.regions.schemas import DecreeNumber, DecreeOut, Level

RegionCodes = Annotated[list[RegionCode], Field(max_length=50), AfterValidator(check_distinct)]


class DecreeIn(In):
    """The decree: its number as written, and how sure it is (V verified, V2 secondary, U unconfirmed)."""

    number: DecreeNumber
    title: Line | None = None
    date: PartialDate | None = None
    source: SourceIn | None = None
    mark: Mark | None = None

    @field_validator("date")
    @classmethod
    def _has_been(cls, date: str | None) -> str | None:
        if date is not None and earliest_day(date) > clock.today():
            raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
        return date


class EndIn(In):
    """A code that ends; `successors` take its place (one: recoded or merged into it; several: split).

    A successor is a region of the same kind that goes on or is `created` by the same decree; none where
    none is named.
    """

    code: RegionCode
    successors: RegionCodes


class CreatedIn(In):
    """A new code: `NN` a province, `NN.01` to `NN.69` a kabupaten, `NN.71` to `NN.99` a kota.

    `carved_from` names the regions it came out of that go on themselves.
    """

    code: RegionCode
    name: Line
    level: Level
    autonomous: bool = True
    carved_from: RegionCodes = Field(default_factory=list)


class RenamedIn(In):
    """A region that keeps its code and bears another name."""

    code: RegionCode
    name: Line


class RegionChangeIn(In):
    """What a decree changed in the codes of regions, and the day from which that has effect."""

    decree: DecreeIn
    effective_on: PartialDate
    changes: list[EndIn] = Field(default_factory=list, max_length=1000)
    created: list[CreatedIn] = Field(default_factory=list, max_length=1000)
    renamed: list[RenamedIn] = Field(default_factory=list, max_length=1000)

    @model_validator(mode="after")
    def _changes_something(self) -> "RegionChangeIn":
        if not (self.changes or self.created or self.renamed):
            raise InvalidValue(
                "nothing-changes",
                Text(
                    "Isi paling sedikit satu dari changes, created, renamed.",
                    "Give at least one of changes, created, renamed.",
                ),
            )
        return self


class EndOut(Out):
    """A code that ended, and what took its place."""

    code: str
    successors: list[str]


class CreatedOut(Out):
    """A new code, and the regions it came out of that go on."""

    code: str
    name: str
    level: Level
    autonomous: bool
    carved_from: list[str]


class RenamedOut(Out):
    """A region's new name."""

    code: str
    name: str


class RegionChangeOut(Out):
    """One recording of a decree; `codes` are all regions that got a new version by it."""

    id: UUID
    decree: DecreeOut
    effective_on: str
    changes: list[EndOut]
    created: list[CreatedOut]
    renamed: list[RenamedOut]
    codes: list[str]
    recorded_by: str
    recorded_at: datetime


class RegionChangeQuery(PageQuery):
    """Recorded changes, newest first; of one decree, or of one region."""

    decree: DecreeNumber | None = None
    region: RegionCode | None = None
    sort: Literal["-recorded_at"] = "-recorded_at"
