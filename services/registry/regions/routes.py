"""`/v1/regions`: reference data, the same rows in both simpul; the token chooses the database."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, ReadSession
from services.kit.language import negotiate
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.regions import matching, queries, service
from services.registry.regions.problems import (
    RegionNotFound,
    RegionNotValidThen,
    unknown_decree,
    unknown_region,
)
from services.registry.regions.schemas import (
    CandidateOut,
    CandidatesOut,
    MatchQuery,
    ReadQuery,
    RegionOut,
    RegionQuery,
)
from services.registry.regions.validity import span_of

router = APIRouter(prefix="/v1/regions", tags=["reference"], route_class=Route)


@router.get("", response_model=Page[RegionOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_regions(
    request: Request,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[RegionQuery, Depends(QueryOf(RegionQuery))],
) -> Response:
    """Regions by code or name: valid today, valid `as_of` a time, or touched by a `decree`."""
    filters = query.filters()
    span = span_of(query.as_of or clock.today().isoformat())

    async def fetch(after: list[str] | None, size: int) -> list[tuple[object, ...]]:
        read = queries.page(frozenset(filters), query.sort, continued=after is not None)
        keys = {"after_key": after[0], "after_code": after[1]} if after else {}
        rows = await reads.all(read, **filters, **span._asdict(), **keys, size=size)
        if not rows and query.province and await reads.one(queries.ONE, code=query.province) is None:
            raise InvalidQuery(errors=[unknown_region("/query/province", query.province)])
        if not rows and query.decree and await reads.one(queries.DECREE, decree=query.decree) is None:
            raise InvalidQuery(errors=[unknown_decree("/query/decree", query.decree)])
        return rows

    return await answer_page(request, query, query.sort, fetch)


@router.get("/match", response_model=CandidatesOut, responses=problems(InvalidQuery))
async def match_region(
    request: Request,
    response: Response,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[MatchQuery, Depends(QueryOf(MatchQuery))],
) -> CandidatesOut:
    """Which region a written name means, best first; `chosen` only where one is clearly meant."""
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    candidates = matching.match(query.name, await queries.named(session, actor), limit=query.limit)
    return CandidatesOut(
        candidates=[
            CandidateOut(
                code=candidate.found.code,
                name=candidate.found.name,
                level=candidate.found.level,
                score=candidate.score,
                chosen=candidate.chosen,
                reason=candidate.reason.in_(language),
            )
            for candidate in candidates
        ]
    )


@router.get(
    "/{code}", response_model=RegionOut, responses=problems(RegionNotFound, RegionNotValidThen, InvalidQuery)
)
async def read_region(
    request: Request,
    actor: CurrentActor,
    database: CurrentDatabase,
    code: str,
    query: Annotated[ReadQuery, Depends(QueryOf(ReadQuery))],
) -> Response:
    """One region by its Kemendagri code, ended ones too; with `as_of` as valid then (without `ETag`)."""
    if query.as_of is not None:
        async with database.read.begin() as session:
            region = await service.valid_at(session, actor, code, when=query.as_of)
        return Response(RegionOut(**region).model_dump_json(), media_type="application/json")
    row = await database.hot.one(queries.ONE, code=code)
    if row is None:
        raise RegionNotFound(code)
    return answer_document(request, row[0], version=row[1])
