"""`/v1/{simpul}/queue`, and who works a case."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
from services.kit.paging import Page, PageQuery
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model, answer_page, answer_reader
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases import policy, queries
from services.mediation.cases.dependencies import ACTING, OfficeHeld, answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound, CaseTaken
from services.mediation.cases.schemas import CaseOut, Said
from services.mediation.cases.service import Held
from services.mediation.officers import queries as officers
from services.mediation.queue import queries as queue
from services.mediation.queue import service
from services.mediation.queue.models import SavedView
from services.mediation.queue.problems import ViewNameTaken, ViewNotFound
from services.mediation.queue.schemas import (
    AssignmentIn,
    BulkAssignmentIn,
    BulkOut,
    BulkRow,
    ClaimIn,
    DayOut,
    DueOut,
    HandoverIn,
    MeetingOut,
    QueueFacets,
    QueueFilters,
    QueueItem,
    QueueQuery,
    TakeoverIn,
    TakeoverOut,
    UnansweredOut,
    ViewIn,
    ViewOut,
    Workload,
    WorkloadOut,
)
from services.mediation.settings import MediationSettings
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)


async def _officer(actor: CurrentActor) -> None:
    policy.require_office(actor)


async def _own_view(actor: CurrentActor, session: Session, id: UUID) -> SavedView:  # noqa: A002
    policy.require_office(actor)
    return await service.require_view(session, actor, id)


OwnView = Annotated[SavedView, Depends(_own_view)]


async def _coordinator(actor: CurrentActor) -> None:
    policy.require_coordinator(actor)


async def _require_known(session: AsyncSession, filters: QueueFilters) -> None:
    if errors := await service.unknown_filters(session, filters, "/query"):
        raise InvalidQuery(errors=errors)


async def _require_known_view(session: AsyncSession, body: ViewIn) -> None:
    if errors := await service.unknown_filters(session, body.filters, "/filters"):
        raise Invalid(errors=errors)


@router.get(
    "/queue",
    response_model=Page[QueueItem],
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_queue(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[QueueQuery, Depends(QueryOf(QueueQuery))],
) -> Response:
    """Cases as the office works them: by stored priority, by what is due, or by how long they wait."""
    await _require_known(session, query)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await queue.page(reads, actor, query, now=clock.now(), after=after, size=size)

    return await answer_page(request, query, query.sort, fetch, audience="petugas")


@router.get(
    "/queue/facets",
    response_model=QueueFacets,
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery),
)
async def count_queue(
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[QueueFilters, Depends(QueryOf(QueueFilters))],
) -> Response:
    """The queue counted by what an officer narrows it to; counts stop at 10,000."""
    await _require_known(session, query)
    found = await queue.facets(reads, actor, query, now=clock.now())
    told = {
        name: [
            {"value": value, "count": count if count <= queue.MOST_COUNTED else "10000+"}
            for value, count in counts
        ]
        for name, counts in found.items()
    }
    return answer_reader(QueueFacets.model_validate(told))


@router.get(
    "/queue/workload",
    response_model=WorkloadOut,
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden),
)
async def weigh_queue(simpul: Simpul, actor: CurrentActor, session: ReadSession) -> Response:
    """What each officer holds, so that the next case goes to who can carry it."""
    names = tuple(Workload.model_fields)
    rows = await queue.workload(session, actor, now=clock.now())
    held = {row[0] for row in rows}
    idle = [(subject, 0, 0, 0, 0, None) for subject in await officers.active(session) if subject not in held]
    items = [Workload(**dict(zip(names, row, strict=True))) for row in [*rows, *idle]]
    return answer_reader(WorkloadOut(items=items))


@router.get(
    "/queue/my-day",
    response_model=DayOut,
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden),
)
async def read_my_day(simpul: Simpul, actor: CurrentActor, session: ReadSession) -> Response:
    """What an officer's own cases ask for: limits, letters without an answer, sessions of the next days."""
    now = clock.now()
    today = clock.today()
    day = DayOut(
        due=[
            DueOut(
                case=case.id,
                number=case.number,
                title=case.title,
                state=case.state,
                due_at=case.due_at,
                overdue=case.due_at <= now,
                due=case.due,
            )
            for case in await queue.due_soon(session, actor, now=now)
            if case.due_at is not None
        ],
        letters=[
            UnansweredOut(
                case=case_id,
                number=number,
                letter=letter.id,
                letter_number=letter.number,
                kind=letter.kind,
                correspondent=letter.correspondent,
                awaits_reply_until=letter.awaits_reply_until,
                overdue=letter.awaits_reply_until < today,
            )
            for case_id, number, letter in await queue.unanswered(session, actor)
        ],
        meetings=[
            MeetingOut(
                case=case_id,
                number=number,
                session=meeting.id,
                kind=meeting.kind,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                place=meeting.place,
                link=meeting.link,
            )
            for case_id, number, meeting in await queue.meetings(session, actor, now=now)
        ],
    )
    return answer_reader(day)


