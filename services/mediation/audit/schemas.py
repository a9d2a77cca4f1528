"""What the API gives of the trail."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.words import Moment, Out


class TrailRowOut(Out):
    """A row of a case's trail, each field as it was hashed.

    `refs` (JSON text) and `act` are null where they are not for the reader; `actor`, `content` and the
    `salt` with which both were hashed likewise, and where they were erased. For a party `actor` is `petugas`
    where the office acted.
    """

    case_id: UUID
    seq: int
    acted_at: str
    recorded_at: str
    act: str | None
    refs: str | None
    actor_hash: str
    content_hash: str
    previous: str
    hash: str
    actor: str | None
    content: dict[str, Any] | None
    salt: str | None
    erased_at: Moment | None


class TrailQuery(PageQuery):
    """A case's trail, oldest first."""

    sort: Literal["seq"] = "seq"


class RootOut(Out):
    """A signed root over the heads of all chains. `statement` is a JWS over the same, see the file's form."""

    number: int
    day: date
    taken_at: Moment
    cases: int
    root: str
    statement: str


class RootQuery(PageQuery):
    """Signed roots, newest first."""

    sort: Literal["-number"] = "-number"
