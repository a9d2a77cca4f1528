"""Runs an application under uvicorn with the house's settings."""

import gc
import json

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.kit import telemetry
from services.kit.ids import new_id
from services.kit.problems import BadRequest
from services.kit.web.envelope import API_VERSION

# Longer than a client in front of us keeps an idle connection, so that it is never the server that
# closes one just as a request comes in on it.
KEEP_ALIVE_SECONDS = 75


class Protocol(HttpToolsProtocol):
    """HTTP that cannot be parsed at all is refused as every other error is: by a problem."""

    def send_400_response(self, msg: str) -> None:
        """Refuse before there is a request to speak of."""
        identity = new_id().hex
        problem = BadRequest().body("id", instance="", request_id=identity)
        body = json.dumps(problem, ensure_ascii=False).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            "content-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\n"
            f"x-request-id: {identity}\r\n"
            f"api-version: {API_VERSION}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def serve(
    app: ASGIApp,
    *,
    process: str,
    host: str,
    port: int,
    log_level: str,
    server_headers: bool = False,
    forwarded_allow_ips: str | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way (10 s at most).

    Services leave `server` and `date` to the gateway: two headers fewer to copy per answer.
    """
    telemetry.configure(process, level=log_level)
    # What was made up to here stays until the end. Without this the collector walks through all of
    # it now and then, and every request of that moment waits 100 ms.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=server_headers,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
    )
