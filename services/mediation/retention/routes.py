"""`/v1/{simpul}/retention`: the rules, the cases that are kept, and their destruction."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.actor import Actor
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
from services.kit.web.answers import FOR_ONE_READER, answer_model, answer_page, answer_reader
from services.kit.web.etag import IfMatch, etag
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases.models import Case, RetentionRule
from services.mediation.retention import policy, queries, service
from services.mediation.retention.problems import (
    RetainedCaseNotFound,
    RetentionRefused,
    RetentionRuleNotFound,
)
from services.mediation.retention.schemas import (
    KeepingIn,
    RetainedCaseOut,
    RetainedCaseQuery,
    RetentionRuleChangeOut,
    RetentionRuleHistory,
    RetentionRuleOut,
    RetentionRulePatch,
    RetentionRules,
)
from services.mediation.retention.views import case_document, rule_document
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/retention", tags=["mediation"], route_class=Route)


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keeper(actor)


async def _reader(actor: CurrentActor) -> None:
    policy.require_reader(actor)


async def _rule(actor: CurrentActor, session: Session, state: str) -> RetentionRule:
    return await service.require_rule(session, actor, state)


async def _case(actor: CurrentActor, session: Session, id: UUID) -> Case:  # noqa: A002
    return await service.require_case(session, actor, id)


@router.get(
    "/rules",
    response_model=RetentionRules,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden),
)
async def list_retention_rules(simpul: Simpul, session: ReadSession) -> Response:
    """For how many years a case is kept, by the state in which it ended."""
    return answer_reader(RetentionRules(items=[rule_document(one) for one in await queries.rules(session)]))


@router.get(
    "/rules/{state}",
    response_model=RetentionRuleOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, RetentionRuleNotFound),
)
async def read_retention_rule(request: Request, simpul: Simpul, session: ReadSession, state: str) -> Response:
    """One rule."""
    rule = await queries.rule(session, state)
    if rule is None:
        raise RetentionRuleNotFound()
    return answer_model(request, rule_document(rule), version=rule.version, audience="meja")


@router.get(
    "/rules/{state}/history",
    response_model=RetentionRuleHistory,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, RetentionRuleNotFound),
)
async def read_retention_rule_history(simpul: Simpul, session: ReadSession, state: str) -> Response:
    """What was done to a rule: by whom, why, and what it was afterwards."""
    if await queries.rule(session, state) is None:
        raise RetentionRuleNotFound()
    found = await queries.changes(session, state)
    items = [RetentionRuleChangeOut.model_validate(one.model_dump(exclude={"state"})) for one in found]
    return answer_reader(RetentionRuleHistory(items=items))


@router.patch(
    "/rules/{state}",
    response_model=RetentionRuleOut,
    responses=problems(
        Unauthenticated, Forbidden, RetentionRuleNotFound, Invalid, PreconditionRequired, PreconditionFailed
    ),
)
async def amend_retention_rule(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    rule: Annotated[RetentionRule, Depends(_rule)],
    expected: IfMatch,
    body: RetentionRulePatch,
) -> Response:
    """Change the fields sent, for the cases that end from now on. Those that ended keep their day."""
    changes = body.model_dump(exclude_unset=True, exclude={"reason"})
    await service.amend(
        session, actor, rule, changes=changes, reason=body.reason, require_version=expected.require
    )
    return answer_model(request, rule_document(rule), version=rule.version, audience="meja")


@router.get(
    "/cases",
    response_model=Page[RetainedCaseOut],
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_retained_cases(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RetainedCaseQuery, Depends(QueryOf(RetainedCaseQuery))],
) -> Response:
    """Cases that ended, by the day until which they are kept; `standing=diusulkan` are to be destroyed."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(session, actor, standing=query.standing, after=after, size=size)
        return [
            (case_document(one).model_dump_json().encode(), str(one.retained_until), str(one.id))
            for one in found
        ]

    return await answer_page(request, query, query.sort, fetch, audience="sekretariat")


Act = Callable[..., Awaitable[Head]]


def _add(name: str, act: Act, what: str) -> None:
    async def perform(
        simpul: Simpul,
        actor: CurrentActor,
        session: Session,
        case: Annotated[Case, Depends(_case)],
        body: KeepingIn,
    ) -> Response:
        return await _done(session, actor, case, act, body.reason)

    perform.__name__ = f"retention_{name}"
    router.add_api_route(
        f"/cases/{{id}}/{name}",
        perform,
        methods=["POST"],
        status_code=201,
        response_model=RetainedCaseOut,
        responses=problems(Unauthenticated, Forbidden, RetainedCaseNotFound, RetentionRefused, Invalid),
        description=what,
    )


async def _done(session: AsyncSession, actor: Actor, case: Case, act: Act, reason: str) -> Response:
    head = await act(session, actor, case, reason=reason)
    headers = {"Trail-Head": str(head), "ETag": etag(case.version, "sekretariat")}
    body = case_document(case).model_dump_json().encode()
    return Response(body, 201, headers=headers | FOR_ONE_READER, media_type="application/json")


_add("hold", service.hold, "Tahan perkara dari pemusnahan / keep a case past its day until it is released.")
_add("release", service.release, "Lepaskan penahanan / give a held case back to its day.")
_add(
    "destruction",
    service.destroy,
    "Musnahkan dokumen dan rahasia perkara yang diusulkan / destroy the documents and confidences of a case "
    "that is proposed for it; its trail stays valid.",
)
