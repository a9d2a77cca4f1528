"""What the API takes and gives for supervision."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import Day, earliest_day
from services.kit.problems import InvalidValue
from services.kit.words import Code, In, Line, Out, Prose
from services.registry.instruments.schemas import CheckSourceOut

Province = Annotated[str, Field(pattern=r"^[1-9][0-9]$", examples=["34"])]


class NoteIn(In):
    """A review note on the forum, or on one of its instruments.

    `province_code` names the governor where the office speaks for more than one of the forum's provinces.
    """

    instrument_id: UUID | None = None
    subject: Line
    text: Prose
    finding: Code
    reply_by: Day | None = None
    province_code: Province | None = None

    @field_validator("reply_by")
    @classmethod
    def _is_to_come(cls, day: str | None) -> str | None:
        if day is not None and earliest_day(day) < clock.today():
            raise InvalidValue("in-the-past", Text("Sudah lewat.", "Lies in the past."))
        return day


class ReplyIn(In):
    """An answer to a note."""

    text: Prose


class ClosingIn(In):
    """Why a note is closed."""

    reason: Prose


class NoteQuery(PageQuery):
    """Notes on a forum, newest first; `open` leaves out those that are closed."""

    open: bool | None = None
    finding: Literal["sesuai", "perlu_perbaikan", "tidak_sesuai"] | None = None
    sort: Literal["-written_at"] = "-written_at"


class ReplyOut(Out):
    """An answer to a note."""

    text: str
    by: str
    at: datetime


class ClosingOut(Out):
    """That a note was closed."""

    reason: str
    by: str
    at: datetime


class NoteOut(Out):
    """A review note; open while `closing` is null."""

    id: UUID
    version: int
    province_code: str
    instrument_id: UUID | None
    subject: str
    text: str
    finding: str
    reply_by: str | None
    written_by: str
    written_at: datetime
    replies: list[ReplyOut]
    closing: ClosingOut | None


class WarningOut(Out):
    """One thing to know about a forum's duties: information, never an act."""

    code: str
    reason: str
    source: CheckSourceOut
    since: str | None
    instrument_id: UUID | None


class SupervisionQuery(PageQuery):
    """Forums with current members in a province, by name."""

    province: Province | None = None
    sort: Literal["name"] = "name"


class SupervisedOut(Out):
    """A forum as supervision lists it; `provinces` are those its current members are or lie in."""

    id: UUID
    slug: str
    name: str
    status: str
    version: int
    provinces: list[str]
    open_notes: int
    warnings: list[WarningOut]
