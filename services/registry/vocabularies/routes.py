"""`/v1/vocabularies`: the same rows in both simpul; the token chooses the database."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import Reads
from services.kit.paging import Page
from services.kit.problems import InvalidCursor, InvalidQuery
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.registry.vocabularies import queries
from services.registry.vocabularies.problems import VocabularyNotFound
from services.registry.vocabularies.schemas import VocabularyOut, VocabularyQuery

router = APIRouter(prefix="/v1/vocabularies", tags=["reference"], route_class=Route)


@router.get("", response_model=Page[VocabularyOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_vocabularies(
    request: Request,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[VocabularyQuery, Depends(QueryOf(VocabularyQuery))],
) -> Response:
    """Vocabularies by code, each with its terms."""

    async def fetch(after: list[str] | None, size: int) -> list[tuple[object, ...]]:
        read = queries.page(continued=after is not None)
        return await reads.all(read, **({"after": after[0]} if after else {}), size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.get("/{code}", response_model=VocabularyOut, responses=problems(VocabularyNotFound))
async def read_vocabulary(request: Request, actor: CurrentActor, reads: Reads, code: str) -> Response:
    """One vocabulary with its terms."""
    row = await reads.one(queries.ONE, code=code)
    if row is None:
        raise VocabularyNotFound(code)
    return answer_document(request, row[0], version=row[1])
