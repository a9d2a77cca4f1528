"""The route class of every service: what is checked before a handler, kept after it.

Before: unknown or repeated query parameters (400), a body that is not JSON by its type (415), not
UTF-8 or not JSON (400). Once it is known who may: text and numbers that cannot be kept (422). After a POST
and before its commit: the answer is kept under its Idempotency-Key.
"""

import functools
import inspect
import json
import math
from collections.abc import Callable, Coroutine, Iterator
from typing import Annotated, Any, ClassVar, NoReturn

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from services.kit.language import Text
from services.kit.problems import (
    BadRequest,
    FieldError,
    Invalid,
    NotFound,
    UnsupportedMediaType,
)
from services.kit.web import idempotency
from services.kit.web.query import QueryOf, check_parameters

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_JSON_TYPES = frozenset({"application/json"})
_BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
_STORABLE = "_storable"


class Route(APIRoute):
    """An `APIRoute` with the house's conventions. `claim` is the dependency that claims a POST's key."""

    claim: ClassVar[Callable[..., Coroutine[Any, Any, None]]] = staticmethod(idempotency.claim)

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        if "POST" in (kwargs.get("methods") or ()):
            kwargs["dependencies"] = [*(kwargs.get("dependencies") or ()), Depends(self.claim)]
        if not _BODILESS.issuperset(kwargs.get("methods") or ()):
            endpoint = _with_storable_body(endpoint)
        super().__init__(path, endpoint, **kwargs)
        # A model that two dependencies ask for is one.
        parameters = [p for model in dict.fromkeys(_query_models(self.dependant)) for p in model.parameters()]
        if parameters:
            self.openapi_extra = {**(self.openapi_extra or {}), "parameters": parameters}

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        known = _query_parameters(self.dependant)
        models = list(_query_models(self.dependant))
        has_body = self.body_field is not None
        is_post = "POST" in (self.methods or ())

        async def handler(request: Request) -> Response:
            if any("\0" in str(value) for value in request.path_params.values()):
                raise NotFound()
            if request.scope["query_string"]:
                check_parameters(request, known)
            for model in models:
                model.read(request)
            if has_body:
                await _check_body(request)
            try:
                response = await handle(request)
            except idempotency.Replay as replay:
                return replay.response
            if is_post:
                await idempotency.keep(request, response)
            return response

        return handler


def _query_models(dependant: Dependant) -> Iterator[QueryOf[Any]]:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, QueryOf):
            yield dependency.call
        yield from _query_models(dependency)


def _query_parameters(dependant: Dependant) -> dict[str, bool]:
    """Name of each query parameter of a route, and whether it may be repeated."""
    known = {field.alias: False for field in dependant.query_params}
    for model in _query_models(dependant):
        known |= model.lists
    return known


async def _check_body(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if media_type not in _JSON_TYPES and (body or media_type):
        raise UnsupportedMediaType(
            Text("Kirim isi sebagai application/json.", "Send the body as application/json.")
        )
    if not body:
        return
    # JSON has no raw NUL, but UTF-16 and UTF-32 do, and Python's reader of JSON would guess them.
    if b"\0" in body or not _is_utf8(body):
        raise BadRequest(Text("Isi permintaan bukan UTF-8.", "The body is not UTF-8."))
    endless: list[str] = []

    def number(text: str) -> float:
        value = float(text)
        if math.isinf(value):
            endless.append(text)
        return value

    try:
        # FastAPI reads the body again, with Python's lenient defaults; what is strict is judged here.
        value = json.loads(
            body, parse_constant=_refuse_constant, parse_float=number, object_pairs_hook=_distinct
        )
    except (ValueError, RecursionError):
        raise BadRequest(Text("Isi permintaan bukan JSON yang sah.", "The body is not valid JSON.")) from None
    # Only an escape can bring in what UTF-8 text cannot hold, so the walk is rare.
    if endless or b"\\u" in body:
        request.state.unstorable = list(_unstorable(value, ""))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


async def _require_storable(request: Request) -> None:
    """Refuse what `_check_body` found to be what neither the database nor JSON can hold."""
    errors: list[FieldError] = getattr(request.state, "unstorable", [])
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _with_storable_body(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint with one dependency more, asked after all others.

    For 401, 403, 404 and 428 come before what is wrong with a body.
    """
    signature = inspect.signature(endpoint)
    if _STORABLE in signature.parameters:
        return endpoint
    last = inspect.Parameter(
        _STORABLE, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[None, Depends(_require_storable)]
    )

    @functools.wraps(endpoint)
    async def checked(**values: Any) -> Any:
        del values[_STORABLE]
        return await endpoint(**values)

    parameters = [*signature.parameters.values(), last]
    checked.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return checked


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: of two with one name nobody knows which was meant."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadRequest(
            Text("Sebuah nama berulang dalam satu objek JSON.", "A name is repeated within a JSON object.")
        )
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(Text(f"{name} bukan nilai JSON.", f"{name} is not a JSON value."))


def _unstorable(value: Any, where: str) -> Iterator[FieldError]:
    if isinstance(value, dict):
        for key, inner in value.items():
            # A lone surrogate in a key must not end up in the answer, which is UTF-8.
            readable = str(key).encode("utf-8", "backslashreplace").decode()
            below = f"{where}/{readable.replace('~', '~0').replace('/', '~1')}"
            yield from _unstorable_text(str(key), below)
            yield from _unstorable(inner, below)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unstorable(inner, f"{where}/{index}")
    elif isinstance(value, str):
        yield from _unstorable_text(value, where)
    elif isinstance(value, float) and math.isinf(value):
        # `1e999`: JSON can write it, and nobody can read it.
        yield FieldError(
            where, "finite-number", Text("Harus bilangan terhingga.", "Must be a finite number.")
        )


def _unstorable_text(text: str, where: str) -> Iterator[FieldError]:
    if "\0" in text:
        yield FieldError(
            where, "nul", Text("Teks memuat karakter NUL.", "The text contains a NUL character.")
        )
    elif any("\ud800" <= character <= "\udfff" for character in text):
        yield FieldError(
            where,
            "lone-surrogate",
            Text("Teks bukan Unicode yang sah.", "The text is not valid Unicode."),
        )
