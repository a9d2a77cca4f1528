"""What the API takes for guidance and evaluation."""

from typing import Literal
from uuid import UUID

from pydantic import field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate, earliest_day
from services.kit.problems import InvalidValue
from services.kit.words import Code, Line, Prose, never_null
from services.registry.forums.schemas.words import RegionCode, RowPatch


class GuidancePatch(RowPatch):
    """The fields of guidance or an evaluation that a write may change."""

    kind: Code | None = None
    authority: Code | None = None
    region_code: RegionCode | None = None
    held_on: PartialDate | None = None
    subject: Line | None = None
    result: Prose | None = None
    instrument_id: UUID | None = None
    document_number: Line | None = None

    @field_validator("held_on")
    @classmethod
    def _has_been(cls, held_on: str | None) -> str | None:
        if held_on is not None and earliest_day(held_on) > clock.today():
            raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
        return held_on

    _given = never_null("kind", "authority", "held_on", "subject")


class GuidanceIn(GuidancePatch):
    """Guidance or an evaluation that a governor or the Minister gave; a governor is named by province."""

    kind: Code
    authority: Code
    held_on: PartialDate
    subject: Line


class GuidanceQuery(PageQuery):
    """Guidance in the order of its list."""

    kind: Code | None = None
    sort: Literal["position"] = "position"
