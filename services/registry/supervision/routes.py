"""`/v1/{simpul}/supervision`, and below a forum `review-notes` and `warnings`."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import Language, negotiate
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.forums.models import Forum
from services.registry.forums.problems import ForumNotFound
from services.registry.instruments.schemas import CheckSourceOut
from services.registry.regions.problems import unknown_region
from services.registry.supervision import policy, queries, service
from services.registry.supervision.models import ReviewNote
from services.registry.supervision.problems import NoteClosed, NoteNotFound
from services.registry.supervision.schemas import (
    ClosingIn,
    NoteIn,
    NoteOut,
    NoteQuery,
    ReplyIn,
    SupervisedOut,
    SupervisionQuery,
    WarningOut,
)
from services.registry.supervision.warnings import Warned, warnings_of
from services.registry.trail import queries as trail
from services.registry.trail.schemas import TrailOut, TrailQuery

router = APIRouter(prefix="/v1/{simpul}", tags=["registry"], route_class=Route)
NOTES = "/forums/{slug}/review-notes"
_READING = (Unauthenticated, Forbidden, ForumNotFound)
_ACTING = problems(*_READING, NoteNotFound, NoteClosed, Invalid)


async def _readable(actor: CurrentActor, session: ReadSession, slug: str) -> Forum:
    return await service.require_readable(session, actor, slug)


async def _reviewable(actor: CurrentActor, session: Session, slug: str) -> Forum:
    return await service.require_reviewable(session, actor, slug)


async def _answerable(
    actor: CurrentActor,
    session: Session,
    slug: str,
    id: UUID,  # noqa: A002
) -> ReviewNote:
    return await service.require_answerable(session, actor, slug, id)


async def _closable(
    actor: CurrentActor,
    session: Session,
    slug: str,
    id: UUID,  # noqa: A002
) -> ReviewNote:
    return await service.require_closable(session, actor, slug, id)


@router.get(
    "/supervision",
    response_model=Page[SupervisedOut],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_supervised(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SupervisionQuery, Depends(QueryOf(SupervisionQuery))],
) -> Response:
    """Forums with members in a province, with open notes and warnings. A gwpp sees its own province."""
    provinces = policy.overseen(actor, query.province)
    names = await queries.province_names(session, actor)
    if query.province is not None and query.province not in names:
        error = unknown_region("/query/province", query.province)
        raise InvalidQuery(error.detail, errors=[error])
    today, language = clock.today(), _language(request)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.overseen_page(session, actor, provinces=provinces, after=after, size=size)
        rows = []
        for document, notes, *keys in found:
            warnings = warnings_of(document, provinces=names, today=today)
            item = _supervised(document, notes, list(warnings), language)
            rows.append((item.model_dump_json().encode(), *keys))
        return rows

    answer = await answer_page(request, query, query.sort, fetch)
    answer.headers.update(_said_in(language))
    return answer


@router.get("/forums/{slug}/warnings", responses=problems(ForumNotFound))
async def list_warnings(
    request: Request,
    response: Response,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
) -> list[WarningOut]:
    """What the law asks of a forum and the register does not show, as of today: information, not an act."""
    language = _language(request)
    response.headers.update(_said_in(language))
    return [_warning(warned, language) for warned in await service.warnings_for(session, actor, slug)]


@router.get(
    NOTES,
    response_model=Page[NoteOut],
    responses=problems(*_READING, InvalidQuery, InvalidCursor),
)
async def list_review_notes(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    forum: Annotated[Forum, Depends(_readable)],
    query: Annotated[NoteQuery, Depends(QueryOf(NoteQuery))],
) -> Response:
    """Review notes on a forum that the caller may see, newest first. Not public."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await queries.page(session, actor, forum.id, wanted=query.filters(), after=after, size=size)

    return await answer_page(request, query, query.sort, fetch)


@router.post(NOTES, status_code=201, response_model=NoteOut, responses=problems(*_READING, Invalid))
async def write_review_note(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: Annotated[Forum, Depends(_reviewable)],
    body: NoteIn,
) -> Response:
    """Write a note on a forum or one of its instruments. The gwpp's of a province of its members."""
    note = await service.write(session, actor, forum, values=body.model_dump(mode="json"))
    location = f"/v1/{simpul}/forums/{forum.slug}/review-notes/{note.id}"
    return await _answer(request, session, note, headers={"Location": location})


@router.get(f"{NOTES}/{{id}}", response_model=NoteOut, responses=problems(*_READING, NoteNotFound))
async def read_review_note(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One note with its replies."""
    document, version = await service.require_note(session, actor, slug, id)
    return answer_document(request, document, version=version)


@router.get(
    f"{NOTES}/{{id}}/history",
    response_model=Page[TrailOut],
    responses=problems(*_READING, NoteNotFound, InvalidQuery, InvalidCursor),
)
async def list_review_note_history(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
    query: Annotated[TrailQuery, Depends(QueryOf(TrailQuery))],
) -> Response:
    """Who did what to a note, newest first."""
    await service.require_note(session, actor, slug, id)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await trail.page(session, actor, id, after=after, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(f"{NOTES}/{{id}}/replies", status_code=201, response_model=NoteOut, responses=_ACTING)
async def reply_to_review_note(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    id: UUID,  # noqa: A002
    note: Annotated[ReviewNote, Depends(_answerable)],
    body: ReplyIn,
) -> Response:
    """Answer an open note. The forum itself, or the secretariat."""
    return await _answer(request, session, await service.reply(session, actor, note, text=body.text))


@router.post(f"{NOTES}/{{id}}/closing", status_code=201, response_model=NoteOut, responses=_ACTING)
async def close_review_note(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    id: UUID,  # noqa: A002
    note: Annotated[ReviewNote, Depends(_closable)],
    body: ClosingIn,
) -> Response:
    """Close an open note. The gwpp that wrote it."""
    return await _answer(request, session, await service.close(session, actor, note, reason=body.reason))


async def _answer(
    request: Request, session: Session, note: ReviewNote, *, headers: dict[str, str] | None = None
) -> Response:
    document = await queries.render(session, note)
    return answer_document(request, document, version=note.version, status=201, headers=headers)


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _said_in(language: Language) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def _warning(warned: Warned, language: Language) -> WarningOut:
    source = warned.source
    return WarningOut(
        code=warned.code,
        reason=warned.reason.in_(language),
        source=CheckSourceOut(law=source.law, article=source.article, mark=source.mark),
        since=warned.since,
        instrument_id=UUID(warned.instrument_id) if warned.instrument_id else None,
    )


def _supervised(
    forum: dict[str, Any], open_notes: int, warnings: list[Warned], language: Language
) -> SupervisedOut:
    codes = [member["region_code"] for member in forum["members"] if member["member_to"] is None]
    return SupervisedOut(
        **{field: forum[field] for field in ("id", "slug", "name", "status", "version")},
        provinces=sorted({code[:2] for code in codes if code is not None}),
        open_notes=open_notes,
        warnings=[_warning(warned, language) for warned in warnings],
    )
