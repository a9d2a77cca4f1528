"""`/v1/{simpul}/cases/{id}/access-codes`, and the gateway's question what a code gives access to."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import Text
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.idempotency import ToldOnce
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.access import queries, service
from services.mediation.access.problems import AccessCodeNotFound
from services.mediation.access.schemas import (
    AccessCodeIn,
    AccessCodeOut,
    AccessCodeQuery,
    RevocationIn,
    ShownIn,
    TakenOut,
)
from services.mediation.cases import policy
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import answer_case, for_act
from services.mediation.cases.models import AccessCode
from services.mediation.cases.problems import ActRefused, CaseNotFound, PartyNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held

router = APIRouter(tags=["mediation"], route_class=Route)

_CASE = "/v1/{simpul}/cases/{id}"
_GATEWAY = "service:gateway"
_NO_STORE = {"Cache-Control": "no-store"}


async def _of_office(actor: CurrentActor, session: ReadSession, id: str) -> Held:  # noqa: A002
    policy.require_office(actor)
    return await cases.see(session, actor, id)


async def _gateway(actor: CurrentActor) -> None:
    if actor.subject != _GATEWAY:
        raise Forbidden(Text("Hanya gerbang yang bertanya.", "Only the gateway asks this."))


@router.get(
    f"{_CASE}/access-codes",
    response_model=Page[AccessCodeOut],
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, InvalidQuery, InvalidCursor),
)
async def list_access_codes(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Annotated[Held, Depends(_of_office)],
    query: Annotated[AccessCodeQuery, Depends(QueryOf(AccessCodeQuery))],
) -> Response:
    """The codes that were issued in a case: for whom, until when, and whether they were used."""

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        last = None if after is None else UUID(after[0])
        found = await queries.of_case(session, actor, held.case.id, after=last, size=size)
        return [(_shown(code).model_dump_json().encode(), str(code.id)) for code in found]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="petugas")


def _shown(code: AccessCode, plain: str | None = None) -> AccessCodeOut:
    return AccessCodeOut(**code.model_dump(exclude={"case_id", "sha256"}), code=plain)


@router.post(
    f"{_CASE}/access-code-issue",
    status_code=201,
    response_model=AccessCodeOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, PartyNotFound, ActRefused, Invalid),
)
async def issue_access_code(
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("access-code-issue"))],
    body: AccessCodeIn,
) -> Response:
    """A code for one party of the case, told once; its holder exchanges it at `/oauth/token`."""
    code, plain, head = await service.issue(session, actor, held, party_id=str(body.party_id), days=body.days)
    return ToldOnce(
        _shown(code, plain).model_dump_json().encode(),
        201,
        kept=_shown(code).model_dump_json().encode(),
        headers=_NO_STORE | {"Trail-Head": str(head)},
    )


@router.post(
    f"{_CASE}/access-code-revocation",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, AccessCodeNotFound, ActRefused, Invalid),
)
async def revoke_access_code(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("access-code-revocation"))],
    body: RevocationIn,
) -> Response:
    """Revoke a code; it and the tokens that were had for it are refused at once."""
    head = await service.revoke(session, actor, held, code_id=body.access_code_id, reason=body.reason)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/internal/{simpul}/case-access",
    status_code=201,
    response_model=TakenOut,
    dependencies=[Depends(_gateway)],
    responses=problems(Forbidden, AccessCodeNotFound, Invalid),
)
async def take_access_code(simpul: Simpul, session: Session, body: ShownIn) -> TakenOut:
    """To which party of which case a code gives access, for the gateway; 404 where it does not hold."""
    code, party = await service.take(session, body.code)
    return TakenOut(
        access_code_id=code.id, case_id=code.case_id, party_id=party.id, expires_at=code.expires_at
    )
