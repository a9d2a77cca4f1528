"""`/v1/{simpul}/admissions`."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.admissions import policy, queries, service
from services.registry.admissions.problems import ActRefused, AdmissionNotFound, AdmissionStands
from services.registry.admissions.schemas import (
    AdmissionIn,
    AdmissionOut,
    AdmissionQuery,
    DecisionIn,
    DepartureIn,
    WithdrawalIn,
)
from services.registry.admissions.service import Held
from services.registry.trail import queries as trail
from services.registry.trail.schemas import TrailOut, TrailQuery

router = APIRouter(prefix="/v1/{simpul}/admissions", tags=["registry"], route_class=Route)
_ACTING = problems(Unauthenticated, Forbidden, AdmissionNotFound, ActRefused, Invalid)


async def _reader(actor: CurrentActor) -> None:
    policy.require_read(actor)


async def _applicant(actor: CurrentActor) -> None:
    policy.require_apply(actor)


def _decides(actor: Actor, held: Held) -> None:
    policy.require_decide(actor)


def _speaks(actor: Actor, held: Held) -> None:
    policy.require_act_for(actor, held.slug)


async def _decidable(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
    return await service.require_held(session, actor, id, _decides)


async def _own(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
    return await service.require_held(session, actor, id, _speaks)


@router.get(
    "",
    response_model=Page[AdmissionOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_admissions(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[AdmissionQuery, Depends(QueryOf(AdmissionQuery))],
) -> Response:
    """Admissions that the caller may see, newest first. Not public."""
    wanted = await service.require_known(session, actor, query.filters())

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await queries.page(session, actor, wanted=wanted, after=after, size=size)

    return await answer_page(request, query, query.sort, fetch)


@router.post(
    "",
    status_code=201,
    response_model=AdmissionOut,
    dependencies=[Depends(_applicant)],
    responses=problems(Unauthenticated, Forbidden, AdmissionStands, Invalid),
)
async def apply_for_admission(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: AdmissionIn
) -> Response:
    """Apply to this simpul: a forum for itself, the secretariat on behalf of whoever sent a letter."""
    document = await service.apply(session, actor, values=body.model_dump(mode="json"))
    return _answer(request, simpul, document)


@router.get(
    "/{id}",
    response_model=AdmissionOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, AdmissionNotFound),
)
async def read_admission(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: str,  # noqa: A002
) -> Response:
    """One admission, by id or by number (`ADM-KABKOTA-2026-0001`)."""
    document, version, _ = await _found(session, actor, id)
    return answer_document(request, document, version=version)


@router.get(
    "/{id}/history",
    response_model=Page[TrailOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, AdmissionNotFound, InvalidQuery, InvalidCursor),
)
async def list_admission_history(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: str,  # noqa: A002
    query: Annotated[TrailQuery, Depends(QueryOf(TrailQuery))],
) -> Response:
    """Who did what to an admission, when and why, newest first."""
    _, _, admission_id = await _found(session, actor, id)

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        return await trail.page(session, actor, admission_id, after=after, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post("/{id}/decision", status_code=201, response_model=AdmissionOut, responses=_ACTING)
async def decide_admission(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    id: str,  # noqa: A002
    held: Annotated[Held, Depends(_decidable)],
    body: DecisionIn,
) -> Response:
    """Approve or reject an open application. The secretariat's, once; the forum's version rises."""
    document = await service.decide(
        session,
        actor,
        held,
        outcome=body.outcome,
        reason=body.reason,
        functions_shared=body.functions_shared,
        functions_delegated=body.functions_delegated,
    )
    return _answer(request, simpul, document)


@router.post("/{id}/departure", status_code=201, response_model=AdmissionOut, responses=_ACTING)
async def depart_from_simpul(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    id: str,  # noqa: A002
    held: Annotated[Held, Depends(_own)],
    body: DepartureIn,
) -> Response:
    """Leave the simpul: recorded, and nobody's to approve. The forum itself, or the secretariat."""
    document = await service.depart(session, actor, held, reason=body.reason, on=body.on)
    return _answer(request, simpul, document)


@router.post("/{id}/withdrawal", status_code=201, response_model=AdmissionOut, responses=_ACTING)
async def withdraw_admission(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    id: str,  # noqa: A002
    held: Annotated[Held, Depends(_own)],
    body: WithdrawalIn,
) -> Response:
    """Withdraw an application before it is decided. The forum itself, or the secretariat."""
    document = await service.withdraw(session, actor, held, reason=body.reason)
    return _answer(request, simpul, document)


async def _found(session: ReadSession, actor: Actor, reference: str) -> tuple[bytes, int, Any]:
    found = await queries.one(session, actor, reference)
    if found is None:
        raise AdmissionNotFound()
    return found


def _answer(request: Request, simpul: Simpul, document: dict[str, Any]) -> Response:
    return answer_document(
        request,
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        version=document["version"],
        status=201,
        headers={"Location": f"/v1/{simpul}/admissions/{document['id']}"},
    )
