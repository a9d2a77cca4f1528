"""Runs an application under uvicorn with the house's settings."""

import asyncio
import gc
import json
from http import HTTPStatus
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.kit import telemetry
from services.kit.ids import new_id
from services.kit.problems import BadRequest, HeadersTooLarge, Problem
from services.kit.web.envelope import API_VERSION

# Longer than a client in front of us keeps an idle connection, so that it is never the server that
# closes one just as a request comes in on it.
KEEP_ALIVE_SECONDS = 75
HEAD_BYTES = 65_536


class Protocol(HttpToolsProtocol):
    """HTTP with limits of size and time for the head of a request, which uvicorn has not.

    What cannot be parsed or is too large is refused as every other error is: by a problem. A
    head that comes too slowly, and a connection that never says a word, are closed.
    """

    head_seconds: ClassVar[float] = 10.0

    _in_head = False  # a request line or header has begun, and the head is not complete
    _in_message = False
    _chunk_bytes = 0  # of what is being parsed
    _open_bytes = 0  # of an open head, but for the piece it began in, which may hold a body's end
    _refusal: Problem | None = None
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._unset_keepalive_if_required()
        self._stop_head_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._in_message and data[:1] in (b"\r", b"\n"):
            # Empty lines before a request are allowed, but no sign of life.
            data = data.lstrip(b"\r\n")
            if not data:
                return
        began_before = self._in_head
        self._chunk_bytes = len(data)
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            self._stop_head_timer()
            return
        # Only a head that comes in pieces gets here.
        if began_before:
            self._open_bytes += len(data)
            if self._open_bytes > HEAD_BYTES:  # perhaps one header without an end
                self._refusal = HeadersTooLarge()
                self.send_400_response("")
                return
        if self._head_timer is None:
            self._start_head_timer()

    def on_message_begin(self) -> None:
        self._in_message = self._in_head = True
        self._open_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        # A head that came in one small piece, as most do, need not be measured.
        if self._head_timer is not None or self._chunk_bytes > HEAD_BYTES:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > HEAD_BYTES:
                self._refusal = HeadersTooLarge()
                raise self._refusal  # the parser stops, and send_400_response is called
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_message = False
        super().on_message_complete()

    def _start_head_timer(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        # The answer to the request before this one is not cut short; the time begins with its end.
        answering: Any = self.cycle
        if answering is not None and not answering.response_complete:
            self._start_head_timer()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse before there is a request to speak of."""
        refusal = self._refusal or BadRequest()
        self._stop_head_timer()
        identity = new_id().hex
        problem = refusal.body("id", instance="", request_id=identity)
        body = json.dumps(problem, ensure_ascii=False).encode()
        head = (
            f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\n"
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
