"""`/v1/{simpul}/imports`: files of forums, members or instruments, brought in row by row by the worker."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Reads, ReadSession, Session
from services.kit.language import Language, negotiate
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    InvalidCursor,
    InvalidQuery,
    PayloadTooLarge,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.spreadsheets import harmless
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.web.spool import Spool, Spooled
from services.registry.bulk import policy, queries, service, templates
from services.registry.bulk.limits import Limits
from services.registry.bulk.models import BulkImport
from services.registry.bulk.problems import (
    ImportNotFound,
    ImportOver,
    NotATable,
    TooManyRows,
    TooManyWaiting,
    TooMuchUnpacked,
    Unreadable,
    WrongColumns,
)
from services.registry.bulk.schemas import (
    ImportOut,
    ImportQuery,
    ImportRowOut,
    ImportsQuery,
    Kind,
    RowsQuery,
    TemplateQuery,
    import_out,
    row_out,
)
from services.registry.bulk.sheets import SHEETS
from services.registry.vocabularies import queries as vocabularies

router = APIRouter(prefix="/v1/{simpul}/imports", tags=["registry"], route_class=Route)
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REPORTED_AT_ONCE = 500
# What a spreadsheet would take for a formula.
_READING = problems(Unauthenticated, Forbidden, ImportNotFound)


def _limits(request: Request) -> Limits:
    limits: Limits = request.app.state.import_limits
    return limits


spool = Spool({CSV: "csv", XLSX: "xlsx"}, limit=lambda request: _limits(request).bytes, unsupported=NotATable)
Query = Annotated[ImportQuery, Depends(QueryOf(ImportQuery))]


async def _importer(actor: CurrentActor, query: Query) -> None:
    """Asked before the body is read."""
    policy.require_import(actor, query.kind)


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _said_in(language: Language) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def _answer(
    request: Request, job: BulkImport, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    language = _language(request)
    return answer_model(
        request,
        import_out(job, language),
        version=job.version,
        status=status,
        headers={**_said_in(language), **(headers or {})},
    )


@router.post(
    "",
    status_code=202,
    response_model=ImportOut,
    dependencies=[Depends(_importer), Depends(spool)],
    openapi_extra=spool.described(),
    responses=problems(
        InvalidQuery,
        Unauthenticated,
        Forbidden,
        TooManyWaiting,
        PayloadTooLarge,
        NotATable,
        Unreadable,
        WrongColumns,
        TooManyRows,
        TooMuchUnpacked,
    ),
)
async def send_import(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    query: Query,
    body: Annotated[Spooled, Depends(spool)],
) -> Response:
    """Send a file; a job brings it in row by row.

    The secretariat sends any; a forum's own system members and instruments of its forum. Rows that stand
    already are left as they are (`sudah_ada`), so the same file may be sent again.
    """
    job = await service.send(
        session,
        actor,
        body.file,
        kind=query.kind,
        format_=body.format,
        dry_run=query.dry_run,
        size=body.size,
        sha256=body.sha256,
        limits=_limits(request),
    )
    return _answer(request, job, status=202, headers={"Location": f"/v1/{simpul}/imports/{job.id}"})


@router.get(
    "",
    response_model=Page[ImportOut],
    responses=problems(InvalidQuery, InvalidCursor, Unauthenticated, Forbidden),
)
async def list_imports(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[ImportsQuery, Depends(QueryOf(ImportsQuery))],
) -> Response:
    """Imports that this caller may see, newest first."""
    policy.require_reading(actor)
    language = _language(request)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        before = UUID(after[0]) if after else None
        found = await queries.page(session, actor, query.filters(), before=before, size=size)
        return [(import_out(job, language).model_dump_json().encode(), job.id) for job in found]

    answer = await answer_page(request, query, query.sort, fetch, keys=1)
    answer.headers.update(_said_in(language))
    return answer


@router.get("/templates/{kind}", response_class=Response, responses=problems(InvalidQuery))
async def read_template(
    simpul: Simpul,
    kind: Kind,
    reads: Reads,
    query: Annotated[TemplateQuery, Depends(QueryOf(TemplateQuery))],
) -> Response:
    """A file to fill in: the columns, what they say, an example row, and in XLSX the codes allowed."""
    sheet = SHEETS[kind]
    headers = {"Content-Disposition": f'attachment; filename="simpul-{kind}.{query.format}"'}
    if query.format == "csv":
        return Response(templates.as_csv(sheet), headers=headers, media_type=f"{CSV}; charset=utf-8")
    terms = {}
    for name in templates.vocabularies_of(sheet):
        found = await reads.one(vocabularies.ONE, code=name)
        # A register whose vocabularies are not loaded yet gives its columns all the same.
        terms[name] = [
            templates.Term(term["code"], term["label_id"], term["label_en"])
            for term in (json.loads(found[0])["terms"] if found else ())
        ]
    return Response(templates.as_xlsx(sheet, terms), headers=headers, media_type=XLSX)


@router.get("/{id}", response_model=ImportOut, responses=_READING)
async def read_import(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
) -> Response:
    """An import: how far it is, and what came of its rows."""
    return _answer(request, await service.require(session, actor, id))


@router.get(
    "/{id}/rows",
    response_model=Page[ImportRowOut],
    responses=problems(InvalidQuery, InvalidCursor, Unauthenticated, Forbidden, ImportNotFound),
)
async def list_import_rows(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RowsQuery, Depends(QueryOf(RowsQuery))],
) -> Response:
    """What came of each row that has been judged."""
    job = await service.require(session, actor, id)
    language = _language(request)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        number = int(after[0]) if after else 0
        rows = await service.rows_of(session, job, outcome=query.outcome, after=number, size=size)
        return [(row_out(row, language).model_dump_json().encode(), row.number) for row in rows]

    answer = await answer_page(request, query, query.sort, fetch, keys=1)
    answer.headers.update(_said_in(language))
    return answer


@router.get("/{id}/report", response_class=Response, responses=_READING)
async def read_import_report(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    database: CurrentDatabase,
) -> Response:
    """The same as CSV: a line per row that has been judged."""
    async with database.read.begin() as session:
        job = await service.require(session, actor, id)
    language = _language(request)

    async def lines() -> AsyncIterator[str]:
        yield _line("row", "outcome", "key", "id", "problems")
        after = 0
        while True:
            # A page is a transaction: a slow reader holds none.
            async with database.read.begin() as reading:
                rows = await service.rows_of(reading, job, outcome=None, after=after, size=_REPORTED_AT_ONCE)
            if not rows:
                return
            after = rows[-1].number
            for row in rows:
                said = row_out(row, language)
                problems_said = " | ".join(f"{p.column or p.code}: {p.detail}" for p in said.problems)
                yield _line(str(said.number), said.outcome, said.key, str(said.id or ""), problems_said)

    headers = {
        **_said_in(language),
        "Content-Disposition": f'attachment; filename="impor-{job.id}.csv"',
    }
    return StreamingResponse(lines(), headers=headers, media_type=f"{CSV}; charset=utf-8")


def _line(*cells: str | None) -> str:
    """A line of CSV that no spreadsheet takes for a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(harmless, cells))
    return text.getvalue()


@router.post(
    "/{id}/cancellation",
    status_code=200,
    response_model=ImportOut,
    responses=problems(Unauthenticated, Forbidden, ImportNotFound, ImportOver),
)
async def cancel_import(
    request: Request,
    simpul: Simpul,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
) -> Response:
    """Stop an import where it is. Rows that were made stay; those that wait are left alone."""
    return _answer(request, await service.cancel(session, actor, id))
