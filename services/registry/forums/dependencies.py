"""What routes below a forum ask before they judge a body: may this actor write here?"""

from typing import Annotated

from fastapi import Depends

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.registry.forums import policy, service
from services.registry.forums.models import Forum


async def _registrar(actor: CurrentActor) -> None:
    """Asked before the body is judged: who may not register learns nothing about the body."""
    policy.require_register(actor)


async def _amendable(actor: CurrentActor, session: Session, slug: str) -> Forum:
    return await service.require_amendable(session, actor, slug)


Registrar = Depends(_registrar)
# The forum, locked, once it is clear that the actor may change it.
AmendableForum = Annotated[Forum, Depends(_amendable)]
