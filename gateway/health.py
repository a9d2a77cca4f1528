"""Whether the gateway serves, and which service behind it is down."""

import asyncio
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from gateway.identity.standing import Standing
from gateway.proxy import Proxy

# However often somebody asks, services are asked once in this time.
FRESH_SECONDS = 1.0

State = Literal["up", "down"]
router = APIRouter(tags=["health"])


class AliveOut(BaseModel):
    """The process answers."""

    status: Literal["up"]


class ReadyOut(BaseModel):
    """Down only where no service is up; degraded where one is down, or the database of identity."""

    status: Literal["up", "degraded", "down"]
    services: dict[str, State]
    identity: State


class Health:
    """Asks the services, all at once, and remembers for a moment what they said."""

    def __init__(self, proxy: Proxy, standing: Standing) -> None:
        self._proxy = proxy
        self._standing = standing
        self._lock = asyncio.Lock()
        self._services: dict[str, State] = {}
        self._fresh_until = 0.0

    async def report(self) -> ReadyOut:
        """The state of everything the gateway needs."""
        async with self._lock:
            if time.monotonic() >= self._fresh_until:
                self._services = await self._ask()
                self._fresh_until = time.monotonic() + FRESH_SECONDS
        services = dict(self._services)
        identity: State = "up" if self._standing.is_known else "down"
        states = {*services.values(), identity}
        if "up" not in services.values():
            return ReadyOut(status="down", services=services, identity=identity)
        return ReadyOut(status="degraded" if "down" in states else "up", services=services, identity=identity)

    async def _ask(self) -> dict[str, State]:
        names = list(self._proxy.services)
        answers = await asyncio.gather(*map(self._proxy.is_up, names))
        return {name: "up" if up else "down" for name, up in zip(names, answers, strict=True)}


async def _of(request: Request) -> Health:
    health: Health = request.app.state.health
    return health


@router.get("/healthz", response_model=AliveOut)
async def read_liveness() -> Response:
    """200 while this process serves."""
    return _uncached({"status": "up"})


@router.get("/readyz", response_model=ReadyOut, responses={503: {"model": ReadyOut}})
async def read_readiness(health: Annotated[Health, Depends(_of)]) -> Response:
    """Which service is down. 200 while one of them serves, else 503."""
    report = await health.report()
    return _uncached(report.model_dump(), status=503 if report.status == "down" else 200)


def _uncached(document: object, status: int = 200) -> Response:
    return JSONResponse(document, status, headers={"Cache-Control": "no-store"})
