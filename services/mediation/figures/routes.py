"""`/v1/{simpul}/figures` and `/v1/{simpul}/cases/{id}/similar`."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.problems import Forbidden, NotFound, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER, answer_reader
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.mediation import roles
from services.mediation.cases.dependencies import Seen
from services.mediation.cases.problems import CaseNotFound
from services.mediation.cases.views import viewer_of
from services.mediation.figures import queries, service
from services.mediation.figures.problems import NotForOverseers
from services.mediation.figures.schemas import FiguresOut, LikenessesOut

router = APIRouter(prefix="/v1/{simpul}", tags=["mediation"], route_class=Route)


@router.get("/figures", response_model=FiguresOut, responses=problems(NotFound))
async def read_figures(simpul: Simpul, actor: CurrentActor, session: ReadSession) -> Response:
    """What the desk did: for everybody in counts of five or more, for the office whole."""
    found = await queries.newest(session, actor)
    if found is None:
        raise NotFound()
    whole = roles.is_office(actor) or roles.is_secretariat(actor)
    shown = FiguresOut.model_validate(
        {"counted_at": found.counted_at, **(found.office if whole else found.public)}
    )
    headers = dict(FOR_ONE_READER) if whole else {}
    return Response(shown.model_dump_json(), headers=headers, media_type="application/json")


@router.get(
    "/cases/{id}/similar",
    response_model=LikenessesOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound),
)
async def find_similar_cases(
    request: Request, simpul: Simpul, actor: CurrentActor, session: ReadSession, held: Seen
) -> Response:
    """Closed cases that share an issue with this one, anonymised, each with the reason; and practices."""
    if viewer_of(actor, held) == "pengawas":
        raise NotForOverseers()
    words = sorted({issue.category.replace("_", " ") for issue in held.contents.issues})
    told = {
        "cases": await service.similar(session, held),
        "practices": [f"/v1/{simpul}/search?{urlencode({'q': word, 'kind': 'practice'})}" for word in words],
    }
    return answer_reader(LikenessesOut.model_validate(told))
