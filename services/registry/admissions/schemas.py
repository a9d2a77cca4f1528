"""What the API takes and gives for admissions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import Day, earliest_day
from services.kit.problems import InvalidValue
from services.kit.words import Code, Codes, In, Line, Out, Prose
from services.registry.admissions.states import State


def _has_been(day: str) -> str:
    if earliest_day(day) > clock.today():
        raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
    return day


class LetterIn(In):
    """The letter by which somebody without a client of its own applied."""

    number: Line
    dated_on: Day

    _past = field_validator("dated_on")(_has_been)


class AdmissionIn(In):
    """An application: of a forum (slug or id), or of a body by name. The secretariat names the letter.

    Functions are codes of `simpul_internal_role` and `simpul_external_role`; the edition of the code of
    conduct is the one in force, where one is.
    """

    forum: Annotated[Line | None, Field(examples=["kartamantul"])] = None
    name: Line | None = None
    need: Prose
    benefit: Prose
    design: Code
    functions_shared: Codes = Field(default_factory=list)
    functions_delegated: Codes = Field(default_factory=list)
    code_of_conduct_edition: Annotated[int | None, Field(ge=1, le=10_000)] = None
    letter: LetterIn | None = None
    note: Prose | None = None


class DecisionIn(In):
    """A decision. An approval may name the functions as decided; else they are those applied for."""

    outcome: Literal["disetujui", "ditolak"]
    reason: Prose
    functions_shared: Codes | None = None
    functions_delegated: Codes | None = None


class DepartureIn(In):
    """Why, and on which day, the forum left."""

    reason: Prose
    on: Day

    _past = field_validator("on")(_has_been)


class WithdrawalIn(In):
    """Why the application is withdrawn."""

    reason: Prose


class AdmissionQuery(PageQuery):
    """Admissions, newest first."""

    state: State | None = None
    forum: Annotated[str | None, Field(max_length=100, description="Slug forum / the forum's slug.")] = None
    design: Literal["subsidiarity", "networking"] | None = None
    sort: Literal["-applied_at"] = "-applied_at"


class LetterOut(Out):
    """The letter by which somebody applied."""

    number: str
    dated_on: str


class DecisionOut(Out):
    """What was decided; functions are there with an approval."""

    outcome: Literal["disetujui", "ditolak"]
    reason: str
    functions_shared: list[str]
    functions_delegated: list[str]
    on: str
    by: str


class EndOut(Out):
    """A departure or a withdrawal."""

    reason: str
    on: str
    by: str


class AdmissionOut(Out):
    """An application and what became of it. `number` is `ADM/KABKOTA/2026/0001`, in paths with dashes."""

    id: UUID
    version: int
    number: str
    forum_id: UUID | None
    forum: str | None
    name: str | None
    state: State
    need: str
    benefit: str
    design: str
    functions_shared: list[str]
    functions_delegated: list[str]
    code_of_conduct_edition: int | None
    letter: LetterOut | None
    note: str | None
    applied_by: str
    applied_at: datetime
    decision: DecisionOut | None
    departure: EndOut | None
    withdrawal: EndOut | None
    updated_at: datetime
