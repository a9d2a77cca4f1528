"""`/v1/{simpul}/forums/{slug}/instruments`, and the checks of one instrument."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import Boolean, Date, Text, and_, bindparam, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit import clock
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.language import negotiate
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.route import Route
from services.registry.forums.documents.instruments import INSTRUMENT_FIELDS, instrument_object
from services.registry.forums.models import Instrument
from services.registry.forums.problems import ForumNotFound
from services.registry.forums.schemas.instruments import InstrumentOut
from services.registry.instruments import service
from services.registry.instruments.problems import InstrumentNotFound, InstrumentReferred
from services.registry.instruments.schemas import (
    CheckOut,
    CheckSourceOut,
    InstrumentIn,
    InstrumentPatch,
    InstrumentQuery,
)
from services.registry.rows.collection import Collection
from services.registry.rows.problems import RowReferred
from services.registry.rows.resource import resource

_CODES = ("type", "document_kind", "cooperation_kind", "nature", "pattern")


def _in_force() -> ColumnElement[bool]:
    """Begun, and not past the last day; unknown where the first day is, so that neither value finds it."""
    today, last = bindparam("today", type_=Date), col(Instrument.closes_on)
    holds = and_(col(Instrument.starts_on) <= today, or_(last.is_(None), last >= today))
    return holds == bindparam("in_force", type_=Boolean)


INSTRUMENTS = Collection(
    name="instruments",
    model=Instrument,
    fields=INSTRUMENT_FIELDS,
    item=instrument_object(),
    row_in=InstrumentIn,
    row_patch=InstrumentPatch,
    row_out=InstrumentOut,
    query=InstrumentQuery,
    filters={
        **{name: col(getattr(Instrument, name)) == bindparam(name, type_=Text) for name in _CODES},
        "in_force": _in_force(),
    },
    vocabularies={name: service.VOCABULARY_OF[name] for name in _CODES},
    not_found=InstrumentNotFound,
    judge=service.judge,
    problems=(InstrumentReferred, RowReferred),
    require_releasable=service.require_releasable,
)
router = APIRouter()
router.include_router(resource(INSTRUMENTS, one="instrument"))
checks = APIRouter(prefix="/v1/{simpul}/forums/{slug}/instruments/{id}", tags=["registry"], route_class=Route)


@checks.get("/checks", responses=problems(ForumNotFound, InstrumentNotFound))
async def check_instrument(
    request: Request,
    response: Response,
    simpul: Simpul,
    slug: str,
    id: UUID,  # noqa: A002
    actor: CurrentActor,
    session: ReadSession,
) -> list[CheckOut]:
    """What to look at in an instrument as of today: shown, never imposed. Not a legal opinion."""
    found = await service.checks_of(session, actor, slug, id, today=clock.today())
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    return [
        CheckOut(
            code=check.code,
            state=check.state,
            reason=check.reason.in_(language),
            source=CheckSourceOut(law=check.source.law, article=check.source.article, mark=check.source.mark),
        )
        for check in found
    ]


router.include_router(checks)
