"""The internal token of a request, verified: the only identity a service accepts."""

from typing import Annotated

from fastapi import Depends, Request

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import Forbidden, NotFound, SimpulMismatch, Unauthenticated
from services.kit.simpul import is_simpul
from services.kit.tokens import Grant, InternalVerifier, InvalidToken

# Where a request's verified token is kept, so that each dependency asks for it plainly. A chain of
# dependencies that pass it on costs FastAPI more than the verifying.
_GRANT = "simpul.grant"


def authenticate(request: Request) -> Grant:
    """Who asks: the token verified and held against the path, before anything is asked of a database."""
    grant: Grant | None = request.scope.get(_GRANT)
    if grant is None:
        grant = request.scope[_GRANT] = _verify(request)
    return grant


def _verify(request: Request) -> Grant:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(
            Text("Layanan ini hanya menerima token internal.", "This service accepts internal tokens only.")
        )
    verifier: InternalVerifier = request.app.state.verifier
    try:
        grant = verifier.verify(token)
    except InvalidToken as error:
        raise Unauthenticated(
            Text("Token internal tidak sah.", "The internal token is not valid."), error="invalid_token"
        ) from error
    internal = request.scope["path"].startswith("/internal/")
    if (grant.reach == "internal" and not (internal and request.method == "GET")) or (
        internal and not grant.actor.has_role("service")
    ):
        raise Forbidden(
            Text("Penerbit token tidak menjangkau alamat ini.", "The issuer does not reach this address.")
        )
    asked = request.path_params.get("simpul")
    if asked is not None:
        if not is_simpul(asked):
            raise NotFound()
        # Path and token must agree, else 403 before any query.
        if grant.simpul != asked:
            raise SimpulMismatch()
    return grant


async def _actor(request: Request) -> Actor:
    return authenticate(request).actor


CurrentActor = Annotated[Actor, Depends(_actor)]
