"""What the API gives for members."""

from typing import Literal
from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class InstrumentGround(Out):
    """A region of the other level is a full member because an instrument of the forum names it."""

    instrument_id: UUID


class PatternGround(Out):
    """A region of the other level is a full member by a pattern of UU 23/2014 Pasal 364."""

    pattern: Literal["b", "c"]


class MemberOut(RowOut):
    """A member; `region_code` is null where the source does not tell which region is meant."""

    region_code: str | None
    region_name: str | None
    name: str | None
    role: str
    body: str
    member_from: str | None
    member_to: str | None
    ground: InstrumentGround | PatternGround | None
    note: str | None
