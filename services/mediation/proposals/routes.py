"""`/v1/{simpul}/cases/{id}/proposals`."""

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
from services.kit.web.answers import answer_document
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases.dependencies import Inside, for_act
from services.mediation.cases.models import Proposal
from services.mediation.cases.problems import ActRefused, CaseNotFound, PartyNotFound
from services.mediation.cases.rows import answer_together
from services.mediation.cases.service import Held
from services.mediation.proposals import queries, service
from services.mediation.proposals.problems import (
    NotTheirProposal,
    OwnProposal,
    ProposalNotFound,
    ProposalSettled,
)
from services.mediation.proposals.schemas import AnswerIn, ProposalIn, ProposalOut, ProposalPatch
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/proposals", tags=["mediation"], route_class=Route)
READING = (Unauthenticated, Forbidden, CaseNotFound)
ACTING = (*READING, PartyNotFound, ActRefused, Invalid)
CHANGING = (*ACTING, ProposalNotFound, ProposalSettled, OwnProposal, PreconditionRequired, PreconditionFailed)
Locked = tuple[Held, Proposal]


async def _shown(session: AsyncSession, rows: Sequence[Proposal]) -> list[ProposalOut]:
    ids = [row.id for row in rows]
    said, answers = await queries.versions(session, ids), await queries.answers(session, ids)
    own = {"proposal_id", "salt"}
    return [
        ProposalOut.model_validate(
            {
                **row.model_dump(exclude={"case_id"}),
                "versions": [one.model_dump(exclude=own) for one in said.get(row.id, ())],
                "answers": [one.model_dump(exclude=own) for one in answers.get(row.id, ())],
            }
        )
        for row in rows
    ]


@router.get("", response_model=Page[ProposalOut], responses=problems(*READING, InvalidQuery, InvalidCursor))
async def list_proposals(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Inside,
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Proposals in the order they were made, each with its versions and answers."""
    statement = queries.visible_to(actor).where(col(Proposal.case_id) == held.case.id)
    return await answer_together(request, session, query, statement, Proposal, partial(_shown, session))


@router.post("", status_code=201, response_model=ProposalOut, responses=problems(*ACTING))
async def make_proposal(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("proposal"))],
    body: ProposalIn,
) -> Response:
    """Make a proposal, or counter one: by a party or by the mediator."""
    given = body.model_dump()
    row, head = await service.make(session, actor, held, **given)
    return await _answer(request, session, simpul, row, head, status=201)


async def _seen(actor: CurrentActor, session: ReadSession, held: Inside, proposal_id: UUID) -> Proposal:
    return await service.require(session, actor, held, proposal_id)


@router.get("/{proposal_id}", response_model=ProposalOut, responses=problems(*READING, ProposalNotFound))
async def read_proposal(
    request: Request, simpul: Simpul, session: ReadSession, row: Annotated[Proposal, Depends(_seen)]
) -> Response:
    """One proposal."""
    return await _answer(request, session, simpul, row, None)


def _for(act: str) -> Any:
    async def locked(
        actor: CurrentActor,
        session: Session,
        held: Annotated[Held, Depends(for_act(act))],
        proposal_id: UUID,
    ) -> Locked:
        return held, await service.require(session, actor, held, proposal_id)

    return Depends(locked)


@router.patch("/{proposal_id}", response_model=ProposalOut, responses=problems(*CHANGING, NotTheirProposal))
async def change_proposal(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("proposal-change")],
    expected: IfMatch,
    body: ProposalPatch,
) -> Response:
    """Say a proposal anew (`text`) or withdraw it (`state`): whoever made it."""
    held, row = locked
    head = await service.change(
        session,
        actor,
        held,
        row,
        text=body.text,
        withdrawn=body.state is not None,
        require_version=expected.require,
    )
    return await _answer(request, session, simpul, row, head)


@router.post(
    "/{proposal_id}/answer", status_code=201, response_model=ProposalOut, responses=problems(*CHANGING)
)
async def answer_proposal(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    locked: Annotated[Locked, _for("proposal-answer")],
    expected: IfMatch,
    body: AnswerIn,
) -> Response:
    """Accept or refuse the version that `If-Match` names."""
    held, row = locked
    given = body.model_dump()
    head = await service.answer(session, actor, held, row, **given, require_version=expected.require)
    return await _answer(request, session, simpul, row, head, status=201)


async def _answer(
    request: Request,
    session: AsyncSession,
    simpul: Simpul,
    row: Proposal,
    head: Head | None,
    *,
    status: int = 200,
) -> Response:
    (out,) = await _shown(session, [row])
    headers = {"Location": f"/v1/{simpul}/cases/{row.case_id}/proposals/{row.id}"}
    headers |= {} if head is None else {"Trail-Head": str(head)}
    return answer_document(
        request,
        out.model_dump_json().encode(),
        version=row.version,
        # What may differ at one version.
        audience=f"{out.state}-{len(out.answers)}",
        status=status,
        headers=headers,
    )
