"""`/v1/me`: what the node takes the caller for."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from gateway.identity.callers import CurrentCaller
from gateway.identity.clients.schemas import BindingsOut, MeOut
from gateway.identity.route import Route

router = APIRouter(tags=["clients"], route_class=Route)


@router.get("/v1/me", response_model=MeOut, openapi_extra={"security": [{}, {"oauth2": []}]})
async def read_me(caller: CurrentCaller) -> Response:
    """Who is asking: subject, roles, simpul, scopes and bindings as of now, and when the token ends.

    The public is an actor too.
    """
    actor = caller.actor
    me = MeOut(
        subject=actor.subject,
        client_id=caller.client_id or None,
        roles=sorted(actor.roles),
        simpul=sorted(caller.simpul),
        scopes=sorted(actor.scopes),
        bindings=BindingsOut(
            forum=next(iter(actor.bound_to("forum")), None), provinces=sorted(actor.bound_to("province"))
        ),
        secret_id=UUID(hex=caller.secret_id) if caller.secret_id else None,
        expires_at=None if actor.is_anonymous else datetime.fromtimestamp(caller.expires, UTC),
    )
    return Response(
        me.model_dump_json(),
        headers={"Cache-Control": "no-store", "Vary": "Authorization"},
        media_type="application/json",
    )
