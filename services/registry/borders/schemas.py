"""What the API takes and gives for border pairs."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.registry.forums.schemas.words import In, Out, Prose, RegionCode, never_null
from services.registry.sources import Mark, SourceIn, SourceOut


class BorderPairPatch(In):
    """What is said of a pair; which two regions it is of never changes."""

    source: SourceIn | None = None
    mark: Mark | None = None
    note: Prose | None = None

    _given = never_null("source")


class BorderPairIn(BorderPairPatch):
    """Two regions that border each other, in either order, and the source that says so."""

    region_codes: Annotated[list[RegionCode], Field(min_length=2, max_length=2)]
    source: SourceIn


class BorderPairOut(Out):
    """Two regions that border each other, the lower code first, with their names when it was recorded."""

    id: UUID
    version: int
    region_codes: list[str]
    region_names: list[str]
    between_provinces: bool
    source: SourceOut
    mark: Mark | None
    note: str | None
    created_at: datetime
    updated_at: datetime


class BorderPairQuery(PageQuery):
    """Filters of the list of pairs, in the order of their codes."""

    region: Annotated[
        RegionCode | None, Field(description="Salah satu wilayahnya / one of the two: NN, NN.NN.")
    ] = None
    province: Annotated[
        str | None,
        Field(pattern=r"^[1-9][0-9]$", description="Provinsi salah satunya / of one of the two: NN."),
    ] = None
    between_provinces: Annotated[
        bool | None, Field(description="Dua provinsi atau satu / of two provinces, or within one.")
    ] = None
    without_forum: Annotated[
        bool | None,
        Field(
            description="Tanpa forum yang beranggotakan keduanya kini / no forum has both as current members."
        ),
    ] = None
    sort: Literal["codes"] = "codes"


class BorderPairHistoryQuery(PageQuery):
    """History, newest first."""

    sort: Literal["-version"] = "-version"


class BorderPairHistoryOut(Out):
    """One field of one write; `pair` where the whole pair was recorded or removed."""

    id: UUID
    version: int
    field: str
    old: Any
    new: Any
    who: str
    when: datetime
    why: str | None
