"""What the API takes and gives for history."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import Moment, Out

# A field of the forum, the forum as a whole, or something of a row below it.
HISTORY_FIELD = r"^[a-z_]+(/[0-9a-f-]{36}(/[a-z_]+)?)?$"


class HistoryQuery(PageQuery):
    """History, newest first."""

    field: Annotated[str | None, Field(max_length=200, pattern=HISTORY_FIELD)] = None
    sort: Literal["-version"] = "-version"


class HistoryOut(Out):
    """One field of one write. A registration or an import is the field `forum`."""

    id: UUID
    version: int
    field: str
    old: Any
    new: Any
    who: str
    when: Moment
    why: str | None
