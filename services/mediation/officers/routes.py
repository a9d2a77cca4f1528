"""`/v1/{simpul}/officers`."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
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
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.officers import policy, queries, service
from services.mediation.officers.models import Officer
from services.mediation.officers.problems import OfficerNotFound, OfficerTwice
from services.mediation.officers.schemas import OfficerIn, OfficerOut, OfficerPatch, OfficerQuery

router = APIRouter(prefix="/v1/{simpul}/officers", tags=["mediation"], route_class=Route)


async def _reader(actor: CurrentActor) -> None:
    policy.require_read(actor)


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keep(actor)


async def _kept(actor: CurrentActor, session: Session, id: UUID) -> Officer:  # noqa: A002
    policy.require_keep(actor)
    return await service.require(session, actor, id)


def _shown(officer: Officer) -> OfficerOut:
    return OfficerOut(**officer.model_dump())


@router.get(
    "",
    response_model=Page[OfficerOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_officers(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[OfficerQuery, Depends(QueryOf(OfficerQuery))],
) -> Response:
    """Accounts that cases may be given to; who claims a case is registered by that."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.page(session, actor, after=after, size=size)
        return [(_shown(one).model_dump_json().encode(), one.subject) for one in found]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="petugas")


@router.post(
    "",
    status_code=201,
    response_model=OfficerOut,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, OfficerTwice, Invalid),
)
async def register_officer(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: OfficerIn
) -> Response:
    """Register an account before its first case."""
    officer = await service.add(session, actor, subject=body.subject)
    at = {"Location": f"/v1/{simpul}/officers/{officer.id}"}
    return answer_model(
        request, _shown(officer), version=officer.version, status=201, headers=at, audience="petugas"
    )


@router.get(
    "/{id}",
    response_model=OfficerOut,
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, OfficerNotFound),
)
async def read_officer(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One officer."""
    officer = await queries.find(session, actor, id)
    if officer is None:
        raise OfficerNotFound()
    return answer_model(request, _shown(officer), version=officer.version, audience="petugas")


@router.patch(
    "/{id}",
    response_model=OfficerOut,
    responses=problems(
        Unauthenticated, Forbidden, OfficerNotFound, Invalid, PreconditionRequired, PreconditionFailed
    ),
)
async def amend_officer(
    request: Request,
    simpul: Simpul,
    session: Session,
    officer: Annotated[Officer, Depends(_kept)],
    expected: IfMatch,
    body: OfficerPatch,
) -> Response:
    """Let an account get no more cases (`active` false), or again. What it holds it keeps."""
    await service.amend(session, officer, active=body.active, require_version=expected.require)
    return answer_model(request, _shown(officer), version=officer.version, audience="petugas")
