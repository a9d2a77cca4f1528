"""The front door: every request is identified, found in the table, and passed on."""

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.identity.callers import PUBLIC, SCOPE_KEY, Callers
from gateway.identity.tokens import Caller
from gateway.proxy import Proxy
from gateway.routing import Routes
from gateway.uploads import too_large
from services.kit import telemetry
from services.kit.language import Text
from services.kit.problems import MethodNotAllowed, Problem, SimpulMismatch
from services.kit.web.problems import render

# Where `Authorization` brings a client's secret, not a token.
CREDENTIAL_ENDPOINTS = frozenset({"/oauth/token", "/oauth/revoke"})

log = telemetry.get_logger(__name__)


class FrontDoor:
    """ASGI for HTTP. `own` are the gateway's own routes, which answer what the table does not know."""

    def __init__(
        self, own: ASGIApp, *, routes: Routes, proxy: Proxy, callers: Callers, body_limit: int
    ) -> None:
        self._own = own
        self._routes = routes
        self._proxy = proxy
        self._callers = callers
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            caller = self._identify(scope)
            found = self._routes.find(scope["raw_path"])
            if found is None:
                await self._answer_here({**scope, SCOPE_KEY: caller}, receive, send)
                return
            node, path = found
            method = scope["method"]
            target = node.targets.get("GET" if method == "HEAD" else method)
            if target is None:
                raise MethodNotAllowed(headers={"Allow": node.allow})
            if target.simpul is not None and target.simpul not in caller.simpul:
                raise _other_simpul(caller)
            await self._proxy.forward(scope, receive, send, target=target, path=path, caller=caller)
        except Problem as problem:
            await render(Request(scope), problem)(scope, receive, send)

    def _identify(self, scope: Scope) -> Caller:
        """The caller. Credentials that do not verify are refused everywhere, never taken for nobody's."""
        shown = [value for name, value in scope["headers"] if name == b"authorization"]
        if not shown or scope["path"] in CREDENTIAL_ENDPOINTS:
            return PUBLIC
        # Two headers are no credential: joined, they do not verify.
        return self._callers.identify(shown[0] if len(shown) == 1 else b", ".join(shown))

    async def _answer_here(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By one of the gateway's own routes, or by its 404 and 405."""
        limit, seen = self._body_limit, 0
        announced = next((int(v) for n, v in scope["headers"] if n == b"content-length"), 0)
        if announced > limit:
            raise too_large(limit)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise too_large(limit)
            return message

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            if scope["method"] == "HEAD":
                await self._own({**scope, "method": "GET"}, counted, without_body)
            else:
                await self._own(scope, counted, send)
        except ClientDisconnect:
            log.debug("client_gone")
        except Exception:
            # Answered already, as far as it could be: Starlette raises again so that somebody logs.
            log.exception("unhandled_error", method=scope["method"], path=scope["path"])


def _other_simpul(caller: Caller) -> SimpulMismatch:
    own = ", ".join(sorted(caller.simpul))
    return SimpulMismatch(
        Text(f"Token ini hanya berlaku untuk simpul {own}.", f"This token is for the simpul {own} only.")
    )
