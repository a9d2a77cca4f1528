"""`/v1/{simpul}/personal-data`: requests of data subjects, and the record of processing (UU 27/2022)."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER, answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases.problems import PartyTwice
from services.mediation.personal_data import finding, policy, queries, service
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.personal_data.problems import AmbiguousPerson, RequestNotFound, RequestRefused
from services.mediation.personal_data.schemas import (
    AnswerIn,
    CorrectedOut,
    CorrectionsIn,
    ErasureIn,
    ErasureOut,
    ExportOut,
    IdentityIn,
    NothingIn,
    ProcessingOut,
    RefusalIn,
    RequestIn,
    RequestOut,
    RequestQuery,
)
from services.mediation.personal_data.views import (
    erased_document,
    export_document,
    held_document,
    processing_document,
    request_document,
)

router = APIRouter(prefix="/v1/{simpul}/personal-data", tags=["mediation"], route_class=Route)
_ACTING = problems(Unauthenticated, Forbidden, RequestNotFound, RequestRefused, Invalid)


async def _recorder(actor: CurrentActor) -> None:
    policy.require_recorder(actor)


async def _register(actor: CurrentActor) -> None:
    policy.require_register(actor)


async def _for_recorder(actor: CurrentActor, session: Session, id: UUID) -> PersonalDataRequest:  # noqa: A002
    policy.require_recorder(actor)
    return await service.require_open(session, actor, id)


async def _for_handler(actor: CurrentActor, session: Session, id: UUID) -> PersonalDataRequest:  # noqa: A002
    policy.require_handler(actor)
    return await service.require_open(session, actor, id)


Taken = Annotated[PersonalDataRequest, Depends(_for_recorder)]
Handled = Annotated[PersonalDataRequest, Depends(_for_handler)]


def _private(shown: BaseModel) -> Response:
    body = shown.model_dump_json().encode()
    headers = {"Cache-Control": "no-store", "Vary": "Authorization"}
    return Response(body, 201, headers=headers, media_type="application/json")


def _shown(request: Request, one: PersonalDataRequest, *, status: int) -> Response:
    body = request_document(one).model_dump_json().encode()
    return answer_document(request, body, version=one.version, audience="meja", status=status)


@router.get(
    "/processing",
    response_model=ProcessingOut,
    dependencies=[Depends(_register)],
    responses=problems(Unauthenticated, Forbidden),
)
async def read_processing(simpul: Simpul) -> Response:
    """The record of processing (Article 31): why personal data is held, where, how long, and for whom."""
    body = processing_document().model_dump_json().encode()
    return Response(body, headers=FOR_ONE_READER, media_type="application/json")


@router.get(
    "/requests",
    response_model=Page[RequestOut],
    dependencies=[Depends(_recorder)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_personal_data_requests(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RequestQuery, Depends(QueryOf(RequestQuery))],
) -> Response:
    """Requests of data subjects, what is due first first."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(session, actor, state=query.state, after=after, size=size)
        return [
            (request_document(one).model_dump_json().encode(), one.due_at.isoformat(), str(one.id))
            for one in found
        ]

    return await answer_page(request, query, query.sort, fetch, audience="meja")


@router.post(
    "/requests",
    status_code=201,
    response_model=RequestOut,
    dependencies=[Depends(_recorder)],
    responses=problems(Unauthenticated, Forbidden, Invalid),
)
async def record_personal_data_request(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: RequestIn
) -> Response:
    """Record what somebody asks of their data: to be answered within 3 x 24 hours of its receipt."""
    made = await service.record(session, actor, values=body.model_dump())
    return _shown(request, made, status=201)


@router.get(
    "/requests/{id}",
    response_model=RequestOut,
    dependencies=[Depends(_recorder)],
    responses=problems(Unauthenticated, Forbidden, RequestNotFound),
)
async def read_personal_data_request(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One request."""
    return _shown(request, await service.require(session, actor, id), status=200)


@router.post("/requests/{id}/identity-check", status_code=201, response_model=RequestOut, responses=_ACTING)
async def check_identity(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, one: Taken, body: IdentityIn
) -> Response:
    """Note how the identity of who asks was checked. Before that nothing is shown, changed or erased."""
    await service.check_identity(session, actor, one, note=body.note)
    return _shown(request, one, status=201)


@router.post("/requests/{id}/export", status_code=201, response_model=ExportOut, responses=_ACTING)
async def export_personal_data(
    simpul: Simpul, actor: CurrentActor, session: Session, one: Handled, body: NothingIn
) -> Response:
    """All that is held of who asks, by exact match of name and identifiers in the register's columns."""
    found, cases, accounts = await service.export(session, actor, one)
    held = [(place, cases.get(place.case_id) if place.case_id else None) for place in found]
    return _private(export_document(one, held, accounts, service.known_by(one)))


@router.post(
    "/requests/{id}/correction",
    status_code=201,
    response_model=CorrectedOut,
    responses=problems(Unauthenticated, Forbidden, RequestNotFound, RequestRefused, PartyTwice, Invalid),
)
async def correct_personal_data(
    simpul: Simpul, actor: CurrentActor, session: Session, one: Handled, body: CorrectionsIn
) -> Response:
    """Correct fields of places that the export named."""
    changes = [change.model_dump() for change in body.changes]
    places = await service.correct(session, actor, one, changes=changes)
    cases = await finding.cases_of(session, places, locked=False)
    known_by = service.known_by(one)
    items = [
        held_document(place, cases.get(place.case_id) if place.case_id else None, known_by)
        for place in places
    ]
    return _private(CorrectedOut(items=items))


@router.post(
    "/requests/{id}/erasure",
    status_code=201,
    response_model=ErasureOut,
    responses=problems(Unauthenticated, Forbidden, RequestNotFound, RequestRefused, AmbiguousPerson, Invalid),
)
async def erase_personal_data(
    simpul: Simpul, actor: CurrentActor, session: Session, one: Handled, body: ErasureIn
) -> Response:
    """Erase what no duty keeps; the trails stay valid. 409 with the reasons where everything is kept, and
    with the places where the name alone may be several people's: then `rows` names whose they are.
    """
    rows = None if body.rows is None else [row.model_dump() for row in body.rows]
    judged = await service.erase(session, actor, one, rows=rows)
    return _private(ErasureOut(items=[erased_document(*place) for place in judged]))


@router.post("/requests/{id}/answer", status_code=201, response_model=RequestOut, responses=_ACTING)
async def answer_personal_data_request(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, one: Handled, body: AnswerIn
) -> Response:
    """Note what was answered: the request is done."""
    await service.close(session, actor, one, state="dijawab", answer=body.answer)
    return _shown(request, one, status=201)


@router.post("/requests/{id}/refusal", status_code=201, response_model=RequestOut, responses=_ACTING)
async def refuse_personal_data_request(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, one: Handled, body: RefusalIn
) -> Response:
    """Refuse a request, with the reason that is given to who asked."""
    await service.close(session, actor, one, state="ditolak", answer=body.reason)
    return _shown(request, one, status=201)
