"""`/v1/{simpul}/cases/{id}/sessions`."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page, PageQuery
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
from services.kit.web.answers import FOR_ONE_READER, answer_model
from services.kit.web.etag import IfMatch, etag
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.appointments import queries as appointments
from services.mediation.cases.dependencies import Inside, for_act
from services.mediation.cases.models import MediationSession
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.rows import answer_together
from services.mediation.cases.service import Held
from services.mediation.sessions import queries, service
from services.mediation.sessions.invitations import invitation, method_of
from services.mediation.sessions.problems import SessionClash, SessionNotFound, SessionSettled
from services.mediation.sessions.schemas import (
    AdjournmentIn,
    CancellationIn,
    InviteeOut,
    RecordIn,
    SessionIn,
    SessionOut,
    SessionPatch,
)
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/sessions", tags=["mediation"], route_class=Route)
READING = (Unauthenticated, Forbidden, CaseNotFound)
ACTING = (*READING, ActRefused, Invalid)
CHANGING = (*ACTING, SessionNotFound, SessionSettled, PreconditionRequired, PreconditionFailed)


@router.get("", response_model=Page[SessionOut], responses=problems(*READING, InvalidQuery, InvalidCursor))
async def list_sessions(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Sessions to which the caller is invited, in the order they were convened; a caucus is for its party."""
    statement = queries.visible_to(actor).where(col(MediationSession.case_id) == held.case.id)
    return await answer_together(
        request, session, query, statement, MediationSession, partial(_shown, session, held)
    )


@router.post("", status_code=201, response_model=SessionOut, responses=problems(*ACTING, SessionClash))
async def convene_session(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("convening"))],
    body: SessionIn,
) -> Response:
    """Invite to a session; 409 where the mediator or the place is taken at that time."""
    row, head = await service.convene(session, actor, held, values=body.model_dump())
    return await _answer(request, session, simpul, held, row, head, status=201)


async def _seen(
    actor: CurrentActor, session: ReadSession, held: Inside, session_id: UUID
) -> MediationSession:
    return await service.require(session, actor, held, session_id)


Shown = Annotated[MediationSession, Depends(_seen)]


@router.get("/{session_id}", response_model=SessionOut, responses=problems(*READING, SessionNotFound))
async def read_session(
    request: Request, simpul: Simpul, session: ReadSession, held: Inside, row: Shown
) -> Response:
    """One session."""
    (out,) = await _shown(session, held, [row])
    return answer_model(request, out, version=row.version, audience="pembaca")


@router.get(
    "/{session_id}/invitation.ics",
    response_class=Response,
    responses=problems(*READING, SessionNotFound)
    | {200: {"description": "iCalendar", "content": {"text/calendar": {"schema": {"type": "string"}}}}},
)
async def read_invitation(simpul: Simpul, session: ReadSession, held: Inside, row: Shown) -> Response:
    """The invitation as iCalendar; its UID stays, its SEQUENCE rises, METHOD is REQUEST or CANCEL."""
    asked = await queries.invitees(session, [row.id])
    ids = {one.party_id for one in asked[row.id]}
    invited = [party for party in held.contents.parties if party.id in ids]
    mediator = await _mediators(session, held)
    body = invitation(simpul, held.case, row, invited, mediator[row.mediator_id])
    headers = {
        **FOR_ONE_READER,
        "ETag": etag(row.version, method_of(held.case, row).lower()),
        "Content-Disposition": f'attachment; filename="undangan-{row.id}.ics"',
    }
    kind = f"text/calendar; method={method_of(held.case, row)}; charset=utf-8"
    return Response(body, headers=headers, media_type=kind)


def _for(act: str) -> Any:
    async def locked(
        actor: CurrentActor,
        session: Session,
        held: Annotated[Held, Depends(for_act(act))],
        session_id: UUID,
    ) -> tuple[Held, MediationSession]:
        return held, await service.require(session, actor, held, session_id)

    return Depends(locked)


Locked = tuple[Held, MediationSession]


@router.patch("/{session_id}", response_model=SessionOut, responses=problems(*CHANGING, SessionClash))
async def change_session(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("session-change")],
    expected: IfMatch,
    body: SessionPatch,
) -> Response:
    """Change time or place of a session that is still to come; the invitation's SEQUENCE rises."""
    held, row = locked
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    head = await service.change(session, actor, held, row, changes=changes, require_version=expected.require)
    return await _answer(request, session, simpul, held, row, head)


@router.post(
    "/{session_id}/cancellation", status_code=201, response_model=SessionOut, responses=problems(*CHANGING)
)
async def cancel_session(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("session-cancellation")],
    expected: IfMatch,
    body: CancellationIn,
) -> Response:
    """Cancel a session; its invitation becomes a cancellation."""
    held, row = locked
    head = await service.cancel(
        session, actor, held, row, reason=body.reason, require_version=expected.require
    )
    return await _answer(request, session, simpul, held, row, head, status=201)


@router.post(
    "/{session_id}/adjournment",
    status_code=201,
    response_model=SessionOut,
    responses=problems(*CHANGING, SessionClash),
)
async def adjourn_session(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("adjournment")],
    expected: IfMatch,
    body: AdjournmentIn,
) -> Response:
    """Put a session off to another time, or let it go on then: the next session, with the same parties."""
    held, row = locked
    made, head = await service.adjourn(
        session, actor, held, row, values=body.model_dump(), require_version=expected.require
    )
    return await _answer(request, session, simpul, held, made, head, status=201)


@router.post(
    "/{session_id}/record", status_code=201, response_model=SessionOut, responses=problems(*CHANGING)
)
async def record_session(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("session-record")],
    expected: IfMatch,
    body: RecordIn,
) -> Response:
    """Record attendance, minutes and berita acara of a session that was held."""
    held, row = locked
    head = await service.record(
        session, actor, held, row, values=body.model_dump(), require_version=expected.require
    )
    return await _answer(request, session, simpul, held, row, head, status=201)


async def _mediators(session: AsyncSession, held: Held) -> dict[UUID, str]:
    return {one.mediator_id: one.name for one in await appointments.of_case(session, held.case.id)}


async def _shown(session: AsyncSession, held: Held, rows: Sequence[MediationSession]) -> list[SessionOut]:
    asked = await queries.invitees(session, [row.id for row in rows])
    names = {party.id: party.name for party in held.contents.parties}
    mediators = await _mediators(session, held)
    return [
        SessionOut.model_validate(
            {
                **row.model_dump(exclude={"case_id", "mediator_id"}),
                "mediator": mediators[row.mediator_id],
                "invited": [
                    InviteeOut.model_validate(
                        one.model_dump(exclude={"session_id"}) | {"name": names[one.party_id]}
                    )
                    for one in asked[row.id]
                ],
            }
        )
        for row in rows
    ]


async def _answer(
    request: Request,
    session: AsyncSession,
    simpul: Simpul,
    held: Held,
    row: MediationSession,
    head: Head,
    *,
    status: int = 200,
) -> Response:
    (out,) = await _shown(session, held, [row])
    headers = {
        "Location": f"/v1/{simpul}/cases/{held.case.id}/sessions/{row.id}",
        "Trail-Head": str(head),
    }
    return answer_model(request, out, version=row.version, audience="pembaca", status=status, headers=headers)
