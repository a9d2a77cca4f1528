"""`/v1/{simpul}/jdihn`: our works in the members' keys, records taken in, and the linter."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import Reads, Session
from services.kit.language import Language, Text, negotiate
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PayloadTooLarge,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.knowledge.jdihn import members, policy, queries, service
from services.knowledge.jdihn.linting import SEVERITIES, content_sha256, id_of, lint
from services.knowledge.jdihn.mapping import record_of, told_again
from services.knowledge.jdihn.reading import Finding, read
from services.knowledge.jdihn.schemas import (
    CountsOut,
    FindingOut,
    JdihnQuery,
    LintedOut,
    LintOut,
    RecordIn,
    RecordOut,
    TakenOut,
)
from services.knowledge.linked_data.publisher import Publisher
from services.knowledge.regulations.problems import RegulationSlugTaken, RegulationTaken
from services.knowledge.regulations.validity import Validity

_MIB = 1024 * 1024
# MiB: of everybody, and of who is known.
LARGEST_OF_ANYBODY, LARGEST_LINTED = 1, 25
MOST_LINTED = 10_000
# What is listed of them grows with the feed: a page of empty objects is not answered by a book.
_FEWEST_FINDINGS, _BYTES_PER_FINDING = 1_000, 200
_AT_ONCE = 500
router = APIRouter()
own = APIRouter(prefix="/v1/{simpul}/jdihn", tags=["knowledge"], route_class=Route)
_ANY_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


@own.get("", response_model=Page[RecordOut], responses=problems(InvalidQuery, InvalidCursor))
async def list_jdihn_records(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    reads: Reads,
    query: Annotated[JdihnQuery, Depends(QueryOf(JdihnQuery))],
) -> Response:
    """The catalogue page by page in the keys of JDIHN; the whole as one list at `/feed`."""
    today, public_url = clock.today(), _public_url(request)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        keys = {"after_id": UUID(str(after[0]))} if after else {}
        rows = await reads.all(queries.works(continued=after is not None), **keys, size=size)
        return [(_record(row, today, public_url), row[1]) for row in rows]

    return await answer_page(request, query, query.sort, fetch, keys=1)


@own.get("/feed", response_model=list[RecordOut])
async def read_jdihn_feed(request: Request, simpul: Simpul, actor: CurrentActor, reads: Reads) -> Response:
    """The whole catalogue as one list of records, as a member's feed is: what a national reader takes."""
    today, public_url = clock.today(), _public_url(request)

    async def parts() -> AsyncIterator[bytes]:
        after: UUID | None = None
        yield b"["
        while True:
            keys = {"after_id": after} if after else {}
            rows = await reads.all(queries.works(continued=after is not None), **keys, size=_AT_ONCE)
            if rows:
                yield (b"," if after else b"") + b",".join(_record(row, today, public_url) for row in rows)
                after = rows[-1][1]
            if len(rows) < _AT_ONCE:
                break
        yield b"]"

    return StreamingResponse(parts(), media_type="application/json")


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keep(actor)


@own.post(
    "",
    status_code=201,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, RegulationTaken, RegulationSlugTaken, Invalid),
)
async def take_jdihn_record(
    request: Request,
    response: Response,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    query: Annotated[AmendQuery, Depends(QueryOf(AmendQuery))],
    body: RecordIn,
) -> TakenOut:
    """Take a record as a new work. It goes out again as it came in, but for what is changed here since."""
    regulation, findings = await service.take(session, actor, body.root, reason=query.reason)
    uri = regulation.document["uri"]
    etag = f'"{regulation.version}"'
    response.headers.update({"Location": uri, "ETag": etag, **_said_in(_language(request))})
    return TakenOut(slug=regulation.slug, uri=uri, findings=_findings(findings, _language(request)))


@own.post(
    "/lint",
    response_model=LintOut,
    openapi_extra=_ANY_BODY,
    responses=problems(PayloadTooLarge),
)
async def lint_jdihn_feed(request: Request, simpul: Simpul, actor: CurrentActor) -> Response:
    """What is to be said of a feed, per record and field. Takes whatever a member answers; keeps nothing.

    At most 10,000 records, and 25 MiB; of the public 1 MiB.
    """
    largest = LARGEST_OF_ANYBODY if actor.is_anonymous else LARGEST_LINTED
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest * _MIB:
            raise PayloadTooLarge(Text(f"Paling besar {largest} MiB.", f"At most {largest} MiB."))
    language = _language(request)
    # A large feed is judged beside the event loop.
    report = await asyncio.to_thread(_report, bytes(body), language)
    return Response(report, headers=_said_in(language), media_type="application/json")


def _report(body: bytes, language: Language) -> bytes:
    reading = read(body, most_records=MOST_LINTED)
    found = lint(reading.records, most=_FEWEST_FINDINGS + len(body) // _BYTES_PER_FINDING)
    counts = Counter(finding.severity for finding in reading.findings)
    for linted in found:
        counts += linted.counts
    report = LintOut(
        is_feed=reading.is_feed,
        records=len(reading.records),
        counts=CountsOut(**{severity: counts[severity] for severity in SEVERITIES}),
        findings=_findings(reading.findings, language),
        items=[
            LintedOut(
                place=place,
                id_data=id_of(record),
                content_sha256=content_sha256(record),
                findings=_findings(linted.findings, language),
            )
            for place, (record, linted) in enumerate(zip(reading.records, found, strict=True))
        ],
    )
    return report.model_dump_json().encode()


def _findings(findings: Sequence[Finding], language: Language) -> list[FindingOut]:
    return [
        FindingOut(
            severity=one.severity,
            code=one.code,
            field=one.field,
            keys=list(one.keys),
            detail=one.detail.in_(language),
        )
        for one in findings
    ]


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _said_in(language: Language) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def _public_url(request: Request) -> str:
    publisher: Publisher = request.app.state.publisher
    return publisher.public_url


def _record(row: Sequence[Any], today: date, public_url: str) -> bytes:
    """A work as a record: as it came in, where it did."""
    document, _, validity, original, at_intake = row
    work: Mapping[str, Any] = json.loads(document)
    stands = Validity.model_validate_json(validity)
    if original is None:
        record = record_of(work, stands, today=today, public_url=public_url)
    else:
        now = record_of(work, stands, today=today)
        record = told_again(json.loads(original), json.loads(at_intake), now)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


router.include_router(own)
router.include_router(members.router)
