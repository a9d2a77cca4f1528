"""`/v1/{simpul}/early-warnings/bulletins`: what two sides of a border exchange."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page
from services.kit.problems import Forbidden, Invalid, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.early_warnings import queries, service
from services.mediation.early_warnings.dependencies import office, reader
from services.mediation.early_warnings.models import Bulletin
from services.mediation.early_warnings.problems import BulletinNotFound, BulletinStands
from services.mediation.early_warnings.schemas import BulletinIn, BulletinOut, BulletinQuery

router = APIRouter(prefix="/v1/{simpul}/early-warnings", tags=["mediation"], route_class=Route)


@router.get(
    "/bulletins",
    response_model=Page[BulletinOut],
    dependencies=[Depends(reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_bulletins(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[BulletinQuery, Depends(QueryOf(BulletinQuery))],
) -> Response:
    """Bulletins for the caller, newest first."""

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        found = await queries.bulletins(session, actor, border=query.border, after=after, size=size)
        return [
            (_bulletin(one).model_dump_json().encode(), one.published_at.isoformat(), str(one.id))
            for one in found
        ]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.post(
    "/bulletins",
    status_code=201,
    response_model=BulletinOut,
    dependencies=[Depends(office)],
    responses=problems(Unauthenticated, Forbidden, BulletinStands, Invalid),
)
async def publish_bulletin(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: BulletinIn
) -> Response:
    """Compose and publish the exchange of a border for a period: what is established, nothing alleged."""
    bulletin = await service.publish_bulletin(
        session,
        actor,
        regions=body.regions,
        period=(body.period_from, body.period_to),
        forums=body.forums,
        note=body.note,
    )
    at = {"Location": f"/v1/{simpul}/early-warnings/bulletins/{bulletin.id}"}
    return answer_model(request, _bulletin(bulletin), version=1, audience="pembaca", status=201, headers=at)


@router.get(
    "/bulletins/{id}",
    response_model=BulletinOut,
    dependencies=[Depends(reader)],
    responses=problems(Unauthenticated, Forbidden, BulletinNotFound),
)
async def read_bulletin(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    id: UUID,  # noqa: A002
) -> Response:
    """One bulletin."""
    found = await queries.bulletin(session, actor, id)
    if found is None:
        raise BulletinNotFound()
    return answer_model(request, _bulletin(found), version=1, audience="pembaca")


def _bulletin(bulletin: Bulletin) -> BulletinOut:
    days = {
        "period_from": bulletin.period_from.isoformat(),
        "period_to": bulletin.period_to.isoformat(),
    }
    return BulletinOut.model_validate(bulletin.model_dump(exclude={"provinces"}) | days)
