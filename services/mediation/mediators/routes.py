"""`/v1/{simpul}/mediators`, and who of them may mediate a case."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.paging import Page, PageQuery
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
from services.kit.web.answers import answer_model, answer_page, answer_reader
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases import policy as case_policy
from services.mediation.cases.dependencies import Seen
from services.mediation.cases.problems import CaseNotFound
from services.mediation.cases.rows import answer_rows
from services.mediation.mediators import policy, queries, service
from services.mediation.mediators.models import DeclaredConflict, Mediator
from services.mediation.mediators.problems import MediatorNotFound, MediatorTwice
from services.mediation.mediators.schemas import (
    CandidateOut,
    CandidatesOut,
    ConflictOut,
    DeclarationIn,
    DeclarationOut,
    MediatorIn,
    MediatorOut,
    MediatorPatch,
    MediatorQuery,
)

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)


async def _reader(actor: CurrentActor) -> None:
    policy.require_read(actor)


async def _keeper(actor: CurrentActor) -> None:
    policy.require_keep(actor)


async def _kept(actor: CurrentActor, session: Session, id: UUID) -> Mediator:  # noqa: A002
    policy.require_keep(actor)
    return await service.require(session, actor, id)


async def _declaring(actor: CurrentActor, session: Session, id: UUID) -> Mediator:  # noqa: A002
    policy.require_read(actor)
    return await service.require_to_declare(session, actor, id)


async def _seen(actor: CurrentActor, session: ReadSession, id: UUID) -> Mediator:  # noqa: A002
    policy.require_read(actor)
    mediator = await queries.find(session, actor, id)
    if mediator is None:
        raise MediatorNotFound()
    return mediator


async def _office(actor: CurrentActor) -> None:
    case_policy.require_office(actor)


async def shown(session: AsyncSession, mediators: Sequence[Mediator]) -> list[MediatorOut]:
    """Mediators with their load."""
    loads = await queries.loads(session, [mediator.id for mediator in mediators])
    return [MediatorOut(**one.model_dump(), open_cases=loads.get(one.id, 0)) for one in mediators]


@router.get(
    "/mediators",
    response_model=Page[MediatorOut],
    dependencies=[Depends(_reader)],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
)
async def list_mediators(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[MediatorQuery, Depends(QueryOf(MediatorQuery))],
) -> Response:
    """The roster by name, each with their load; a mediator sees their own row."""
    wanted = [queries.condition(name, value) for name, value in query.filters().items()]

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        rows = await queries.page(session, actor, wanted=wanted, after=after, size=size)
        out = await shown(session, rows)
        return [(one.model_dump_json().encode(), one.name, str(one.id)) for one in out]

    return await answer_page(request, query, query.sort, fetch, audience="pembaca")


@router.post(
    "/mediators",
    status_code=201,
    response_model=MediatorOut,
    dependencies=[Depends(_keeper)],
    responses=problems(Unauthenticated, Forbidden, MediatorTwice, Invalid),
)
async def enrol_mediator(
    request: Request, simpul: Simpul, actor: CurrentActor, session: Session, body: MediatorIn
) -> Response:
    """Put somebody on the roster."""
    mediator = await service.enrol(session, actor, values=_values(body))
    (out,) = await shown(session, [mediator])
    at = {"Location": f"/v1/{simpul}/mediators/{mediator.id}"}
    return answer_model(request, out, version=mediator.version, audience="meja", status=201, headers=at)


@router.get(
    "/mediators/{id}",
    response_model=MediatorOut,
    responses=problems(Unauthenticated, Forbidden, MediatorNotFound),
)
async def read_mediator(
    request: Request, simpul: Simpul, session: ReadSession, mediator: Annotated[Mediator, Depends(_seen)]
) -> Response:
    """One mediator of the roster."""
    (out,) = await shown(session, [mediator])
    return answer_model(request, out, version=mediator.version, audience="meja")


@router.patch(
    "/mediators/{id}",
    response_model=MediatorOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        MediatorNotFound,
        MediatorTwice,
        Invalid,
        PreconditionRequired,
        PreconditionFailed,
    ),
)
async def amend_mediator(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    mediator: Annotated[Mediator, Depends(_kept)],
    expected: IfMatch,
    body: MediatorPatch,
) -> Response:
    """Change the fields sent."""
    whole = _values(body)
    changes = {name: whole[name] for name in body.model_fields_set}
    await service.amend(session, actor, mediator, changes=changes, require_version=expected.require)
    (out,) = await shown(session, [mediator])
    return answer_model(request, out, version=mediator.version, audience="meja")


@router.get(
    "/mediators/{id}/conflicts",
    response_model=Page[DeclarationOut],
    responses=problems(Unauthenticated, Forbidden, MediatorNotFound, InvalidQuery, InvalidCursor),
)
async def list_declared_conflicts(
    request: Request,
    simpul: Simpul,
    session: ReadSession,
    mediator: Annotated[Mediator, Depends(_seen)],
    query: Annotated[PageQuery, Depends(QueryOf(PageQuery))],
) -> Response:
    """Conflicts of interest that were declared."""
    statement = queries.declarations(mediator.id)
    return await answer_rows(request, session, query, statement, DeclaredConflict, _declaration)


@router.post(
    "/mediators/{id}/conflicts",
    status_code=201,
    response_model=DeclarationOut,
    responses=problems(Unauthenticated, Forbidden, MediatorNotFound, Invalid),
)
async def declare_conflict(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    mediator: Annotated[Mediator, Depends(_declaring)],
    body: DeclarationIn,
) -> Response:
    """Declare a conflict of interest: by the mediator, or by the office for them."""
    made = await service.declare(session, actor, mediator, values=body.model_dump())
    return answer_model(request, _declaration(made), version=1, audience="meja", status=201)


@router.get(
    "/cases/{id}/mediator-candidates",
    response_model=CandidatesOut,
    dependencies=[Depends(_office)],
    responses=problems(Unauthenticated, Forbidden, CaseNotFound),
)
async def list_candidates(
    request: Request, simpul: Simpul, actor: CurrentActor, session: ReadSession, held: Seen
) -> Response:
    """The roster beside a case: who is fit for it, who is not and why."""
    roster = await queries.roster(session, actor)
    found = await service.conflicts_with(session, actor, held.case, held.contents.parties, roster)
    ratings = await queries.ratings(session, [one.id for one in roster])
    categories = {issue.category for issue in held.contents.issues}
    items = [
        CandidateOut(
            mediator=one,
            eligible=not found[one.id],
            conflicts=[ConflictOut.model_validate(conflict.document()) for conflict in found[one.id]],
            expertise_matches=sorted(categories & set(one.expertise)),
            rating=ratings.get(one.id),
        )
        for one in await shown(session, roster)
    ]
    items.sort(key=lambda one: (not one.eligible, -len(one.expertise_matches), one.mediator.open_cases))
    return answer_reader(CandidatesOut(items=items))


def _values(body: MediatorIn | MediatorPatch) -> dict[str, Any]:
    values = body.model_dump()
    for work in values["earlier_work"] or ():
        work["until"] = None if work["until"] is None else work["until"].isoformat()
    return values


def _declaration(row: DeclaredConflict) -> DeclarationOut:
    return DeclarationOut(**row.model_dump(exclude={"mediator_id"}))
