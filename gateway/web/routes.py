"""The pages, what they load, and the API's description: an explicit list of files."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.web.files import WEB, File
from services.kit.language import Language, negotiate

DESCRIPTION = WEB.parent / "openapi.json"

_ASSETS = {
    "/static/page.css": "text/css; charset=utf-8",
    "/static/docs.js": "text/javascript; charset=utf-8",
    "/static/vendor/swagger-ui/swagger-ui.css": "text/css; charset=utf-8",
    "/static/vendor/swagger-ui/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
# They change with a release only, and an hour later everybody has the new one.
_ASSET_HEADERS = {"Cache-Control": "public, max-age=3600"}
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_NOTHING_BUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
_INDEX_POLICY = _NOTHING_BUT + "style-src 'self'; img-src data:"
_DOCS_POLICY = _NOTHING_BUT + "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"

_LINKS = {
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "readiness": "/readyz",
    "token": "/oauth/token",
    "forums": "/v1/{simpul}/forums",
    "directory": "/v1/{simpul}/directory",
    **{
        name: f"/v1/{{simpul}}/{name}"
        for name in (
            *("search", "practices", "regulations", "situations", "guides", "publications", "learning"),
            "catalog",
        )
    },
    "regions": "/v1/regions",
    "vocabularies": "/v1/vocabularies",
}


def routes() -> list[BaseRoute]:
    """A route for the index, the documentation, the description, and each file they load."""
    docs = _page("docs.html", _DOCS_POLICY)
    description = File(
        DESCRIPTION.read_bytes(),
        "application/json",
        headers={"Cache-Control": "no-cache"},
    )
    assets = {
        path: File(_read(path.removeprefix("/")), media_type, headers=_ASSET_HEADERS)
        for path, media_type in _ASSETS.items()
    }
    return [
        Route("/", _index()),
        Route("/docs", docs.answer),
        Route("/openapi.json", description.answer),
        *(Route(path, file.answer) for path, file in assets.items()),
    ]


def _index() -> Callable[[Request], Awaitable[Response]]:
    """The first page: HTML where a browser asks, JSON for everybody else."""
    vary = {"Vary": "Accept, Accept-Language"}
    pages: dict[Language, File] = {
        "id": _page("index.id.html", _INDEX_POLICY, {"Content-Language": "id", **vary}),
        "en": _page("index.en.html", _INDEX_POLICY, {"Content-Language": "en", **vary}),
    }
    document = File(
        json.dumps({"name": "Simpul", "links": _LINKS}).encode(),
        "application/json",
        headers={"Cache-Control": "no-cache", **vary},
    )

    async def index(request: Request) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return await pages[negotiate(request.headers.get("accept-language"))].answer(request)
        return await document.answer(request)

    return index


def _page(name: str, policy: str, headers: dict[str, str] | None = None) -> File:
    return File(
        _read(f"pages/{name}"),
        "text/html; charset=utf-8",
        headers={**_PAGE_HEADERS, "Content-Security-Policy": policy, **(headers or {})},
    )


def _read(name: str) -> bytes:
    return (WEB / name).read_bytes()
