"""What the API takes and gives for access codes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from services.kit.paging import PageQuery
from services.kit.words import In, Moment, Out, Prose


class AccessCodeIn(In):
    """For which party, and for how many days."""

    party_id: UUID
    days: Annotated[StrictInt, Field(ge=1, le=180)] = 30


class RevocationIn(In):
    """Which code no longer holds, and why."""

    access_code_id: UUID
    reason: Prose


class AccessCodeOut(Out):
    """A code of a case. `code` is told once, when it is issued."""

    id: UUID
    party_id: UUID
    issued_by: str
    issued_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    used_at: Moment | None
    uses: int
    code: str | None


class AccessCodeQuery(PageQuery):
    """Codes in the order in which they were issued."""

    sort: Literal["id"] = "id"


class ShownIn(In):
    """A code that somebody showed at the front door."""

    code: Annotated[str, Field(min_length=1, max_length=100)]


class TakenOut(Out):
    """To what a code gives access."""

    access_code_id: UUID
    case_id: UUID
    party_id: UUID
    expires_at: Moment
