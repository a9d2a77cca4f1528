"""`/v1/{simpul}/forums/{slug}/funding`, `.../commitments`, `.../funding-policy`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import negotiate
from services.kit.problems import (
    Forbidden,
    Invalid,
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
from services.registry.forums import service as forums
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.problems import ForumNotFound
from services.registry.funding import service
from services.registry.funding.collections import COMMITMENTS, FUNDING
from services.registry.funding.schemas import (
    ConcentrationOut,
    FundingPolicyIn,
    SummaryOut,
    SummaryQuery,
    YearSumOut,
)
from services.registry.rows.resource import Reason, resource

_own = APIRouter(prefix="/v1/{simpul}/forums/{slug}", tags=["registry"], route_class=Route)


@_own.get("/funding/summary", responses=problems(ForumNotFound, InvalidQuery))
async def summarise_funding(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[SummaryQuery, Depends(QueryOf(SummaryQuery))],
) -> SummaryOut:
    """What came in and went out by year, and where one source carries more than the forum's limit."""
    forum = await forums.require(session, actor, slug)
    years, warnings = await service.summarise(
        session, actor, forum, first=query.from_year, last=query.to_year
    )
    language = negotiate(request.headers.get("accept-language"))
    limit = forum.share_limit_percent
    return SummaryOut(
        share_limit_percent=None if limit is None else float(limit),
        years=[YearSumOut.model_validate(year) for year in years],
        warnings=[ConcentrationOut(**warning, reason=reason.in_(language)) for warning, reason in warnings],
    )


@_own.put(
    "/funding-policy",
    responses=problems(
        Unauthenticated, Forbidden, ForumNotFound, PreconditionRequired, Invalid, PreconditionFailed
    ),
)
async def set_funding_policy(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    expected: IfMatch,
    query: Reason,
    body: FundingPolicyIn,
) -> Response:
    """Set the forum's limit for one source. `If-Match` is the forum's version; so is the answer's `ETag`."""
    await service.set_limit(
        session,
        actor,
        forum,
        percent=body.share_limit_percent,
        require_version=expected.require,
        reason=query.reason,
    )
    return answer_document(request, body.model_dump_json().encode(), version=forum.version)


router = APIRouter()
# The summary before the rows: its name stands where an id stands.
router.include_router(_own)
router.include_router(resource(FUNDING, one="funding"))
router.include_router(resource(COMMITMENTS, one="commitment"))
