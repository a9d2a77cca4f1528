"""`/v1/{simpul}/cases/{id}/...`: the mediator of a case, and what the parties hand in to them."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import col
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page, PageQuery
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation import roles
from services.mediation.appointments import queries, service
from services.mediation.appointments.problems import EvaluatedAlready
from services.mediation.appointments.schemas import (
    AnswerOut,
    EngagementOut,
    EvaluationIn,
    EvaluationOut,
    ImpartialityIn,
    MediatorAcceptanceIn,
    MediatorAppointmentIn,
    MediatorProposalIn,
    MediatorReplacementIn,
    ResumeIn,
    ResumeOut,
)
from services.mediation.cases import policy
from services.mediation.cases.dependencies import ACTING, Inside, Seen, answer_case, for_act
from services.mediation.cases.models import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.rows import answer_rows
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)
READING = problems(Unauthenticated, Forbidden, CaseNotFound, InvalidQuery, InvalidCursor)


@router.get("/mediators", response_model=Page[EngagementOut], responses=READING)
async def list_mediators_of_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Mediators proposed and appointed in this case, the latest last, and what the parties said."""
    office = roles.is_office(actor)
    own = {party.id for party in held.own}
    statement = queries.visible_to(actor).where(col(Engagement.case_id) == held.case.id)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        wanted = statement if after is None else statement.where(col(Engagement.id) > UUID(after[0]))
        rows = list(await session.scalars(wanted.order_by(col(Engagement.id)).limit(size)))
        said = await queries.answers(session, [row.id for row in rows])
        return [(_engagement(row, said.get(row.id, []), own, office=office), str(row.id)) for row in rows]

    return await answer_page(request, query, "id", fetch, keys=1, audience="pembaca")


def _engagement(row: Engagement, answers: Sequence[MediatorAnswer], own: set[UUID], *, office: bool) -> bytes:
    shown = row.model_dump(exclude={"case_id", "subject", "note"})
    said = [
        AnswerOut(
            party_id=one.party_id,
            accepted=one.accepted,
            reason=one.reason if office or one.party_id in own else None,
            said_at=one.said_at,
        )
        for one in answers
    ]
    shown |= {"answers": said} | ({} if office else {"conflicts": []})
    return EngagementOut.model_validate(shown).model_dump_json().encode()


@router.post("/mediator-proposal", status_code=201, response_model=CaseOut, responses=ACTING)
async def propose_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("mediator-proposal"))],
    body: MediatorProposalIn,
) -> Response:
    """Propose a mediator of the roster; one with a conflict of interest is refused with the reasons."""
    head = await service.propose(session, actor, held, mediator_id=body.mediator_id, note=body.note)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/mediator-acceptance", status_code=201, response_model=CaseOut, responses=ACTING)
async def answer_proposed_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("mediator-acceptance"))],
    body: MediatorAcceptanceIn,
) -> Response:
    """A party accepts the proposed mediator, or refuses with its reason; the office records it by letter."""
    head = await service.answer(
        session,
        actor,
        held,
        accepted=body.accepted,
        party_id=_text(body.party_id),
        reason=body.reason,
        letter=body.letter,
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/impartiality", status_code=201, response_model=CaseOut, responses=ACTING)
async def state_impartiality(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("impartiality"))],
    body: ImpartialityIn,
) -> Response:
    """The mediator's statement of impartiality, or a declared conflict; the office records it by letter."""
    head = await service.state_impartiality(
        session, actor, held, impartial=body.impartial, statement=body.statement, letter=body.letter
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/mediator-appointment", status_code=201, response_model=CaseOut, responses=ACTING)
async def appoint_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("mediator-appointment"))],
    body: MediatorAppointmentIn,
) -> Response:
    """Appoint the mediator whom every party accepted."""
    head = await service.appoint(session, actor, held, note=body.note)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/mediator-replacement", status_code=201, response_model=CaseOut, responses=ACTING)
async def replace_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("mediator-replacement"))],
    body: MediatorReplacementIn,
) -> Response:
    """End the appointment with its reason; a mediator is sought anew."""
    head = await service.replace(session, actor, held, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/resume", status_code=201, response_model=CaseOut, responses=ACTING)
async def hand_in_resume(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("resume"))],
    body: ResumeIn,
) -> Response:
    """A party hands in its position, for the office and the mediator alone."""
    head = await service.hand_in_resume(
        session,
        actor,
        held,
        party_id=_text(body.party_id),
        position=body.position,
        interests=body.interests,
        letter=body.letter,
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.get("/resumes", response_model=Page[ResumeOut], responses=READING)
async def list_resumes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Positions that were handed in: a party reads its own, the office and the mediator all."""
    statement = queries.resumes_visible_to(actor).where(col(Resume.case_id) == held.case.id)
    return await answer_rows(request, session, query, statement, Resume, _resume)


def _resume(row: Resume) -> ResumeOut:
    return ResumeOut(**row.model_dump(exclude={"case_id", "salt"}))


@router.post(
    "/mediator-evaluation",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ActRefused, EvaluatedAlready, Invalid),
)
async def evaluate_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("mediator-evaluation"))],
    body: EvaluationIn,
) -> Response:
    """After closing, a party says what it thinks of the mediator: once, for the office alone."""
    head = await service.evaluate(
        session,
        actor,
        held,
        party_id=_text(body.party_id),
        scores=body.scores.model_dump(),
        note=body.note,
    )
    return await answer_case(request, session, actor, simpul, held, head)


async def _office(actor: CurrentActor) -> None:
    policy.require_office(actor)


@router.get(
    "/mediator-evaluations",
    response_model=Page[EvaluationOut],
    dependencies=[Depends(_office)],
    responses=READING,
)
async def list_evaluations(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Seen,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """What the parties thought of the mediator; for the office alone."""
    statement = queries.evaluations_visible_to(actor).where(col(Evaluation.case_id) == held.case.id)
    engaged = {one.id: one.mediator_id for one in await queries.of_case(session, held.case.id)}

    def show(row: Evaluation) -> EvaluationOut:
        shown = row.model_dump(exclude={"case_id", "salt"})
        return EvaluationOut(**shown, mediator_id=engaged[row.engagement_id])

    return await answer_rows(request, session, query, statement, Evaluation, show)


def _text(party_id: UUID | None) -> str | None:
    return None if party_id is None else str(party_id)
