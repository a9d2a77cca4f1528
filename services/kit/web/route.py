"""The route class of every service: what is checked before a handler, kept after it.

Before: unknown or repeated query parameters (400), a body that is not JSON by its type (415), not
UTF-8 or not JSON (400), text the database cannot hold (422). After a POST and before its commit: the
answer is kept under its Idempotency-Key.
"""

import json
import types
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, NoReturn, Union, get_args, get_origin

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.kit.language import Text
from services.kit.problems import (
    BadRequest,
    FieldError,
    Invalid,
    InvalidQuery,
    NotFound,
    UnsupportedMediaType,
)
from services.kit.web import idempotency

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})


class Route(APIRoute):
    """An `APIRoute` with the house's conventions."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        if "POST" in (kwargs.get("methods") or ()):
            claim = Depends(idempotency.claim)
            kwargs["dependencies"] = [*(kwargs.get("dependencies") or ()), claim]
        super().__init__(path, endpoint, **kwargs)

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        parameters = dict(_query_parameters(self.dependant))
        has_body = self.body_field is not None
        is_post = "POST" in (self.methods or ())

        async def handler(request: Request) -> Response:
            if any("\0" in str(value) for value in request.path_params.values()):
                raise NotFound()
            if request.scope["query_string"]:
                _check_query(request, parameters)
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


def _query_parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Name of each query parameter, and whether it may be repeated."""
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            for name, info in annotation.model_fields.items():
                yield info.alias or name, _is_list(info.annotation)
        else:
            yield field.alias, _is_list(annotation)
    for dependency in dependant.dependencies:
        yield from _query_parameters(dependency)


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_is_list(part) for part in get_args(annotation))
    return get_origin(annotation) is list


def _check_query(request: Request, parameters: dict[str, bool]) -> None:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        where = f"/query/{name}"
        if name not in parameters:
            known = ", ".join(sorted(parameters)) or "-"
            errors.append(
                FieldError(
                    where,
                    "unknown-parameter",
                    Text(
                        f"Parameter `{name}` tidak dikenal. Yang dikenal: {known}.",
                        f"Unknown parameter `{name}`. Known: {known}.",
                    ),
                )
            )
        elif name in seen and not parameters[name]:
            errors.append(
                FieldError(
                    where,
                    "repeated-parameter",
                    Text(
                        f"Parameter `{name}` hanya boleh sekali.",
                        f"Parameter `{name}` may stand once.",
                    ),
                )
            )
        elif "\0" in value:
            errors.append(
                FieldError(
                    where,
                    "nul",
                    Text(f"`{name}` memuat karakter NUL.", f"`{name}` contains a NUL character."),
                )
            )
        seen.add(name)
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)


async def _check_body(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if media_type not in _JSON_TYPES and (body or media_type):
        raise UnsupportedMediaType(
            Text("Kirim isi sebagai application/json.", "Send the body as application/json.")
        )
    if not body:
        return
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(Text("Isi permintaan bukan UTF-8.", "The body is not UTF-8.")) from None
    try:
        # Starlette keeps the parsed value, so FastAPI does not parse it a second time.
        value = await request.json()
    except (ValueError, RecursionError):
        raise BadRequest(Text("Isi permintaan bukan JSON yang sah.", "The body is not valid JSON.")) from None
    if b"NaN" in body or b"Infinity" in body:
        json.loads(body, parse_constant=_refuse_constant)
    # Only an escape can bring in what UTF-8 text cannot hold, so the walk is rare.
    if b"\\u" in body and (errors := list(_unstorable(value, ""))):
        raise Invalid(errors[0].detail, errors=errors)


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(Text(f"{name} bukan nilai JSON.", f"{name} is not a JSON value."))


def _unstorable(value: Any, where: str) -> Iterator[FieldError]:
    if isinstance(value, dict):
        for key, inner in value.items():
            part = str(key).replace("~", "~0").replace("/", "~1")
            yield from _unstorable_text(str(key), f"{where}/{part!a}")
            yield from _unstorable(inner, f"{where}/{part}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unstorable(inner, f"{where}/{index}")
    elif isinstance(value, str):
        yield from _unstorable_text(value, where)


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
