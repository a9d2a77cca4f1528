"""How a service reads another one: HTTP with an internal token of its own."""

from collections.abc import Mapping

import httpx

from services.kit.actor import service_actor
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner


class ServiceClient:
    """Reads `/internal/...` of one service, as the service `name`."""

    def __init__(self, http: httpx.AsyncClient, signer: InternalSigner, *, name: str, audience: str) -> None:
        self._http = http
        self._signer = signer
        self._actor = service_actor(name)
        self._audience = audience

    async def get(
        self, path: str, simpul: Simpul, parameters: Mapping[str, str | float], *, seconds: float
    ) -> httpx.Response:
        """One GET within `seconds`; the caller judges the status.

        Raises `httpx.HTTPError` where there is no answer.
        """
        token = self._signer.mint(self._actor, simpul, self._audience)
        return await self._http.get(
            path,
            params=dict(parameters),
            headers={"Authorization": f"Bearer {token}"},
            timeout=seconds,
        )
