"""`/v1/{simpul}/forums/{slug}/instruments`, and the checks of one instrument."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, ReadSession
from services.kit.language import negotiate
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.forums import analysis, filters
from services.registry.forums.problems import ForumNotFound
from services.registry.instruments import queries, service
from services.registry.instruments.collections import INSTRUMENTS
from services.registry.instruments.problems import InstrumentNotFound
from services.registry.instruments.schemas import (
    CheckOut,
    CheckSourceOut,
    InstrumentOfForumOut,
    InstrumentsQuery,
)
from services.registry.rows.resource import resource

router = APIRouter()
router.include_router(resource(INSTRUMENTS, one="instrument"))
checks = APIRouter(prefix="/v1/{simpul}/forums/{slug}/instruments/{id}", tags=["registry"], route_class=Route)


@checks.get("/checks", responses=problems(ForumNotFound, InstrumentNotFound))
async def check_instrument(
    request: Request,
    response: Response,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
) -> list[CheckOut]:
    """What to look at in an instrument as of today: shown, never imposed. Not a legal opinion."""
    found = await service.checks_of(session, actor, slug, id, today=clock.today())
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    return [
        CheckOut(
            code=check.code,
            state=check.state,
            reason=check.reason.in_(language),
            source=CheckSourceOut(law=check.source.law, article=check.source.article, mark=check.source.mark),
        )
        for check in found
    ]


router.include_router(checks)


everywhere = APIRouter(prefix="/v1/{simpul}/instruments", tags=["registry"], route_class=Route)
VOCABULARIES = {name: service.VOCABULARY_OF[name] for name in (*analysis.CODES, "urusan")}


@everywhere.get(
    "", response_model=Page[InstrumentOfForumOut], responses=problems(InvalidQuery, InvalidCursor)
)
async def list_instruments_of_simpul(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[InstrumentsQuery, Depends(QueryOf(InstrumentsQuery))],
) -> Response:
    """Instruments of all forums, each with its forum: what ends soon, what lacks a PKS, a DPRD, follow-up."""
    wanted = query.filters()
    at = analysis.days(clock.today())

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(frozenset(wanted), query.sort, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        rows = await reads.all(read, **wanted, **at, **keys, size=size)
        if not rows and after is None:
            # Nothing found: either so, or a code that does not exist. Asked only then.
            await filters.require_known(reads, wanted, VOCABULARIES)
        return rows

    return await answer_page(request, query, query.sort, fetch)


router.include_router(everywhere)
