"""What the API takes and gives for the queue."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import Code, In, Line, Moment, Out, Prose
from services.mediation.cases.schemas import Kind, State

Subject = Annotated[str, Field(min_length=3, max_length=200, pattern=r"^(client|person):[^\s]+$")]


class QueueParty(Out):
    """A party, as a row of the queue names it."""

    id: UUID
    role: str
    forum: str | None
    region_code: str | None
    name: str
    willingness: str | None


class QueueItem(Out):
    """A case as the queue shows it: enough to decide what to do next."""

    id: UUID
    version: int
    number: str
    title: str
    kind: Kind
    state: State
    priority: int
    priority_reasons: list[dict[str, Any]]
    due_at: Moment | None
    due: dict[str, Any] | None
    assignee: str | None
    assigned_at: Moment | None
    unassigned_since: Moment | None
    awaited: str | None
    awaited_since: Moment | None
    filed_at: Moment | None
    updated_at: Moment
    demo: bool
    standing: dict[str, Any]
    parties: list[QueueParty]
    allowed_acts: list[str]


class QueueQuery(PageQuery):
    """Filters and sort of the queue. Unfinished cases, unless a finished state is asked for."""

    sort: Literal["-priority", "due_at", "awaited_since"] = "-priority"
    state: State | None = None
    kind: Kind | None = None
    assignee: Annotated[
        Subject | Literal["saya", "tanpa"] | None,
        Field(description="Petugas; `saya` / mine, `tanpa` / nobody's."),
    ] = None
    category: Code | None = None
    forum: Code | None = None
    province: Annotated[str | None, Field(pattern=r"^[1-9][0-9]$")] = None
    overdue: Annotated[Literal["true"] | None, Field(description="Lewat batas / past a limit.")] = None
    q: Annotated[str | None, Field(min_length=2, max_length=200, description="Kata / words.")] = None


class AssignmentIn(In):
    """A disposisi: who takes the case, and what the coordinator asks of them."""

    assignee: Subject
    disposition: Prose | None = None


class HandoverIn(In):
    """Who takes over, and why."""

    assignee: Subject
    reason: Line


class ClaimIn(In):
    """Nothing needs to be said with a claim."""
