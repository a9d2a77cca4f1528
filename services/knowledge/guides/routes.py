"""`/v1/{simpul}/guides`: public, and nothing here writes."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.language import Language, negotiate
from services.kit.problems import Invalid, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.etag import is_unmodified
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.knowledge.guides import documents, service, shelf
from services.knowledge.guides.problems import GuideNotFound
from services.knowledge.guides.records import Guide
from services.knowledge.guides.schemas import AnswersIn, AnswersOut, GuideOut, GuidesOut

router = APIRouter(prefix="/v1/{simpul}/guides", tags=["knowledge"], route_class=Route)


async def _named(simpul: Simpul, slug: str, actor: CurrentActor) -> Guide:
    return service.require(slug)


# Asked for before the body is judged.
Named = Annotated[Guide, Depends(_named)]


@router.get("", response_model=GuidesOut, responses=problems(InvalidQuery))
async def list_guides(request: Request, simpul: Simpul, actor: CurrentActor) -> Response:
    """Every guide, in the order in which a cooperation needs them."""
    language = _language(request)
    items = [documents.brief(language, simpul, guide) for guide in shelf.guides().values()]
    return _answer(request, GuidesOut.model_validate({"items": items, "next_cursor": None}), language)


@router.get("/{slug}", response_model=GuideOut, responses=problems(GuideNotFound, InvalidQuery))
async def read_guide(
    request: Request, simpul: Simpul, guide: Named, actor: CurrentActor, session: ReadSession
) -> Response:
    """What a guide asks, what it may answer, its tables; the laws it cites, and whether they are in force."""
    language = _language(request)
    document = await service.read(session, actor, guide, language)
    return _answer(request, GuideOut.model_validate(document), language)


@router.post("/{slug}/answers", response_model=AnswersOut, responses=problems(GuideNotFound, Invalid))
async def answer_by_guide(
    request: Request,
    simpul: Simpul,
    guide: Named,
    actor: CurrentActor,
    session: ReadSession,
    body: AnswersIn,
) -> Response:
    """What follows from answers, with reasons and sources: the law first, then the advice of its time.

    For everybody: it changes nothing and keeps nothing.
    """
    language = _language(request)
    found = await service.answer(session, actor, guide, language, answers=body.answers)
    told = AnswersOut.model_validate(found).model_dump_json()
    return Response(told, headers=_spoken(language), media_type="application/json")


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _spoken(language: Language) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def _answer(request: Request, model: BaseModel, language: Language) -> Response:
    body = model.model_dump_json().encode()
    headers = {**_spoken(language), "ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    if is_unmodified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
