"""The routes that every kind of record about regions has: `/v1/{simpul}/<path>`."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Uuid
from starlette.responses import Response

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
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
from services.registry.forums import filters
from services.registry.region_records import policy, queries, service
from services.registry.region_records.kind import Kind, R
from services.registry.region_records.schemas import RecordHistoryOut, RecordHistoryQuery

Reason = Annotated[AmendQuery, Depends(QueryOf(AmendQuery))]


async def _keeper(actor: CurrentActor) -> None:
    """Asked before the body is judged."""
    policy.require_keep(actor)


def resource(kind: Kind[R]) -> APIRouter:
    """Routes to list, add, read, amend and remove records of a kind, and to read what was done to one."""
    router = APIRouter(prefix=f"/v1/{{simpul}}/{kind.path}", tags=["registry"], route_class=Route)
    writing = (Unauthenticated, Forbidden, *kind.problems, Invalid)
    on_one = (kind.not_found, PreconditionRequired, PreconditionFailed)
    row_in, row_patch, row_out, query_model = kind.row_in, kind.row_patch, kind.row_out, kind.query
    is_id = [isinstance(type_, Uuid) for type_ in kind.key_types]

    async def kept(actor: CurrentActor, session: Session, id: UUID) -> Any:  # noqa: A002
        return await service.require(session, actor, kind, id)

    @router.get(
        "",
        name=f"list_{kind.many}",
        description=kind.meaning,
        response_model=Page[row_out],  # type: ignore[valid-type]
        responses=problems(InvalidQuery, InvalidCursor),
    )
    async def list_records(
        request: Request,
        simpul: Simpul,
        actor: CurrentActor,
        reads: Reads,
        query: Annotated[Any, Depends(QueryOf(query_model))],
    ) -> Response:
        wanted = query.filters()

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            keys = {f"after_{i}": UUID(value) if is_id[i] else value for i, value in enumerate(after or [])}
            read = queries.page(kind, frozenset(wanted), continued=after is not None)
            rows = await reads.all(read, today=clock.today().isoformat(), **wanted, **keys, size=size)
            if not rows and after is None:
                # Nothing found: either so, or a code that does not exist. Asked only then.
                await filters.require_known(reads, wanted, kind.vocabularies)
            return rows

        return await answer_page(request, query, query.sort, fetch, keys=len(kind.keys))

    @router.post(
        "",
        name=f"add_{kind.one}",
        status_code=201,
        response_model=row_out,
        dependencies=[Depends(_keeper)],
        responses=problems(*writing),
    )
    async def add_record(
        request: Request,
        simpul: Simpul,
        actor: CurrentActor,
        session: Session,
        query: Reason,
        body: row_in,  # type: ignore[valid-type]
    ) -> Response:
        """Add a record. The secretariat's; `?reason=` goes into its history."""
        values = body.model_dump(mode="json")  # type: ignore[attr-defined]
        document = await service.add(session, actor, kind, values=values, reason=query.reason)
        headers = {"Location": f"/v1/{simpul}/{kind.path}/{document['id']}"}
        return _answer(request, document, status=201, headers=headers)

    @router.get(
        "/{id}",
        name=f"read_{kind.one}",
        response_model=row_out,
        responses=problems(kind.not_found),
    )
    async def read_record(
        request: Request,
        simpul: Simpul,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        reads: Reads,
    ) -> Response:
        """One record."""
        row = await reads.one(queries.one(kind), id=id)
        if row is None:
            raise kind.not_found()
        return answer_document(request, row[0], version=row[1])

    @router.patch(
        "/{id}",
        name=f"amend_{kind.one}",
        response_model=row_out,
        responses=problems(*writing, *on_one),
    )
    async def amend_record(
        request: Request,
        simpul: Simpul,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: Session,
        record: Annotated[Any, Depends(kept)],
        expected: IfMatch,
        query: Reason,
        body: row_patch,  # type: ignore[valid-type]
    ) -> Response:
        """Change the fields sent; a nested object or list is replaced whole. The secretariat's."""
        whole = body.model_dump(mode="json")  # type: ignore[attr-defined]
        document = await service.amend(
            session,
            actor,
            kind,
            record,
            changes={field: whole[field] for field in body.model_fields_set},  # type: ignore[attr-defined]
            require_version=expected.require,
            reason=query.reason,
        )
        return _answer(request, document)

    @router.delete(
        "/{id}",
        name=f"remove_{kind.one}",
        status_code=204,
        responses=problems(Unauthenticated, Forbidden, *on_one),
    )
    async def remove_record(
        simpul: Simpul,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        session: Session,
        record: Annotated[Any, Depends(kept)],
        expected: IfMatch,
        query: Reason,
    ) -> Response:
        """Remove a record added by mistake; what it said stays in its history. The secretariat's."""
        await service.remove(
            session, actor, kind, record, require_version=expected.require, reason=query.reason
        )
        return Response(status_code=204)

    @router.get(
        "/{id}/history",
        name=f"list_{kind.one}_history",
        response_model=Page[RecordHistoryOut],
        responses=problems(Unauthenticated, Forbidden, kind.not_found, InvalidQuery, InvalidCursor),
    )
    async def list_history(
        request: Request,
        simpul: Simpul,
        id: UUID,  # noqa: A002
        actor: CurrentActor,
        reads: Reads,
        query: Annotated[RecordHistoryQuery, Depends(QueryOf(RecordHistoryQuery))],
    ) -> Response:
        """Who changed what, when and why, newest first; of a removed record too. Not public."""
        policy.require_history(actor)

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
            read = queries.history_page(continued=after is not None)
            rows = await reads.all(read, kind=kind.one, record_id=id, **keys, size=size)
            if not rows and after is None:
                raise kind.not_found()
            return rows

        return await answer_page(request, query, query.sort, fetch)

    return router


def _answer(
    request: Request, record: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    document = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return answer_document(request, document, version=record["version"], status=status, headers=headers)
