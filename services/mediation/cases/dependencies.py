"""What routes below a case depend on: the case, seen or locked for an act, before a body is looked at."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.language import Text
from services.kit.problems import Forbidden, Invalid, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document
from services.kit.web.problems import problems
from services.mediation.cases import policy, service
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.service import Held
from services.mediation.cases.views import audience_of, document, viewer_of
from services.mediation.trail.service import Head

# What any act on a case may answer.
ACTING: dict[int | str, dict[str, Any]] = problems(
    Unauthenticated, Forbidden, CaseNotFound, ActRefused, Invalid
)


async def _seen(actor: CurrentActor, session: ReadSession, id: str) -> Held:  # noqa: A002
    return await service.see(session, actor, id)


Seen = Annotated[Held, Depends(_seen)]


def require_inside(actor: Actor, held: Held) -> None:
    """Refuse who only oversees a case."""
    if viewer_of(actor, held) == policy.PENGAWAS:
        actor.deny(
            Text(
                "Isi perkara hanya untuk para pihak, mediator, dan petugas.",
                "What is said in a case is for its parties, mediator and officers.",
            )
        )


async def _inside(actor: CurrentActor, held: Seen) -> Held:
    require_inside(actor, held)
    return held


# The case of the path, for who may read what is said in it.
Inside = Annotated[Held, Depends(_inside)]


def for_act(act: str) -> Callable[..., Awaitable[Held]]:
    """A dependency: the case of the path, locked, for an act that is the caller's."""

    async def held(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
        return await service.require_held(session, actor, id, act)

    return held


async def _for_office(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
    policy.require_office(actor)
    return await service.lock(session, actor, id)


# The case of the path, locked, for who works cases.
OfficeHeld = Annotated[Held, Depends(_for_office)]


async def answer_case(
    request: Request,
    session: Session,
    actor: Actor,
    simpul: Simpul,
    held: Held,
    head: Head,
    *,
    status: int = 201,
) -> Response:
    """The case after an act, as the actor now sees it; `Trail-Head` is the act's receipt."""
    fresh = service.hold(actor, held.case, held.contents)
    shown = await document(session, actor, fresh)
    return answer_document(
        request,
        shown.model_dump_json().encode(),
        version=held.case.version,
        audience=audience_of(actor, fresh, shown),
        status=status,
        headers={"Location": f"/v1/{simpul}/cases/{held.case.id}", "Trail-Head": str(head)},
    )
