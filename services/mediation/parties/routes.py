"""Acts on the parties of a case: `POST /v1/{simpul}/cases/{id}/{act}`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.problems import Forbidden, Invalid, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases.dependencies import answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound, PartyNotFound, PartyTwice
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.parties import service
from services.mediation.parties.problems import RepresentativeNotFound
from services.mediation.parties.schemas import (
    DepartureIn,
    EndingIn,
    HeadChangeIn,
    PartyAdditionIn,
    RepresentativeIn,
)

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)

_ON_A_PARTY = problems(Unauthenticated, Forbidden, CaseNotFound, PartyNotFound, ActRefused, Invalid)


@router.post(
    "/party-addition",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ActRefused, PartyTwice, Invalid),
)
async def add_party(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("party-addition"))],
    body: PartyAdditionIn,
) -> Response:
    """Add a party, with the same checks as at the filing."""
    head = await service.add(session, actor, held, values=body.model_dump())
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/party-departure", status_code=201, response_model=CaseOut, responses=_ON_A_PARTY)
async def record_departure(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("party-departure"))],
    body: DepartureIn,
) -> Response:
    """A party leaves, with date and reason; the last of its side cannot."""
    head = await service.leave(
        session, actor, held, party_id=str(body.party_id), on=body.left_on, reason=body.reason
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/head-change", status_code=201, response_model=CaseOut, responses=_ON_A_PARTY)
async def record_head_change(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("head-change"))],
    body: HeadChangeIn,
) -> Response:
    """A party has a new head of region: its personal powers end, what was agreed does not."""
    party_id = None if body.party_id is None else str(body.party_id)
    head = await service.change_head(session, actor, held, party_id=party_id, on=body.on, note=body.note)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/representative-naming", status_code=201, response_model=CaseOut, responses=_ON_A_PARTY)
async def name_representative(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("representative-naming"))],
    body: RepresentativeIn,
) -> Response:
    """Name who speaks for a party, by its surat kuasa."""
    party_id = None if body.party_id is None else str(body.party_id)
    head = await service.name_representative(
        session, actor, held, party_id=party_id, values=body.model_dump()
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/representative-ending",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, RepresentativeNotFound, ActRefused, Invalid),
)
async def end_representative(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("representative-ending"))],
    body: EndingIn,
) -> Response:
    """End a power before its time."""
    head = await service.end_representative(
        session,
        actor,
        held,
        representative_id=str(body.representative_id),
        on=body.ended_on,
        reason=body.reason,
    )
    return await answer_case(request, session, actor, simpul, held, head)
