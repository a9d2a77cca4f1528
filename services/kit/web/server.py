"""Runs an application under uvicorn with the house's settings."""

import uvicorn
from starlette.types import ASGIApp

from services.kit import telemetry


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
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=server_headers,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_graceful_shutdown=10,
    )
