"""What routes below an instrument ask before they judge a body."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.registry.forums.dependencies import AmendableForum
from services.registry.forums.models import Instrument
from services.registry.instruments import service


async def _amendable(
    actor: CurrentActor,
    session: Session,
    forum: AmendableForum,
    id: UUID,  # noqa: A002
) -> Instrument:
    return await service.require_of(session, actor, forum, id)


# An instrument of a locked forum, once it is clear that the actor may change it.
AmendableInstrument = Annotated[Instrument, Depends(_amendable)]
