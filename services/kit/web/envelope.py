"""The outermost layer of an application: request id, log line, and no exception that escapes."""

import re
import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit import telemetry
from services.kit.ids import new_id
from services.kit.problems import Internal
from services.kit.web.problems import render

API_VERSION = "1"
SLOW_SECONDS = 1.0
_ACCEPTABLE_ID = re.compile(rb"[A-Za-z0-9._:-]{8,128}")
_OWN_HEADERS = (b"x-request-id", b"api-version")

log = telemetry.get_logger(__name__)


class Envelope:
    """Pure ASGI middleware. An id that came in is kept where it is harmless, else one is made."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        offered = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        identity = offered.decode() if _ACCEPTABLE_ID.fullmatch(offered) else new_id().hex
        own = [(b"x-request-id", identity.encode()), (b"api-version", API_VERSION.encode())]
        token = telemetry.request_id.set(identity)
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                kept = [header for header in message["headers"] if header[0] not in _OWN_HEADERS]
                message = {**message, "headers": kept + own}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            # Nobody is there any more to be answered.
            log.info("client_left", method=scope["method"], path=scope["path"])
        except Exception:
            log.exception("unhandled_error", method=scope["method"], path=scope["path"])
            if status:
                raise
            await render(Request(scope, receive), Internal())(scope, receive, send_with_headers)
        finally:
            elapsed = time.perf_counter() - began
            # Reads in good order are too many to log; a feed that waits for a change is not slow.
            is_slow = elapsed > SLOW_SECONDS and not scope["path"].startswith("/internal/")
            if scope["method"] != "GET" or status >= 500 or is_slow:
                log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round(elapsed * 1000, 1),
                )
            telemetry.request_id.reset(token)
