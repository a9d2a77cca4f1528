"""The route class of the gateway's own resources: the services' conventions, on identity's database."""

from fastapi import Request

from gateway.identity.callers import CurrentCaller
from gateway.identity.db import Session
from services.kit.web import idempotency
from services.kit.web import route as kit
from services.kit.web.idempotency import IdempotencyKey


async def _claim(
    request: Request, caller: CurrentCaller, session: Session, idempotency_key: IdempotencyKey = None
) -> None:
    await idempotency.claim_for(caller.actor.subject, request, session, idempotency_key)


class Route(kit.Route):
    """A route whose caller the front door has identified."""

    claim = staticmethod(_claim)
