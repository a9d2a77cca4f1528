"""Actors as tests know them, and a client that speaks as one."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from services.kit.actor import ANONYMOUS, Actor, bindings
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner

RW = frozenset({"registry:read", "registry:write", "knowledge:read", "knowledge:write"})


def client_actor(name: str, role: str, *, scopes: frozenset[str] = RW, **bound: list[str]) -> Actor:
    """A system's actor: `client_actor("forum-x", "forum", forum=["x"])`."""
    bound_to = frozenset[tuple[str, str]]()
    for kind, values in bound.items():
        bound_to |= bindings(kind, values)
    return Actor(f"client:{name}", frozenset({role}), scopes, bound_to)


SECRETARIAT = client_actor("api-sekretariat", "secretariat", scopes=RW | {"knowledge:publish"})
KARTAMANTUL = client_actor("forum-kartamantul", "forum", forum=["kartamantul"])
OTHER_FORUM = client_actor("forum-barlingmascakeb", "forum", forum=["barlingmascakeb"])
MINISTRY = client_actor("kemendagri", "ministry", scopes=frozenset({"registry:read", "directory:pull"}))
GWPP_JATENG = client_actor("gwpp-jawa-tengah", "gwpp", province=["33"])
GWPP_DIY = client_actor("gwpp-diy", "gwpp", province=["34"])
DESK = frozenset({"mediation:handle"})
OFFICER = client_actor("api-petugas", "officer", scopes=DESK)
OTHER_OFFICER = client_actor("api-petugas-2", "officer", scopes=DESK)
COORDINATOR = client_actor("api-koordinator", "coordinator", scopes=DESK)
MEDIATOR = client_actor("api-mediator", "mediator", scopes=DESK)
AUDITOR = Actor("person:auditor", frozenset({"auditor"}), frozenset({"registry:read", "audit:read"}))
READ_ONLY_SECRETARIAT = client_actor("baca", "secretariat", scopes=frozenset({"registry:read"}))

__all__ = ["ANONYMOUS"]


@dataclass(frozen=True)
class Caller:
    """Asks one service as one actor in one simpul, with the token the gateway would send."""

    http: httpx.AsyncClient
    signer: InternalSigner
    audience: str
    actor: Actor
    simpul: Simpul

    def as_(self, actor: Actor, simpul: Simpul | None = None) -> "Caller":
        return Caller(self.http, self.signer, self.audience, actor, simpul or self.simpul)

    async def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **arguments: Any
    ) -> httpx.Response:
        token = self.signer.mint(self.actor, self.simpul, self.audience)
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        return await self.http.request(method, path, headers=sent, **arguments)

    async def get(self, path: str, **arguments: Any) -> httpx.Response:
        return await self.request("GET", path, **arguments)

    async def post(self, path: str, body: object, **arguments: Any) -> httpx.Response:
        return await self.send("POST", path, body, **arguments)

    async def send(self, method: str, path: str, body: object, **arguments: Any) -> httpx.Response:
        # ASCII with escapes, so that a test can send what UTF-8 cannot hold.
        headers = {"Content-Type": "application/json"} | arguments.pop("headers", {})
        content = json.dumps(body).encode()
        return await self.request(method, path, content=content, headers=headers, **arguments)

    async def delete(self, path: str, *, etag: str | None = None) -> httpx.Response:
        return await self.request("DELETE", path, headers={"If-Match": etag} if etag else {})

    async def patch(self, path: str, body: object, *, etag: str | None, **arguments: Any) -> httpx.Response:
        headers = arguments.pop("headers", {}) | ({"If-Match": etag} if etag else {})
        return await self.send("PATCH", path, body, headers=headers, **arguments)


def http_for(app: FastAPI) -> httpx.AsyncClient:
    """A client straight into an application; what escapes it is an answer, as over a socket."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://service")
