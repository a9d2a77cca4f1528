"""`/v1/{simpul}/forums/{slug}/stage-changes`, `.../status-changes`, `.../verifications`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.registry.facts import service as facts
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.models import Fact, StatusChange, Verification
from services.registry.forums.problems import ForumNotFound
from services.registry.standing import policy, queries, service
from services.registry.standing.problems import StatusCannotFollow
from services.registry.standing.schemas import (
    ChangesQuery,
    StageChangeIn,
    StageChangeOut,
    StatusChangeIn,
    StatusChangeOut,
    VerificationIn,
    VerificationOut,
)

router = APIRouter(prefix="/v1/{simpul}/forums/{slug}", tags=["registry"], route_class=Route)
Changes = Annotated[ChangesQuery, Depends(QueryOf(ChangesQuery))]
Why = Annotated[AmendQuery, Depends(QueryOf(AmendQuery))]
READING = problems(ForumNotFound, InvalidQuery, InvalidCursor)


async def _verifier(actor: CurrentActor) -> None:
    """Asked before the body is judged: who may not verify learns nothing about the body."""
    policy.require_verify(actor)


async def _status_giver(actor: CurrentActor, forum: AmendableForum) -> None:
    policy.require_change_status(actor, forum.slug, forum.status)


async def _page(request: Request, reads: Reads, query: ChangesQuery, model: Any, forum_id: UUID) -> Response:
    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(model, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        return await reads.all(read, forum_id=forum_id, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch)


@router.get("/stage-changes", response_model=Page[StageChangeOut], responses=READING)
async def list_stage_changes(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Changes,
) -> Response:
    """Stages of a forum, newest first."""
    forum = await forums.require(session, actor, slug)
    return await _page(request, reads, query, Fact, forum.id)


@router.post(
    "/stage-changes",
    status_code=201,
    response_model=StageChangeOut,
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, Invalid),
)
async def change_stage(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    query: Why,
    body: StageChangeIn,
) -> Response:
    """Record a stage: a fact on the field `stage`. The latest becomes the forum's."""
    fact = await facts.add(
        session,
        actor,
        forum,
        field="stage",
        value=body.stage,
        as_of=body.since or clock.today().isoformat(),
        source=body.source.model_dump() if body.source else None,
        mark=body.mark,
        reason=query.reason,
        pointer="/stage",
    )
    said = fact.model_dump(include={"id", "source", "mark", "recorded_by", "recorded_at"})
    made = StageChangeOut(stage=fact.value, since=fact.as_of, **said)
    return answer_model(request, made, version=forum.version, status=201)


@router.get("/status-changes", response_model=Page[StatusChangeOut], responses=READING)
async def list_status_changes(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Changes,
) -> Response:
    """Statuses of a forum, newest first."""
    forum = await forums.require(session, actor, slug)
    return await _page(request, reads, query, StatusChange, forum.id)


@router.post(
    "/status-changes",
    status_code=201,
    response_model=StatusChangeOut,
    dependencies=[Depends(_status_giver)],
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, StatusCannotFollow, Invalid),
)
async def change_status(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    body: StatusChangeIn,
) -> Response:
    """Change the status, with the reason. While a forum is unverified this is the secretariat's."""
    change = await service.change_status(
        session, actor, forum, status=body.status, since=body.since, reason=body.reason
    )
    made = StatusChangeOut.model_validate(change.model_dump(exclude={"forum_id"}))
    return answer_model(request, made, version=forum.version, status=201)


@router.get("/verifications", response_model=Page[VerificationOut], responses=READING)
async def list_verifications(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Changes,
) -> Response:
    """When the secretariat made sure of a forum, newest first."""
    forum = await forums.require(session, actor, slug)
    return await _page(request, reads, query, Verification, forum.id)


@router.post(
    "/verifications",
    status_code=201,
    response_model=VerificationOut,
    dependencies=[Depends(_verifier)],
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, StatusCannotFollow, Invalid),
)
async def verify_forum(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    body: VerificationIn,
) -> Response:
    """Record that the forum is as the register says. The secretariat's."""
    found = await service.verify(session, actor, forum, **body.model_dump())
    made = VerificationOut.model_validate(found.model_dump(exclude={"forum_id"}))
    return answer_model(request, made, version=forum.version, status=201)
