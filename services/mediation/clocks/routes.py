"""`/v1/{simpul}/clock-rules`, `/v1/{simpul}/non-working-days`, and the clocks of a case."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model, answer_page, answer_reader
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.mediation.cases import queries as cases
from services.mediation.cases.dependencies import Seen
from services.mediation.cases.models import ClockRule, NonWorkingDay
from services.mediation.cases.policy import PENGAWAS
from services.mediation.cases.problems import CaseNotFound
from services.mediation.cases.schemas import Day
from services.mediation.cases.views import viewer_of
from services.mediation.clocks import editing, policy, queries
from services.mediation.clocks.problems import ClockRuleNotFound, DayNotFound, DayTwice, EditionTaken
from services.mediation.clocks.schemas import (
    ClockRuleChangeOut,
    ClockRuleHistory,
    ClockRuleIn,
    ClockRuleOut,
    ClockRulePatch,
    ClockRuleQuery,
    Clocks,
    NonWorkingDayChangeOut,
    NonWorkingDayHistory,
    NonWorkingDayIn,
    NonWorkingDayOut,
    NonWorkingDayQuery,
)
from services.mediation.clocks.views import clock_document, rule_document

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keeper(actor)


async def _historian(actor: CurrentActor) -> None:
    policy.require_history(actor)


async def _locked(actor: CurrentActor, session: Session, id: UUID) -> ClockRule:  # noqa: A002
    return await editing.require(session, actor, id)


async def _added(actor: CurrentActor, session: Session, day: Day) -> NonWorkingDay:
    return await editing.require_day(session, actor, day)


@router.get(
    "/clock-rules", response_model=Page[ClockRuleOut], responses=problems(InvalidQuery, InvalidCursor)
)
async def list_clock_rules(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[ClockRuleQuery, Depends(QueryOf(ClockRuleQuery))],
) -> Response:
    """The limits that the parties accept with the tata tertib: every edition, with its citation and mark."""
    wanted = [] if query.code is None else [ClockRule.code == query.code]
    if query.in_force is not None:
        wanted.append(queries.in_force_on(clock.today()))  # type: ignore[arg-type]

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(session, actor, wanted=wanted, after=after, size=size)  # type: ignore[arg-type]
        return [(rule_document(one).model_dump_json().encode(), one.code, one.edition) for one in found]

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "/clock-rules",
    status_code=201,
    response_model=ClockRuleOut,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, EditionTaken, Invalid),
)
async def add_clock_rule(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: ClockRuleIn
) -> Response:
    """Add an edition of a rule, for the clocks that begin while it is in force."""
    rule = await editing.add(session, actor, values=body.model_dump())
    location = {"Location": f"{request.scope['path']}/{rule.id}"}
    return answer_model(request, rule_document(rule), version=rule.version, status=201, headers=location)


@router.get("/clock-rules/{id}", response_model=ClockRuleOut, responses=problems(ClockRuleNotFound))
async def read_clock_rule(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One edition of a rule."""
    rule = await queries.find(session, actor, id)
    if rule is None:
        raise ClockRuleNotFound()
    return answer_model(request, rule_document(rule), version=rule.version)


@router.patch(
    "/clock-rules/{id}",
    response_model=ClockRuleOut,
    responses=problems(
        Unauthenticated, Forbidden, ClockRuleNotFound, Invalid, PreconditionRequired, PreconditionFailed
    ),
)
async def amend_clock_rule(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    rule: Annotated[ClockRule, Depends(_locked)],
    expected: IfMatch,
    body: ClockRulePatch,
) -> Response:
    """Change the fields sent. Clocks that run keep what the rule said when they began."""
    changes = body.model_dump(exclude_unset=True, exclude={"reason"})
    await editing.amend(
        session, actor, rule, changes=changes, reason=body.reason, require_version=expected.require
    )
    return answer_model(request, rule_document(rule), version=rule.version)


@router.get(
    "/clock-rules/{id}/history",
    response_model=ClockRuleHistory,
    dependencies=[Depends(_historian)],
    responses=problems(Unauthenticated, Forbidden, ClockRuleNotFound),
)
async def read_clock_rule_history(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """What was done to an edition: by whom, why, and what it was afterwards."""
    if await queries.find(session, actor, id) is None:
        raise ClockRuleNotFound()
    found = await queries.changes(session, id)
    items = [ClockRuleChangeOut.model_validate(one.model_dump(exclude={"rule_id"})) for one in found]
    return answer_reader(ClockRuleHistory(items=items))


@router.get(
    "/non-working-days",
    response_model=Page[NonWorkingDayOut],
    responses=problems(InvalidQuery, InvalidCursor),
)
async def list_non_working_days(
    request: Request,
    simpul: Simpul,
    session: ReadSession,
    query: Annotated[NonWorkingDayQuery, Depends(QueryOf(NonWorkingDayQuery))],
) -> Response:
    """Non-working days that the secretariat added to the public holidays and cuti bersama."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.non_working_days(
            session, since=query.since, until=query.until, after=after, size=size
        )
        shown = [NonWorkingDayOut.model_validate(one.model_dump(exclude={"added_by"})) for one in found]
        return [(one.model_dump_json().encode(), one.day.isoformat()) for one in shown]

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "/non-working-days",
    status_code=201,
    response_model=NonWorkingDayOut,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, DayTwice, Invalid),
)
async def add_non_working_day(
    simpul: Simpul, actor: CurrentActor, session: Session, body: NonWorkingDayIn
) -> NonWorkingDayOut:
    """Add a day on which offices do not work, for the clocks that begin or go on from now."""
    added = await editing.add_day(session, actor, day=body.day, name=body.name, source=body.source)
    return NonWorkingDayOut.model_validate(added.model_dump(exclude={"added_by"}))


@router.delete(
    "/non-working-days/{day}",
    status_code=204,
    responses=problems(
        Unauthenticated, Forbidden, DayNotFound, InvalidQuery, PreconditionRequired, PreconditionFailed
    ),
)
async def remove_non_working_day(
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    day: Annotated[NonWorkingDay, Depends(_added)],
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
) -> Response:
    """Take back such a day, by its version. Clocks that run keep their last day."""
    await editing.remove_day(session, actor, day, reason=query.reason, require_version=expected.require)
    return Response(status_code=204)


@router.get(
    "/non-working-days/{day}/history",
    response_model=NonWorkingDayHistory,
    dependencies=[Depends(_historian)],
    responses=problems(Unauthenticated, Forbidden, DayNotFound),
)
async def read_non_working_day_history(simpul: Simpul, session: ReadSession, day: Day) -> Response:
    """By whom and why a day was added and taken back; it stays when the day is gone."""
    found = await queries.day_changes(session, day)
    if not found:
        raise DayNotFound()
    items = [NonWorkingDayChangeOut.model_validate(one.model_dump(exclude={"day"})) for one in found]
    return answer_reader(NonWorkingDayHistory(items=items))


@router.get(
    "/cases/{id}/clocks",
    response_model=Clocks,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound),
)
async def list_clocks(simpul: Simpul, actor: CurrentActor, session: ReadSession, held: Seen) -> Response:
    """The limits of a case, those that run first: each with its article, days left and who must act."""
    extra = await cases.extra_days(session)
    told = viewer_of(actor, held) != PENGAWAS
    found = await queries.clocks(session, held.case)
    return answer_reader(Clocks(items=[clock_document(one, extra, with_reason=told) for one in found]))