@router.post(
    "/queue/assignments",
    response_model=BulkOut,
    dependencies=[Depends(_coordinator)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def assign_cases(
    simpul: Simpul, actor: CurrentActor, session: Session, body: BulkAssignmentIn
) -> Response:
    """A disposisi of up to 200 cases at once. What cannot be assigned is told, and holds up no other."""
    results = await service.assign_each(
        session, actor, body.cases, assignee=body.assignee, disposition=body.disposition
    )
    return answer_reader(BulkOut(results=[_row(case_id, result) for case_id, result in results]))


@router.post(
    "/queue/takeovers",
    response_model=TakeoverOut,
    dependencies=[Depends(_coordinator)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def take_over_queue(
    simpul: Simpul, actor: CurrentActor, session: Session, body: TakeoverIn
) -> Response:
    """Give every unfinished case of an absent officer to another, in one act."""
    moved = await service.take_over(
        session, actor, absent=body.absent, assignee=body.assignee, reason=body.reason
    )
    return answer_reader(TakeoverOut(absent=body.absent, assignee=body.assignee, cases=moved))


@router.get(
    "/queue/views",
    response_model=Page[ViewOut],
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_views(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """The questions that the caller keeps, by name."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queue.views(session, actor, after=after, size=size)
        return [(_view(view).model_dump_json().encode(), view.name) for view in found]

    return await answer_page(request, query, "name", fetch, keys=1, audience="petugas")


@router.post(
    "/queue/views",
    status_code=201,
    response_model=ViewOut,
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, ViewNameTaken, Invalid),
)
async def keep_view(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: ViewIn
) -> Response:
    """Keep a question to the queue under a name."""
    await _require_known_view(session, body)
    view = await service.keep_view(
        session, actor, name=body.name, filters=body.filters.model_dump(exclude_none=True)
    )
    at = {"Location": f"/v1/{simpul}/queue/views/{view.id}"}
    return answer_model(request, _view(view), version=view.version, audience="meja", status=201, headers=at)


@router.put(
    "/queue/views/{id}",
    response_model=ViewOut,
    dependencies=[Depends(_officer)],
    responses=problems(
        Unauthenticated,
        Forbidden,
        ViewNotFound,
        ViewNameTaken,
        PreconditionRequired,
        PreconditionFailed,
        Invalid,
    ),
)
async def change_view(
    request: Request,
    simpul: Simpul,
    session: Session,
    view: OwnView,
    expected: IfMatch,
    body: ViewIn,
) -> Response:
    """Replace a kept question."""
    await _require_known_view(session, body)
    await service.change_view(
        session,
        view,
        name=body.name,
        filters=body.filters.model_dump(exclude_none=True),
        require_version=expected.require,
    )
    return answer_model(request, _view(view), version=view.version, audience="meja")


@router.delete(
    "/queue/views/{id}",
    status_code=204,
    dependencies=[Depends(_officer)],
    responses=problems(Unauthenticated, Forbidden, ViewNotFound, PreconditionRequired, PreconditionFailed),
)
async def forget_view(simpul: Simpul, session: Session, view: OwnView, expected: IfMatch) -> Response:
    """Delete a kept question."""
    await service.forget_view(session, view, require_version=expected.require)
    return Response(status_code=204)


def _row(case_id: UUID, result: Head | Problem) -> BulkRow:
    if isinstance(result, Head):
        return BulkRow(case=case_id, status="assigned", detail=None, head=str(result))
    said = result.detail or result.title
    status: Literal["refused", "not_found"] = "not_found" if isinstance(result, CaseNotFound) else "refused"
    return BulkRow(case=case_id, status=status, detail=Said(id=said.id, en=said.en), head=None)


def _view(view: SavedView) -> ViewOut:
    return ViewOut.model_validate(view.model_dump(exclude={"subject"}))


@router.post(
    "/cases/{id}/claim",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, CaseTaken, ActRefused, Invalid),
)
async def claim_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: OfficeHeld,
    body: ClaimIn | None = None,
) -> Response:
    """Take a case that nobody holds. Of simultaneous claims one wins; the holder's own repetition is 200."""
    settings: MediationSettings = request.app.state.settings
    made = await service.claim(session, actor, held, claiming=settings.claiming)
    if made is not None:
        return await answer_case(request, session, actor, simpul, held, made)
    found = await queries.head(session, held.case.id)
    assert found is not None, "a case begins with a row of its trail"
    return await answer_case(request, session, actor, simpul, held, Head(*found), status=200)


@router.post("/cases/{id}/assignment", status_code=201, response_model=CaseOut, responses=ACTING)
async def assign_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("assignment"))],
    body: AssignmentIn,
) -> Response:
    """The coordinator's disposisi: who takes the case."""
    head = await service.assign(session, actor, held, assignee=body.assignee, disposition=body.disposition)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/cases/{id}/handover", status_code=201, response_model=CaseOut, responses=ACTING)
async def hand_over_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("handover"))],
    body: HandoverIn,
) -> Response:
    """Give a case to another officer: its holder, or the coordinator."""
    head = await service.hand_over(session, actor, held, assignee=body.assignee, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)
