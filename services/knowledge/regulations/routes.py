"""`/v1/{simpul}/regulations`."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit import clock
from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
from services.kit.ids import as_id
from services.kit.language import Language, negotiate
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
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.knowledge.chronicle.resource import Seen, versions_of
from services.knowledge.citations.keys import normal_number
from services.knowledge.regulations import filters, policy, queries, rows, service
from services.knowledge.regulations.citing import router as citing
from services.knowledge.regulations.dependencies import Keeper, KeptRegulation, Reason
from services.knowledge.regulations.problems import (
    RegulationNotFound,
    RegulationSlugTaken,
    RegulationTaken,
)
from services.knowledge.regulations.schemas import (
    OnQuery,
    RegulationFacetsOut,
    RegulationFilters,
    RegulationIn,
    RegulationOut,
    RegulationPatch,
    RegulationQuery,
)
from services.knowledge.regulations.validity import Validity, on_day

_REFUSED = (Unauthenticated, Forbidden)
router = APIRouter()
own = APIRouter(prefix="/v1/{simpul}/regulations", tags=["knowledge"], route_class=Route)


@own.get("", response_model=Page[RegulationOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_regulations(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[RegulationQuery, Depends(QueryOf(RegulationQuery))],
) -> Response:
    """Regulations, each whole; with `on`, whether each is in force on that day, why and how sure that is."""
    wanted, values = _asked(query)
    language = negotiate(request.headers.get("accept-language"))

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        read = queries.page(frozenset(wanted), query.sort, continued=after is not None)
        keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
        found = await reads.all(read, **values, **keys, size=size)
        if not found and after is None:
            # Nothing found: either so, or a code that does not exist. Asked only then.
            await filters.require_known(reads, wanted)
        if query.on is None:
            return found
        return [(_on(row[0], row[3], query.on, language), *row[1:]) for row in found]

    answer = await answer_page(request, query, query.sort, fetch)
    if query.on is not None:
        answer.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    return answer


@own.post(
    "",
    status_code=201,
    response_model=RegulationOut,
    dependencies=[Depends(Keeper)],
    responses=problems(*_REFUSED, RegulationTaken, RegulationSlugTaken, Invalid),
)
async def register_regulation(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, query: Reason, body: RegulationIn
) -> Response:
    """Put a work into the catalogue. The secretariat's."""
    made = await service.register(session, actor, values=body.model_dump(mode="json"), reason=query.reason)
    return _answer(request, made.document, status=201, headers={"Location": made.document["uri"]})


@own.get("/facets", responses=problems(InvalidQuery))
async def count_regulations(
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[RegulationFilters, Depends(QueryOf(RegulationFilters))],
) -> RegulationFacetsOut:
    """How many works there are, and with which values. Most frequent first."""
    wanted, values = _asked(query)
    counted = await reads.all(queries.facets(frozenset(wanted)), **values)
    if all(count == 0 for _, _, count in counted):
        await filters.require_known(reads, wanted)
    found: dict[str, Any] = {name: [] for name in queries.FACETS}
    for facet, value, count in sorted(counted, key=lambda row: (-row[2], row[1] or "")):
        shown = "10000+" if count > queries.MOST_COUNTED else count
        if facet == "total":
            found["total"] = shown
        else:
            found[facet].append({"value": value, "count": shown})
    return RegulationFacetsOut.model_validate(found)


# What asks the catalogue as a whole stands before what a slug may be.
router.include_router(own)
router.include_router(citing)
one = APIRouter(prefix="/v1/{simpul}/regulations/{slug}", tags=["knowledge"], route_class=Route)


@one.get("", response_model=RegulationOut, responses=problems(RegulationNotFound, InvalidQuery))
async def read_regulation(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[OnQuery, Depends(QueryOf(OnQuery))],
) -> Response:
    """One work by slug or id; with `on`, whether it is in force on that day (and then without `ETag`)."""
    identity = as_id(slug)
    if identity is not None:
        row = await reads.one(queries.ONE_BY_ID, id=identity)
    else:
        row = await reads.one(queries.ONE_BY_SLUG, slug=slug)
    if row is None:
        raise RegulationNotFound(slug)
    if query.on is None:
        return answer_document(request, row[0], version=row[1])
    language = negotiate(request.headers.get("accept-language"))
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(_on(row[0], row[2], query.on, language), headers=headers, media_type="application/json")


@one.patch(
    "",
    response_model=RegulationOut,
    responses=problems(
        *_REFUSED, RegulationNotFound, PreconditionRequired, RegulationTaken, Invalid, PreconditionFailed
    ),
)
async def amend_regulation(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    regulation: KeptRegulation,
    expected: IfMatch,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: RegulationPatch,
) -> Response:
    """Change the fields sent; a list is replaced whole. The secretariat's. The slug never changes."""
    whole = body.model_dump(mode="json")
    amended = await service.amend(
        session,
        actor,
        regulation,
        changes={field: whole[field] for field in body.model_fields_set},
        require_version=expected.require,
        reason=query.reason,
    )
    return _answer(request, amended.document)


async def _find(session: AsyncSession, actor: Actor, reference: str) -> Seen:
    found = await service.require(session, actor, reference)
    return Seen(found.id, policy.may_keep(actor))


router.include_router(one)
router.include_router(rows.router)
router.include_router(
    versions_of(
        "regulations", one="regulation", find=_find, item_out=RegulationOut, not_found=RegulationNotFound
    )
)


def _asked(query: RegulationFilters) -> tuple[dict[str, Any], dict[str, Any]]:
    """The filters that are set, and their values as the queries take them."""
    wanted = query.filters()
    wanted.pop("on", None)
    values = dict(wanted)
    if query.year is not None:
        values["year"] = int(query.year)
    if query.number is not None:
        values["number"] = normal_number(query.number)
    if query.in_force is not None:
        values["on"] = query.on or clock.today()
    return wanted, values


def _on(document: bytes, validity: bytes, day: Any, language: Language) -> bytes:
    """A document with what is told of a day."""
    verdict = on_day(Validity.model_validate_json(validity), day)
    told = {
        "in_force": verdict.in_force,
        "in_force_reason": verdict.reason.in_(language),
        "in_force_mark": verdict.mark,
    }
    return document.rstrip()[:-1] + b"," + _encode(told)[1:]


def _answer(
    request: Request, document: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return answer_document(
        request, _encode(document), version=document["version"], status=status, headers=headers
    )


def _encode(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
