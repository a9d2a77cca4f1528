"""`/v1/{simpul}/cases/{id}`: splitting, duplicates, root causes, related forums and instruments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.problems import (
    Forbidden,
    Invalid,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import ACTING, answer_case, for_act
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.relations import service
from services.mediation.relations.schemas import DuplicateIn, RelationsIn, RootCausesIn, SplitIn

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)

_REPLACING = problems(
    Unauthenticated, Forbidden, CaseNotFound, ActRefused, PreconditionRequired, Invalid, PreconditionFailed
)


@router.post("/split", status_code=201, response_model=CaseOut, responses=ACTING)
async def split_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("split"))],
    body: SplitIn,
) -> Response:
    """Put some issues into a case of their own between the same parties; the answer is the new case."""
    new, head = await service.split(
        session, actor, held, issue_ids=body.issue_ids, title=body.title, reason=body.reason
    )
    return await answer_case(request, session, actor, simpul, await cases.held(session, actor, new), head)


@router.post("/duplicate-link", status_code=201, response_model=CaseOut, responses=ACTING)
async def link_duplicate(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("duplicate-link"))],
    body: DuplicateIn,
) -> Response:
    """Say that this case doubles another one."""
    head = await service.link_duplicate(session, actor, held, reference=body.case, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.put("/root-causes", response_model=CaseOut, responses=_REPLACING)
async def replace_root_causes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("root-causes"))],
    expected: IfMatch,
    body: RootCausesIn,
) -> Response:
    """Record the root causes, all of them."""
    await service.require_causes(session, body.root_causes)
    expected.require(held.case.version)
    head = await service.name_causes(session, actor, held, codes=body.root_causes)
    return await answer_case(request, session, actor, simpul, held, head, status=200)


@router.put("/relations", response_model=CaseOut, responses=_REPLACING)
async def replace_relations(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("relations"))],
    expected: IfMatch,
    body: RelationsIn,
) -> Response:
    """Record the forums and instruments that the case touches, all of them."""
    await service.require_forums(session, body.related_forums)
    expected.require(held.case.version)
    head = await service.relate(
        session, actor, held, forums=body.related_forums, instruments=body.related_instruments
    )
    return await answer_case(request, session, actor, simpul, held, head, status=200)
