"""What the API takes and gives for versions."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import In, Out

VersionNumber = Annotated[int, Field(ge=1, le=2**62)]


class VersionsQuery(PageQuery):
    """Versions, newest first."""

    sort: Literal["-version"] = "-version"


class VersionOut(Out):
    """A version: what made it, when and why. By whom is told to those who keep the item."""

    version: int
    act: str
    why: str | None
    changed_at: datetime
    changed_by: str | None = None
    is_public: bool | None = None


class ComparisonQuery(In):
    """Which two versions to compare."""

    from_: Annotated[VersionNumber, Field(alias="from")]
    to: VersionNumber


class DifferenceOut(Out):
    """One place that differs, by JSON pointer; null where it is not there."""

    pointer: str
    before: Any
    after: Any


class ComparisonOut(Out):
    """What differs between two versions."""

    from_: Annotated[int, Field(alias="from")]
    to: int
    differences: list[DifferenceOut]
