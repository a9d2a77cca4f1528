"""What the API takes and gives for members."""

from typing import Literal
from uuid import UUID

from pydantic import model_serializer, model_validator

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.problems import InvalidValue
from services.kit.words import Code, In, Line, Prose, never_null
from services.registry.forums.schemas.words import RegionCode, RowPatch


class Ground(In):
    """Why a region of the other level is a full member: exactly one of the two."""

    instrument_id: UUID | None = None
    pattern: Literal["b", "c"] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Ground":
        if (self.instrument_id is None) == (self.pattern is None):
            raise InvalidValue(
                "instrument-or-pattern",
                Text(
                    "Isi tepat satu: instrument_id atau pattern.",
                    "Give exactly one: instrument_id or pattern.",
                ),
            )
        return self

    @model_serializer
    def _the_one_given(self) -> dict[str, str]:
        if self.pattern is not None:
            return {"pattern": self.pattern}
        return {"instrument_id": str(self.instrument_id)}


class MemberPatch(RowPatch):
    """The fields of a membership that a write may change; who it is only where the import left that open."""

    region_code: RegionCode | None = None
    name: Line | None = None
    role: Code | None = None
    member_from: PartialDate | None = None
    member_to: PartialDate | None = None
    ground: Ground | None = None
    note: Prose | None = None

    _given = never_null("role")


class MemberIn(MemberPatch):
    """A new membership: a region by code, or another organisation by name."""

    # Of a region its government, where nothing else is said; an organisation says what it is.
    body: Code | None = None
    role: Code = "anggota"


class MemberQuery(PageQuery):
    """Members in the order of their list; `current` leaves those out that have ended."""

    current: bool | None = None
    sort: Literal["position"] = "position"
