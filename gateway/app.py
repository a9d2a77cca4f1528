"""The composition root of the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import health
from gateway.case_access import MediationDesk
from gateway.front import FrontDoor
from gateway.health import Health
from gateway.identity import me, queries
from gateway.identity import routes as identity_routes
from gateway.identity.access import Attempts
from gateway.identity.callers import Callers
from gateway.identity.clients import routes as clients_routes
from gateway.identity.clients.problems import ClientTaken
from gateway.identity.db import Sessions, open_sessions
from gateway.identity.standing import Standing
from gateway.identity.tokens import AccessTokens
from gateway.proxy import ISSUER, Proxy
from gateway.routing import Routes
from gateway.settings import GatewaySettings, signing_key
from gateway.table import TABLE
from gateway.web import routes as web_routes
from services.kit.paging import Cursors
from services.kit.problems import Internal
from services.kit.tokens import InternalSigner
from services.kit.web import problems
from services.kit.web.envelope import Envelope

VERSION = "1.0.0"
# The gateway's own routes, as far as its OpenAPI shows them.
ROUTERS = (identity_routes.router, me.router, clients_routes.router, health.router)
# A named constraint that a write ran into, as the problem it means.
CONSTRAINTS = {"pk_clients": ClientTaken}

_CORS_REQUEST_HEADERS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Traceparent",
    "Tracestate",
    "X-Request-ID",
)
_CORS_ANSWER_HEADERS = ("API-Version", "ETag", "Link", "Location", "Retry-After", "X-Request-ID")


class Gateway:
    """The whole gateway as one ASGI application: the front door, before the services and its own routes.

    The routes of its own are a FastAPI application; what goes to a service never enters that.
    """

    def __init__(self, door: ASGIApp, own: FastAPI) -> None:
        self.own = own
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._door if scope["type"] == "http" else self.own)(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open what it needs, without a server: database, connections, the watch on clients."""
        async with self.own.router.lifespan_context(self.own):
            yield


def create_app(settings: GatewaySettings) -> Gateway:
    """The gateway with these settings."""
    signer = InternalSigner(ISSUER, signing_key(settings.internal_key))
    tokens = AccessTokens(settings.issuer, signing_key(settings.access_key))
    standing = Standing()
    callers = Callers(tokens, standing)
    proxy = Proxy(settings, signer)

    def forget(client_id: str) -> None:
        callers.forget(client_id)
        signer.forget(f"client:{client_id}")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_sessions(str(settings.identity_database_url)) as sessions:
            await _require_safe_address(settings.host, sessions)
            app.state.identity_sessions = sessions
            async with standing.watching(sessions, on_change=forget), proxy.open():
                yield

    own = FastAPI(
        title="Simpul",
        version=VERSION,
        lifespan=lifespan,
        routes=web_routes.routes(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    own.state.access_tokens = tokens
    own.state.access_desk = MediationDesk(proxy)
    own.state.access_attempts = Attempts()
    own.state.health = Health(proxy, standing)
    own.state.cursors = Cursors(settings.cursor_key())
    problems.install(own, CONSTRAINTS)
    own.add_exception_handler(Exception, _answer_internal)
    for router in ROUTERS:
        own.include_router(router)

    door: ASGIApp = FrontDoor(
        own,
        routes=Routes(TABLE),
        proxy=proxy,
        callers=callers,
        body_limit=settings.body_limit,
    )
    if settings.cors_origins:
        door = CORSMiddleware(
            door,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=_CORS_REQUEST_HEADERS,
            expose_headers=_CORS_ANSWER_HEADERS,
        )
    return Gateway(Envelope(door), own)


async def _answer_internal(request: Request, error: Exception) -> Response:
    """What the caller hears of a fault of ours; the log hears the rest."""
    return problems.render(request, Internal())


class UnsafeAddress(Exception):
    """Demonstration clients, whose secrets lie in a file, must not be reachable from elsewhere."""


async def _require_safe_address(host: str, sessions: Sessions) -> None:
    if _is_loopback(host):
        return
    async with sessions.begin() as session:
        if await queries.has_demonstration(session):
            raise UnsafeAddress(
                f"This node has demonstration clients and listens on loopback only, not on {host}."
            )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
