"""What the API takes and gives for border pairs."""

from typing import Annotated, Literal

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.sources import SourceIn
from services.registry.forums.schemas.words import RegionCode
from services.registry.region_records.schemas import ProvinceCode, RecordOut, RecordPatch


class BorderPairPatch(RecordPatch):
    """What is said of a pair; which two regions it is of never changes."""


class BorderPairIn(BorderPairPatch):
    """Two regions that border each other, in either order, and the source that says so."""

    region_codes: Annotated[list[RegionCode], Field(min_length=2, max_length=2)]
    source: SourceIn


class BorderPairOut(RecordOut):
    """Two regions that border each other, the lower code first, with their names when it was recorded."""

    region_codes: list[str]
    region_names: list[str]
    between_provinces: bool


class BorderPairQuery(PageQuery):
    """Filters of the list of pairs, in the order of their codes."""

    region: Annotated[
        RegionCode | None, Field(description="Salah satu wilayahnya / one of the two: NN, NN.NN.")
    ] = None
    province: Annotated[
        ProvinceCode | None, Field(description="Provinsi salah satunya / of one of the two: NN.")
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
