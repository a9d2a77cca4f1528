"""What the API takes about relations of a case."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kit.words import Codes, In, Line, Prose
from services.mediation.cases.schemas import Slug


class SplitIn(In):
    """Which issues go into a case of their own, what it is called, and why."""

    issue_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    title: Line
    reason: Prose


class DuplicateIn(In):
    """The case, by id or number, that this one doubles."""

    case: Annotated[str, Field(min_length=1, max_length=100, examples=["MED-KABKOTA-2026-0001"])]
    reason: Prose


class RootCausesIn(In):
    """Codes of `failure_cause`, `challenge` or `problem_dimension`."""

    root_causes: Codes


class RelationsIn(In):
    """Forums of this simpul and instruments that a case touches."""

    related_forums: Annotated[list[Slug], Field(max_length=50)]
    related_instruments: Annotated[list[UUID], Field(max_length=50)]
