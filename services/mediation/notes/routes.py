"""`/v1/{simpul}/cases/{id}/notes`: caucus notes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import col
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page, PageQuery
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases.dependencies import Inside, for_act
from services.mediation.cases.models import CaucusNote
from services.mediation.cases.problems import ActRefused, CaseNotFound, PartyNotFound
from services.mediation.cases.rows import answer_rows
from services.mediation.cases.service import Held
from services.mediation.notes import queries, service
from services.mediation.notes.problems import NoteNotFound, NotTheirConfidence
from services.mediation.notes.schemas import DisclosureIn, NoteIn, NoteOut
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/notes", tags=["mediation"], route_class=Route)
READING = (Unauthenticated, Forbidden, CaseNotFound)


def _out(row: CaucusNote) -> NoteOut:
    return NoteOut.model_validate(row.model_dump(exclude={"case_id", "mediator_subject", "salt"}))


def _answer(request: Request, note: CaucusNote, head: Head) -> Response:
    body = _out(note).model_dump_json().encode()
    version = 1 + len(note.consents)
    headers = {"Trail-Head": str(head)}
    return answer_document(request, body, version=version, audience="pembaca", status=201, headers=headers)


@router.get("", response_model=Page[NoteOut], responses=problems(*READING, InvalidQuery, InvalidCursor))
async def list_notes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Caucus notes that the caller may read: of its own party, confided to it, or disclosed by consent."""
    statement = queries.visible_to(actor).where(col(CaucusNote.case_id) == held.case.id)
    return await answer_rows(request, session, query, statement, CaucusNote, _out)


@router.post(
    "",
    status_code=201,
    response_model=NoteOut,
    responses=problems(*READING, PartyNotFound, ActRefused, Invalid),
)
async def write_note(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("caucus-note"))],
    body: NoteIn,
) -> Response:
    """Write a note that one party and the mediator read, nobody else; not the office either."""
    note, head = await service.write(
        session, actor, held, text=body.text, party_id=body.party_id, session_id=body.session_id
    )
    return _answer(request, note, head)


async def _confided(
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("caucus-disclosure"))],
    note_id: UUID,
) -> tuple[Held, CaucusNote]:
    return held, await service.require(session, actor, held, note_id)


@router.post(
    "/{note_id}/disclosure",
    status_code=201,
    response_model=NoteOut,
    responses=problems(*READING, NoteNotFound, NotTheirConfidence, ActRefused, Invalid),
)
async def disclose_note(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    confided: Annotated[tuple[Held, CaucusNote], Depends(_confided)],
    body: DisclosureIn,
) -> Response:
    """Record the party's consent that its note be told; the mediator records it by the party's letter."""
    held, note = confided
    head = await service.disclose(session, actor, held, note, to=body.to, letter=body.letter)
    return _answer(request, note, head)
