"""`/v1/{simpul}/cases/{id}/trail`, `/v1/{simpul}/trail/export` and `/v1/{simpul}/trail/roots`."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Database, ReadSession
from services.kit.paging import Page
from services.kit.problems import Forbidden, InvalidCursor, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.audit import policy, queries
from services.mediation.audit.schemas import RootOut, RootQuery, TrailQuery, TrailRowOut
from services.mediation.cases import policy as cases_policy
from services.mediation.cases import queries as cases_queries
from services.mediation.cases import service as cases
from services.mediation.cases.problems import CaseNotFound
from services.mediation.cases.service import Held
from services.mediation.cases.views import viewer_of
from services.mediation.trail import queries as trail
from services.mediation.trail.chain import FIELDS
from services.mediation.trail.models import TrailDetail

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)

NDJSON = "application/x-ndjson"
_BATCH = 1000


async def _traced(actor: CurrentActor, session: ReadSession, id: str) -> Held:  # noqa: A002
    cases_policy.require_trail(actor)
    case = await cases_queries.find(session, actor, id)
    if case is None:
        raise CaseNotFound()
    held = await cases.held(session, actor, case)
    policy.require_trail(actor, held, viewer_of(actor, held))
    return held


async def _auditor(actor: CurrentActor) -> None:
    policy.require_auditor(actor)


@router.get(
    "/cases/{id}/trail",
    response_model=Page[TrailRowOut],
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, InvalidQuery, InvalidCursor),
)
async def read_trail(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Annotated[Held, Depends(_traced)],
    query: Annotated[TrailQuery, Depends(QueryOf(TrailQuery))],
) -> Response:
    """The acts on a case, oldest first: who and what as far as the caller sees the case.

    The auditor sees rows: ids, codes and hashes.
    """
    viewer = viewer_of(actor, held)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        rows = await queries.page(
            session, actor, held.case.id, after=None if after is None else int(after[0]), size=size
        )
        return [
            (_shown(actor, held, viewer, row, detail).model_dump_json().encode(), int(row[1]))
            for row, detail in rows
        ]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="pembaca")


def _shown(
    actor: Actor, held: Held, viewer: str, row: tuple[str, ...], detail: TrailDetail | None
) -> TrailRowOut:
    told: dict[str, Any] = dict(zip(FIELDS, row, strict=True))
    refs: dict[str, str] = json.loads(told["refs"])
    act, who = told["act"], None if detail is None else detail.actor
    if not policy.sees_row(held, viewer, act, refs):
        told |= {"act": None, "refs": None}
    elif not policy.sees_refs(viewer, act):
        told |= {"refs": None}
    reads = detail is not None and policy.sees_content(actor, held, viewer, act, refs, who)
    return TrailRowOut(
        **told,
        actor=policy.shown_actor(actor, held, viewer, refs, who) if reads and who is not None else None,
        content=detail.content if detail is not None and reads else None,
        salt=detail.salt.hex() or None if detail is not None and reads else None,
        erased_at=None if detail is None else detail.erased_at,
    )


@router.get(
    "/trail/export",
    response_class=Response,
    dependencies=[Depends(_auditor)],
    responses={
        200: {"description": "NDJSON", "content": {NDJSON: {"schema": {"type": "string"}}}},
        **problems(Unauthenticated, Forbidden),
    },
)
async def export_trail(simpul: Simpul, database: CurrentDatabase) -> Response:
    """Every row of every chain, one a line, by case and number, each field as it was hashed.

    The last line is `{"manifest": {"rows", "sha256"}}`, over the lines before it with their line ends: an
    export without it broke off. `python -m services.mediation.trail.verify` verifies it offline.
    """
    return StreamingResponse(_lines(database), media_type=NDJSON, headers=FOR_ONE_READER)


async def _lines(database: Database) -> AsyncIterator[bytes]:
    """A page a transaction, so that a slow reader holds none."""
    after: tuple[str, int] | None = None
    rows, content = 0, sha256()
    while True:
        async with database.read.begin() as session:
            page = await trail.export_after(session, after, size=_BATCH)
        told = b"".join(json.dumps(dict(zip(FIELDS, row, strict=True))).encode() + b"\n" for row in page)
        rows, after = rows + len(page), (page[-1][0], int(page[-1][1])) if page else after
        content.update(told)
        yield told
        if len(page) < _BATCH:
            break
    manifest = {"manifest": {"rows": rows, "sha256": content.hexdigest()}}
    yield json.dumps(manifest).encode() + b"\n"


@router.get(
    "/trail/roots",
    response_model=Page[RootOut],
    dependencies=[Depends(_auditor)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_roots(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[RootQuery, Depends(QueryOf(RootQuery))],
) -> Response:
    """The signed roots of the trail, newest first; their leaves lie in the files of the roots folder."""

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        found = await trail.roots_after(
            session, actor, after=None if after is None else int(after[0]), size=size
        )
        return [
            (
                RootOut(
                    number=root.number,
                    day=root.day,
                    taken_at=root.taken_at,
                    cases=root.cases,
                    root=root.root.hex(),
                    statement=root.statement,
                )
                .model_dump_json()
                .encode(),
                root.number,
            )
            for root in found
        ]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="auditor")
