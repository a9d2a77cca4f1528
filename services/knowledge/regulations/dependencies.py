"""What routes of regulations ask before they judge a body."""

from typing import Annotated

from fastapi import Depends

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.web.query import QueryOf
from services.kit.words import AmendQuery
from services.knowledge.regulations import policy, service
from services.knowledge.regulations.models import Regulation


async def Keeper(actor: CurrentActor) -> None:  # noqa: N802  a dependency reads like a type
    """Who keeps the catalogue."""
    policy.require_keep(actor)


async def _kept(slug: str, actor: CurrentActor, session: Session) -> Regulation:
    return await service.require_kept(session, actor, slug)


# A work, locked, once it is clear that the actor may change it.
KeptRegulation = Annotated[Regulation, Depends(_kept)]
Reason = Annotated[AmendQuery, Depends(QueryOf(AmendQuery))]
