"""What the API takes and gives for acts."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.words import Out


class TrailQuery(PageQuery):
    """Acts, newest first."""

    sort: Literal["-version"] = "-version"


class TrailOut(Out):
    """One act: the version it made, what it changed, who, when, why."""

    id: UUID
    version: int
    act: str
    old: Any
    new: Any
    who: str
    when: datetime
    why: str | None
