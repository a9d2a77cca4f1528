"""Every refusal and failure of a service, rendered as `application/problem+json`."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from psycopg import errors as pg
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SqlalchemyPoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.kit import telemetry
from services.kit.language import Text, negotiate
from services.kit.problems import (
    BadRequest,
    Conflict,
    Forbidden,
    GatewayTimeout,
    Internal,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    Problem,
    Unavailable,
    UnsupportedMediaType,
)
from services.kit.web.validation import problem_from

log = telemetry.get_logger(__name__)

# A named constraint that a write ran into, as the problem it means.
Constraints = Mapping[str, Callable[[], Problem]]

_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    413: PayloadTooLarge,
    415: UnsupportedMediaType,
}


class FieldErrorOut(BaseModel):
    """One field that is wrong."""

    pointer: str = Field(description="JSON pointer into the body; /query/... or /header/... for the rest.")
    code: str
    detail: str


class ProblemOut(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    errors: list[FieldErrorOut] = []


def problems(*raised: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The problems a route can raise, for its OpenAPI `responses`."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for problem in raised:
        described = by_status.setdefault(
            problem.status,
            {
                "description": "",
                "content": {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
                },
            },
        )
        line = f"`{problem.code}`: {problem.title.en}"
        described["description"] = "; ".join(filter(None, [described["description"], line]))
    return by_status


def render(request: Request, problem: Problem) -> Response:
    """The answer for a problem, in the language the reader asked for."""
    language = negotiate(request.headers.get("accept-language"))
    body = problem.body(language, instance=request.scope["path"], request_id=telemetry.request_id.get())
    return Response(
        json.dumps(body, ensure_ascii=False),
        problem.status,
        headers={**problem.headers, "Content-Language": language, "Vary": "Accept-Language"},
        media_type="application/problem+json",
    )


def from_database(error: BaseException, constraints: Constraints) -> Problem:
    """What a database error means to the caller."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, pg.IntegrityError):
        make = constraints.get(cause.diag.constraint_name or "")
        return make() if make else Internal()
    retry = {"Retry-After": "1"}
    if isinstance(cause, pg.LockNotAvailable | pg.DeadlockDetected | pg.SerializationFailure):
        return Conflict(
            Text(
                "Data sedang diubah pihak lain. Ulangi sebentar lagi.",
                "The data is being changed by somebody else. Try again shortly.",
            ),
            headers=retry,
        )
    if isinstance(cause, pg.QueryCanceled | pg.TransactionTimeout | pg.IdleInTransactionSessionTimeout):
        return GatewayTimeout(
            Text("Basis data terlalu lama menjawab.", "The database took too long to answer.")
        )
    if isinstance(cause, psycopg.OperationalError | PoolTimeout | SqlalchemyPoolTimeout | OSError):
        return Unavailable(
            Text(
                "Basis data tidak menjawab. Ulangi sebentar lagi.",
                "The database does not answer. Try again.",
            ),
            headers=retry,
        )
    return Internal()


def install(app: FastAPI, constraints: Constraints) -> None:
    """Register the handlers on an application."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return render(request, error)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return render(request, problem_from(error.errors()))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problem = _BY_STATUS.get(error.status_code, Internal)()
        problem.headers.update(error.headers or {})
        return render(request, problem)

    async def on_database(request: Request, error: Exception) -> Response:
        problem = from_database(error, constraints)
        if problem.status >= 500:
            log.error("database_error", status=problem.status, exc_info=error)
        return render(request, problem)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    for kind in (DBAPIError, psycopg.Error, PoolTimeout, SqlalchemyPoolTimeout):
        app.add_exception_handler(kind, on_database)
