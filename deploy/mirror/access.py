"""How the mirror is let in: OAuth 2.0 client credentials, a token used until it is refused."""

from collections.abc import AsyncGenerator

import httpx


class ClientCredentials(httpx.Auth):
    """Fetches an access token when there is none, or when the node no longer takes the one it has."""

    def __init__(self, node: str, client_id: str, secret: str) -> None:
        self._token_url = f"{node}/oauth/token"
        self._basic = httpx.BasicAuth(client_id, secret)
        self._token: str | None = None

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Ask with the token; on a 401 once more, with a new one."""
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
            response = yield request
            if response.status_code != 401:
                return
        asking = httpx.Request("POST", self._token_url, data={"grant_type": "client_credentials"})
        answer = yield next(self._basic.sync_auth_flow(asking))
        await answer.aread()
        answer.raise_for_status()
        self._token = answer.json()["access_token"]
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
