"""What the API takes and gives for the queue."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import Code, In, Line, Moment, Out, Prose
from services.mediation.cases.codes import Kind, State
from services.mediation.cases.schemas import Said
from services.mediation.officers.schemas import Subject

Sort = Literal["-priority", "due_at", "awaited_since"]


def _distinct(values: list[UUID]) -> list[UUID]:
    if len(set(values)) != len(values):
        raise InvalidValue("repeated-value", Text("Setiap perkara sekali.", "Each case once."))
    return values


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


class QueueFilters(In):
    """What the queue may be narrowed to."""

    state: State | None = None
    kind: Kind | None = None
    assignee: Annotated[
        Subject | Literal["saya", "tanpa"] | None,
        Field(description="Petugas; `saya` / mine, `tanpa` / nobody's."),
    ] = None
    category: Code | None = None
    forum: Code | None = None
    province: Annotated[str | None, Field(pattern=r"^[1-9][0-9]$", description="Kode provinsi, NN.")] = None
    overdue: Annotated[Literal["true"] | None, Field(description="Lewat batas / past a limit.")] = None
    q: Annotated[str | None, Field(min_length=2, max_length=200, description="Kata / words.")] = None

    def wanted(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        return self.model_dump(include=set(QueueFilters.model_fields), exclude_none=True)


class ViewFilters(QueueFilters):
    """What a kept question asks: only what is set."""

    sort: Sort | None = None


class QueueQuery(QueueFilters, PageQuery):
    """Filters and sort of the queue. Unfinished cases, unless a finished state is asked for."""

    sort: Sort = "-priority"


class AssignmentIn(In):
    """A disposisi: who takes the case, and what the coordinator asks of them."""

    assignee: Subject
    disposition: Prose | None = None


class HandoverIn(In):
    """Who takes over, and why."""

    assignee: Subject
    reason: Line


class Facet(Out):
    """A value and how many cases of the queue have it; more than 10,000 are `"10000+"`."""

    value: str | None
    count: int | Literal["10000+"]


class QueueFacets(Out):
    """The queue counted by state, kind, assignee, who is awaited, and what is due."""

    state: list[Facet]
    kind: list[Facet]
    assignee: list[Facet]
    awaited: list[Facet]
    due: list[Facet]


class BulkAssignmentIn(In):
    """A disposisi of several cases at once: each row gets its own result."""

    cases: Annotated[list[UUID], Field(min_length=1, max_length=200), AfterValidator(_distinct)]
    assignee: Subject
    disposition: Prose | None = None


class BulkRow(Out):
    """What became of one case: `assigned`, or the problem that stood in the way."""

    case: UUID
    status: Literal["assigned", "refused", "not_found"]
    detail: Said | None
    head: str | None


class BulkOut(Out):
    """The result of each row, in the order they were sent."""

    results: list[BulkRow]


class TakeoverIn(In):
    """Whose queue is taken over, by whom, and why: an officer who is absent."""

    absent: Subject
    assignee: Subject
    reason: Line


class TakeoverOut(Out):
    """The cases that changed hands."""

    absent: str
    assignee: str
    cases: list[UUID]


class Workload(Out):
    """What one officer holds."""

    assignee: str | None
    open: int
    overdue: int
    due_within_7_days: int
    awaiting_the_office: int
    oldest_assigned_at: Moment | None


class WorkloadOut(Out):
    """The load of every active officer and of whoever holds cases, the heaviest first; null is nobody's."""

    items: list[Workload]


class DueOut(Out):
    """A case whose limit has passed or ends soon."""

    case: UUID
    number: str
    title: str
    state: State
    due_at: Moment
    overdue: bool
    due: dict[str, Any] | None


class UnansweredOut(Out):
    """A letter that awaits an answer."""

    case: UUID
    number: str
    letter: UUID
    letter_number: str
    kind: str
    correspondent: str
    awaits_reply_until: date
    overdue: bool


class MeetingOut(Out):
    """A session ahead. Of a caucus nothing is told but when and where."""

    case: UUID
    number: str
    session: UUID
    kind: str
    starts_at: Moment
    ends_at: Moment
    place: str | None
    link: str | None


class DayOut(Out):
    """An officer's day over the next seven days; of each list the first hundred."""

    due: list[DueOut]
    letters: list[UnansweredOut]
    meetings: list[MeetingOut]


class ViewIn(In):
    """A question to keep: filters and sort of the queue."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
    filters: ViewFilters


class ViewOut(Out):
    """A kept question."""

    id: UUID
    version: int
    name: str
    filters: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class ClaimIn(In):
    """Nothing needs to be said with a claim."""
