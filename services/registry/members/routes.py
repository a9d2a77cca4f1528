"""`/v1/{simpul}/forums/{slug}/members`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession, Session
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
from services.kit.web.answers import answer_document, answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.models import Member
from services.registry.forums.problems import ForumNotFound
from services.registry.forums.schemas import AmendQuery, MemberOut
from services.registry.members import queries, service
from services.registry.members.problems import MemberNotFound, MemberTaken
from services.registry.members.schemas import MemberIn, MemberPatch, MemberQuery

router = APIRouter(prefix="/v1/{simpul}/forums/{slug}/members", tags=["registry"], route_class=Route)


async def _amendable(actor: CurrentActor, session: Session, forum: AmendableForum, id: UUID) -> Member:  # noqa: A002
    return await service.require(session, actor, forum, id)


AmendableMember = Annotated[Member, Depends(_amendable)]


@router.get(
    "", response_model=Page[MemberOut], responses=problems(ForumNotFound, InvalidQuery, InvalidCursor)
)
async def list_members(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
    query: Annotated[MemberQuery, Depends(QueryOf(MemberQuery))],
) -> Response:
    """Members of a forum, past ones among them."""
    forum = await forums.require(session, actor, slug)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(current=query.current, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        return await reads.all(read, forum_id=forum.id, **keys, size=size)

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=MemberOut,
    responses=problems(Unauthenticated, Forbidden, ForumNotFound, MemberTaken, Invalid),
)
async def add_member(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: MemberIn,
) -> Response:
    """Add a member: a region with one of its bodies, or another organisation by name."""
    values = body.model_dump(mode="json")
    member = await service.add(session, actor, forum, values=values, reason=query.reason)
    headers = {"Location": f"/v1/{simpul}/forums/{forum.slug}/members/{member.id}"}
    return answer_model(request, _out(member), version=member.version, status=201, headers=headers)


@router.get("/{id}", response_model=MemberOut, responses=problems(ForumNotFound, MemberNotFound))
async def read_member(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
    reads: Reads,
) -> Response:
    """One membership."""
    forum = await forums.require(session, actor, slug)
    row = await reads.one(queries.ONE, forum_id=forum.id, id=id)
    if row is None:
        raise MemberNotFound()
    return answer_document(request, row[0], version=row[1])


@router.patch(
    "/{id}",
    response_model=MemberOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ForumNotFound,
        MemberNotFound,
        MemberTaken,
        PreconditionRequired,
        Invalid,
        PreconditionFailed,
    ),
)
async def amend_member(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    member: AmendableMember,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: MemberPatch,
) -> Response:
    """Change role, dates, ground or note of a membership; `member_to` ends it."""
    changes = body.model_dump(mode="json", exclude_unset=True)
    member = await service.amend(
        session,
        actor,
        forum,
        member,
        changes=changes,
        require_version=expected.require,
        reason=query.reason,
    )
    return answer_model(request, _out(member), version=member.version)


def _out(member: Member) -> MemberOut:
    return MemberOut.model_validate(member.model_dump(exclude={"forum_id", "position"}))
