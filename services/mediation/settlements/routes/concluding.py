"""What follows the draft: its signatures or their refusal, and the DPRD's decision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.problems import Forbidden, Invalid, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases.dependencies import ACTING, answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.settlements import concluding
from services.mediation.settlements.problems import SignedAlready
from services.mediation.settlements.schemas import (
    DprdApprovalIn,
    DprdRefusalIn,
    RedraftingIn,
    SignatureIn,
    SigningRefusalIn,
    SubmissionIn,
)

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)


@router.post("/signing", status_code=201, response_model=CaseOut, responses=ACTING)
async def submit_for_signature(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("signing"))],
    body: SubmissionIn,
) -> Response:
    """Submit the initialled text for signature, settling all mediated issues or some."""
    head = await concluding.submit(session, actor, held, outcome=body.outcome)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/signature",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ActRefused, SignedAlready, Invalid),
)
async def sign_settlement(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("signature"))],
    body: SignatureIn,
) -> Response:
    """Sign by the head, or by a representative whose surat kuasa to sign holds today; else 422 says why."""
    party_id = None if body.party_id is None else str(body.party_id)
    values = body.model_dump(exclude={"party_id"})
    head = await concluding.sign(session, actor, held, values=values, party_id=party_id)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/signature-refusal",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ActRefused, SignedAlready, Invalid),
)
async def refuse_signature(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("signature-refusal"))],
    body: SigningRefusalIn,
) -> Response:
    """A party says that it will not sign this text, and why: all readers of the settlement see it. The office
    records it from a letter. The party may sign after all; whoever holds the case may go back to drafting.
    """
    party_id = None if body.party_id is None else str(body.party_id)
    head = await concluding.decline(
        session, actor, held, reason=body.reason, letter=body.letter, party_id=party_id
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/redrafting", status_code=201, response_model=CaseOut, responses=ACTING)
async def draft_anew(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("redrafting"))],
    body: RedraftingIn,
) -> Response:
    """Go back to drafting where a party will not sign: initials and signatures are void."""
    head = await concluding.redraft(session, actor, held, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/dprd-approval", status_code=201, response_model=CaseOut, responses=ACTING)
async def record_dprd_approval(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("dprd-approval"))],
    body: DprdApprovalIn,
) -> Response:
    """Record approvals by DPRDs, at once or one after the other; once that of each party on which a clause
    lays a burden is there, the settlement holds.
    """
    approvals = [one.model_dump() for one in body.approvals]
    head = await concluding.approve_by_dprd(session, actor, held, approvals=approvals)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/dprd-refusal", status_code=201, response_model=CaseOut, responses=ACTING)
async def record_dprd_refusal(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("dprd-refusal"))],
    body: DprdRefusalIn,
) -> Response:
    """Record a DPRD's refusal; initials and signatures are void, drafting goes on."""
    head = await concluding.refuse_by_dprd(session, actor, held, values=body.model_dump())
    return await answer_case(request, session, actor, simpul, held, head)
