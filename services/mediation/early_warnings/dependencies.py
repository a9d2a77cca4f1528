"""What routes of early warnings depend on: who asks, and the signal, locked for an act on it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.mediation.early_warnings import policy, service
from services.mediation.early_warnings.models import EarlyWarning


async def reader(actor: CurrentActor) -> None:
    """Who sees signals at all."""
    policy.require_read(actor)


async def reporter(actor: CurrentActor) -> None:
    """Who reports signals."""
    policy.require_report(actor)


async def office(actor: CurrentActor) -> None:
    """Who works signals."""
    policy.require_office(actor)


async def _held(actor: CurrentActor, session: Session, id: UUID) -> EarlyWarning:  # noqa: A002
    warning = await service.require(session, actor, id)
    policy.require_report(actor)
    return warning


async def _worked(actor: CurrentActor, session: Session, id: UUID) -> EarlyWarning:  # noqa: A002
    warning = await service.require(session, actor, id)
    policy.require_office(actor)
    return warning


# The signal of the path, locked: for who adds to it, and for the office.
Held = Annotated[EarlyWarning, Depends(_held)]
Worked = Annotated[EarlyWarning, Depends(_worked)]
