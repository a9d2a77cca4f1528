"""`/v1/{simpul}/learning`: offers, what fits a need, enrolments."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.kit import clock
from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, ReadSession, Session
from services.kit.language import Text, negotiate
from services.kit.paging import Page
from services.kit.problems import (
    FieldError,
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.editing import policy
from services.knowledge.editing import queries as shelf
from services.knowledge.editing import service as editing
from services.knowledge.editing.dependencies import held
from services.knowledge.editing.models import Item
from services.knowledge.editing.problems import ItemNotFound, NotPublished
from services.knowledge.editing.resource import resource
from services.knowledge.editing.similars import similar_out
from services.knowledge.learning import queries, rules, service
from services.knowledge.learning.kinds import LEARNING
from services.knowledge.learning.models import Enrolment
from services.knowledge.learning.problems import (
    EnrolmentActRefused,
    EnrolmentClosed,
    EnrolmentNotFound,
    EnrolmentTaken,
)
from services.knowledge.learning.schemas import (
    AttendanceIn,
    EnrolmentIn,
    EnrolmentOut,
    EnrolmentQuery,
    EvaluationIn,
    FeedbackOut,
    MatchesOut,
    MatchQuery,
)
from services.knowledge.reference.judging import require_known
from services.knowledge.similarity import asked_by, compare

router = APIRouter()
matching = APIRouter(prefix="/v1/{simpul}/learning", tags=["knowledge"], route_class=Route)
enrolling = APIRouter(prefix="/v1/{simpul}/learning/{slug}", tags=["knowledge"], route_class=Route)
_ACTING = problems(Unauthenticated, Forbidden, ItemNotFound, EnrolmentNotFound, EnrolmentActRefused, Invalid)
_VOCABULARIES = {"sector": "sector", "urusan": "urusan", "challenge": "challenge", "region": "region"}
PRACTICE = "practice"


def _speaks(actor: Actor, item: Item) -> None:
    policy.require_speaker(actor)


def _takes_part(actor: Actor, item: Item) -> None:
    if not policy.works_on(actor, item):
        policy.require_speaker(actor)


Offered = Annotated[Item, Depends(held(LEARNING, _speaks))]
Joined = Annotated[Item, Depends(held(LEARNING, _takes_part))]
Hosted = Annotated[Item, Depends(held(LEARNING, policy.require_work))]


@matching.get("/match", response_model=MatchesOut, responses=problems(InvalidQuery))
async def match_learning(
    request: Request,
    response: Response,
    simpul: Simpul,
    actor: CurrentActor,
    database: CurrentDatabase,
    query: Annotated[MatchQuery, Depends(QueryOf(MatchQuery))],
) -> Any:
    """What fits a need, best first, with reasons: offers that are not over, practices whose forum to ask."""
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    wanted = {name: getattr(query, name) for name in _VOCABULARIES}
    if not any(wanted.values()):
        detail = Text(
            "Sebutkan sector, urusan, challenge, atau region.", "Name a sector, urusan, challenge or region."
        )
        raise InvalidQuery(detail, errors=[FieldError("/query", "required", detail)])
    for name, values in wanted.items():
        for value in values:
            await require_known(database.hot, {name: value}, _VOCABULARIES)
    asked = asked_by([f"{name}:{v}" for name, values in wanted.items() for v in values], service.WEIGHTS)
    today = clock.today().isoformat()
    async with database.read.begin() as session:
        found = [
            (kind, similar)
            for kind, where in ((LEARNING.name, queries.is_not_over(today)), (PRACTICE, None))
            for similar in compare(
                asked, await shelf.neighbours(session, kind, asked, where=where), service.WEIGHTS
            )
        ]
    best = sorted(found, key=lambda one: (-one[1].score, one[0], one[1].document["title"]))
    return {"items": [{"kind": k, **similar_out(s, language)} for k, s in best[: query.limit]]}


@enrolling.get(
    "/enrolments",
    response_model=Page[EnrolmentOut],
    responses=problems(Unauthenticated, Forbidden, ItemNotFound, InvalidQuery, InvalidCursor),
)
async def list_enrolments(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[EnrolmentQuery, Depends(QueryOf(EnrolmentQuery))],
) -> Response:
    """Enrolments: all for whoever offers it and for the secretariat, its own for a forum."""
    item = await editing.require(session, actor, LEARNING, slug)
    offers = policy.keeps(actor, item)
    if not offers:
        policy.require_speaker(actor)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        key, forums = UUID(after[0]) if after else None, policy.forums_of(actor)
        return await queries.page(session, actor, item.id, offers=offers, forums=forums, after=key, size=size)

    return await answer_page(request, query, query.sort, fetch, keys=1, audience=policy.KEEPER)


@enrolling.post(
    "/enrolments",
    status_code=201,
    response_model=EnrolmentOut,
    responses=problems(
        Unauthenticated, Forbidden, ItemNotFound, NotPublished, EnrolmentTaken, EnrolmentClosed, Invalid
    ),
)
async def enrol(
    request: Request,
    simpul: Simpul,
    slug: str,
    actor: CurrentActor,
    session: Session,
    item: Offered,
    body: EnrolmentIn,
) -> Response:
    """Enrol a forum: itself, or the secretariat on its behalf. Where seats are short it waits."""
    enrolment = await service.enrol(
        session,
        actor,
        LEARNING,
        item,
        forum_slug=body.forum_slug,
        participants=body.participants,
        offices=body.offices,
        note=body.note,
    )
    return await _answer(request, session, enrolment)


@enrolling.post(
    "/enrolments/{id}/cancellation", status_code=201, response_model=EnrolmentOut, responses=_ACTING
)
async def cancel_enrolment(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    item: Joined,
) -> Response:
    """Give the seats back; those who wait move up."""
    enrolment = await service.require_enrolment(session, actor, item, id)
    cancelled = await service.cancel(session, actor, LEARNING, item, enrolment)
    return await _answer(request, session, cancelled)


@enrolling.post(
    "/enrolments/{id}/attendance", status_code=201, response_model=EnrolmentOut, responses=_ACTING
)
async def record_attendance(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    item: Hosted,
    body: AttendanceIn,
) -> Response:
    """Record how many came: whoever offers it, or the secretariat."""
    enrolment = await service.require_enrolment(session, actor, item, id)
    recorded = await service.attend(session, actor, LEARNING, item, enrolment, attended=body.attended)
    return await _answer(request, session, recorded)


@enrolling.post(
    "/enrolments/{id}/evaluation", status_code=201, response_model=EnrolmentOut, responses=_ACTING
)
async def evaluate(
    request: Request,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: Session,
    item: Offered,
    body: EvaluationIn,
) -> Response:
    """Say once what it was worth: the forum that came."""
    enrolment = await service.require_enrolment(session, actor, item, id)
    evaluated = await service.evaluate(
        session, actor, LEARNING, item, enrolment, score=body.score, comment=body.comment
    )
    return await _answer(request, session, evaluated)


@enrolling.get("/feedback", response_model=FeedbackOut, responses=problems(ItemNotFound))
async def read_feedback(simpul: Simpul, slug: str, actor: CurrentActor, session: ReadSession) -> FeedbackOut:
    """What forums said it was worth: an average from five evaluations on."""
    item = await editing.require(session, actor, LEARNING, slug)
    count, average, attended = await queries.feedback(session, item.id)
    shown = round(average, 2) if average is not None and count >= rules.FEWEST_SHOWN else None
    return FeedbackOut(evaluations=count, average=shown, attended=attended)


async def _answer(request: Request, session: Session, enrolment: Enrolment) -> Response:
    document = await queries.render(session, enrolment)
    return answer_document(request, document, version=enrolment.version, audience=policy.KEEPER, status=201)


# Before the items: `match` stands where a slug stands.
router.include_router(matching)
router.include_router(resource(LEARNING, one="learning_offer"))
router.include_router(enrolling)
