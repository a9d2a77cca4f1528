"""The application factory of every service."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from services.kit import telemetry
from services.kit.db import Database, Databases, open_databases
from services.kit.feed import routes as feed_routes
from services.kit.feed.wake import Wakeup
from services.kit.paging import Cursors
from services.kit.settings import ServiceSettings
from services.kit.tokens import InternalVerifier
from services.kit.web import problems
from services.kit.web.envelope import Envelope
from services.kit.web.problems import Constraints, ProblemOut

HEALTH_SECONDS = 3.0
log = telemetry.get_logger(__name__)


def create_app(
    name: str,
    settings: ServiceSettings | None,
    *,
    version: str,
    routers: Sequence[APIRouter],
    constraints: Constraints,
) -> FastAPI:
    """A service: its routers under the gateway's paths, plus `/internal/{simpul}/feed` and `/healthz`.

    Without settings it can describe itself (OpenAPI) and nothing else.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings is not None, "a service that serves needs settings"
        async with AsyncExitStack() as stack:
            databases = await stack.enter_async_context(open_databases(settings))
            app.state.databases = databases
            app.state.verifier = InternalVerifier(settings.issuers, audience=name)
            app.state.cursors = Cursors(settings.cursor_key.get_secret_value())
            app.state.feed_wakeups = {
                simpul: await stack.enter_async_context(Wakeup.listening(database.direct_url, "feed"))
                for simpul, database in databases.items()
            }
            yield

    app = FastAPI(
        title=f"Simpul: {name}",
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Ours comes with the collector of a deployment; FastAPI's own asks the environment at each request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.add_middleware(Envelope)
    problems.install(app, constraints)
    for router in routers:
        app.include_router(router)
    app.include_router(feed_routes.router)
    app.add_api_route("/healthz", _health, methods=["GET"], include_in_schema=False)

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            _describe_problems(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def _describe_problems(schema: dict[str, object]) -> None:
    """Put the problem document among the schemas, in place of FastAPI's own validation error."""
    components = schema.setdefault("components", {})
    assert isinstance(components, dict)
    schemas = components.setdefault("schemas", {})
    for own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(own, None)
    described = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(described.pop("$defs", {}))
    schemas["ProblemOut"] = described
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    paths = schema.get("paths", {})
    assert isinstance(paths, dict)
    for operations in paths.values():
        for operation in operations.values():
            responses = operation["responses"]
            if responses.get("422", {}).get("description") == "Validation Error":
                del responses["422"]
            responses["default"] = {"description": "A problem (RFC 9457)", "content": problem}


async def _health(request: Request) -> Response:
    """200 while both databases answer, else 503; which one is down is said by name."""
    databases: Databases = request.app.state.databases

    async def answers_in_time(database: Database) -> bool:
        try:
            async with asyncio.timeout(HEALTH_SECONDS), database.engine.connect() as connection:
                await connection.execute(select(1))
        except (TimeoutError, OSError, SQLAlchemyError) as error:
            log.warning("database_down", simpul=database.simpul, error=type(error).__name__)
            return False
        return True

    answers = await asyncio.gather(*map(answers_in_time, databases.values()))
    report = {simpul: "up" if up else "down" for simpul, up in zip(databases, answers, strict=True)}
    healthy = all(answers)
    return JSONResponse({"status": "up" if healthy else "down", "databases": report}, 200 if healthy else 503)
