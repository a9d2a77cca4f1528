"""`/v1/{simpul}/jdihn/members`: whose feeds are pulled, how that went, and what they say."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import Language, negotiate
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
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.jdihn import policy, queries, service
from services.knowledge.jdihn.models import JdihnMember, JdihnRecord
from services.knowledge.jdihn.problems import FeedTaken, MemberNotFound
from services.knowledge.jdihn.schemas import (
    JdihnMemberIn,
    JdihnMemberOut,
    JdihnMemberPatch,
    JdihnMembersQuery,
    MemberRecordOut,
    PullIn,
    RecordsQuery,
)

_WRITING = (Unauthenticated, Forbidden)
_ON_ONE = (MemberNotFound, PreconditionRequired, PreconditionFailed)
router = APIRouter(prefix="/v1/{simpul}/jdihn/members", tags=["knowledge"], route_class=Route)


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keep(actor)


async def _kept(
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
) -> JdihnMember:
    return await service.require_kept(session, actor, id)


KeptMember = Annotated[JdihnMember, Depends(_kept)]


@router.get("", response_model=Page[JdihnMemberOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_jdihn_members(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[JdihnMembersQuery, Depends(QueryOf(JdihnMembersQuery))],
) -> Response:
    """Members by name, with how the last pull of each went and the last that came to its end."""
    language = _language(request)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        start = (str(after[0]), UUID(str(after[1]))) if after else None
        found = await queries.page_of_members(session, actor, after=start, size=size)
        return [(_shown(one, language).model_dump_json().encode(), one.name, one.id) for one in found]

    return _told_in(language, await answer_page(request, query, query.sort, fetch))


@router.post(
    "",
    status_code=201,
    response_model=JdihnMemberOut,
    dependencies=[Depends(_keeper)],
    responses=problems(*_WRITING, FeedTaken, Invalid),
)
async def add_jdihn_member(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: JdihnMemberIn
) -> Response:
    """Record a member; its feed is pulled soon, and then as often as is said. The secretariat's."""
    member = await service.add_member(session, actor, values=body.model_dump())
    at = f"/v1/{simpul}/jdihn/members/{member.id}"
    return _answer(request, member, status=201, headers={"Location": at})


@router.get("/{id}", response_model=JdihnMemberOut, responses=problems(MemberNotFound))
async def read_jdihn_member(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
) -> Response:
    """One member."""
    member = await service.require(session, actor, id)
    # How pulls went changes without a version.
    return _told_in(
        _language(request),
        Response(
            _shown(member, _language(request)).model_dump_json(),
            headers={"ETag": f'"{member.version}"', "Cache-Control": "no-cache"},
            media_type="application/json",
        ),
    )


@router.patch(
    "/{id}", response_model=JdihnMemberOut, responses=problems(*_WRITING, *_ON_ONE, FeedTaken, Invalid)
)
async def amend_jdihn_member(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    member: KeptMember,
    expected: IfMatch,
    body: JdihnMemberPatch,
) -> Response:
    """Change the fields sent. The secretariat's."""
    amended = await service.amend_member(
        session,
        actor,
        member,
        changes=body.model_dump(exclude_unset=True),
        require_version=expected.require,
    )
    return _answer(request, amended)


@router.delete("/{id}", status_code=204, responses=problems(*_WRITING, *_ON_ONE))
async def remove_jdihn_member(
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    member: KeptMember,
    expected: IfMatch,
) -> Response:
    """Take a member off the record, with what was pulled of it. The secretariat's."""
    await service.remove_member(session, actor, member, require_version=expected.require)
    return Response(status_code=204)


@router.post(
    "/{id}/pulls",
    status_code=202,
    response_model=JdihnMemberOut,
    responses=problems(*_WRITING, MemberNotFound, Invalid),
)
async def pull_jdihn_member(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    member: KeptMember,
    body: PullIn | None = None,
) -> Response:
    """Have the feed pulled as soon as the worker can; `last_attempt` tells how it went.

    Where its outcome is `suspicious-loss`, most records are gone from the feed and nothing was changed.
    """
    accept_loss = body is not None and body.accept_loss
    await service.pull_now(session, actor, member, accept_loss=accept_loss)
    return _answer(request, member, status=202)


@router.get(
    "/{id}/records",
    response_model=Page[MemberRecordOut],
    responses=problems(MemberNotFound, InvalidQuery, InvalidCursor),
)
async def list_jdihn_member_records(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RecordsQuery, Depends(QueryOf(RecordsQuery))],
) -> Response:
    """What a member's feed last said, each record with what is to be said of it."""
    member, language = await service.require(session, actor, id), _language(request)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        found = await queries.page_of_records(
            session,
            actor,
            member.id,
            worst=query.worst,
            gone=query.gone,
            after=str(after[0]) if after else None,
            size=size,
        )
        return [(_record(one, language), one.key) for one in found]

    return _told_in(language, await answer_page(request, query, query.sort, fetch, keys=1))


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _told_in(language: Language, answer: Response) -> Response:
    answer.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    return answer


def _answer(
    request: Request, member: JdihnMember, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    language = _language(request)
    shown = _shown(member, language)
    answer = answer_model(request, shown, version=member.version, status=status, headers=headers)
    return _told_in(language, answer)


def _shown(member: JdihnMember, language: Language) -> JdihnMemberOut:
    values = {name: getattr(member, name) for name in JdihnMemberOut.model_fields}
    return JdihnMemberOut.model_validate(
        values
        | {
            "last_attempt": _pull(member.last_attempt, language),
            "last_success": _pull(member.last_success, language),
            "findings": _findings(member.findings, language),
        }
    )


def _pull(told: Mapping[str, Any] | None, language: Language) -> dict[str, Any] | None:
    return None if told is None else {**told, "detail": told["detail"] and told["detail"][language]}


def _findings(found: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, Any]]:
    # What was found before findings had keys has none.
    return [{"keys": [], **one, "detail": one["detail"][language]} for one in found]


def _record(record: JdihnRecord, language: Language) -> bytes:
    values = {name: getattr(record, name) for name in MemberRecordOut.model_fields}
    shown = MemberRecordOut.model_validate(values | {"findings": _findings(record.findings, language)})
    return shown.model_dump_json().encode()
