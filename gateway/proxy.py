"""Passes requests to services and their answers back, as bytes.

Only the headers named here go to a service; who asks is said by an internal token and by nothing
that came from outside. Bodies are streamed both ways. A read is asked again once when its pooled
connection turns out dead, a write never. When the caller goes away the service's work is cancelled.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import (
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from multidict import CIMultiDict, istr
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.identity.tokens import Caller
from gateway.routing import Target
from gateway.settings import GatewaySettings
from gateway.uploads import ClientGone, ClientTooSlow, Upload, too_large
from gateway.watch import Watch, Watchman
from services.kit import telemetry
from services.kit.actor import service_actor
from services.kit.language import Text
from services.kit.problems import BadGateway, GatewayTimeout, UnsupportedMediaType
from services.kit.simpul import Simpul
from services.kit.tokens import InternalSigner

ISSUER = "gateway"
# Shorter than the 75 seconds after which a service closes an idle connection, so that a write
# seldom meets one that is just closing.
KEEP_ALIVE_SECONDS = 60.0

_PASSED = {
    name.lower().encode(): istr(name)
    for name in (
        "Accept",
        "Accept-Language",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Prefer",
        "Range",
        "Traceparent",
        "Tracestate",
    )
}
# What concerns one connection only (RFC 9110, section 7.6.1), or is the gateway's own to say.
_KEPT_BACK = frozenset(
    {
        b"api-version",
        b"connection",
        b"date",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"server",
        b"set-cookie",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-request-id",
    }
)
# Said aloud, or the client library would say something else. Compression is the gateway's own.
_DEFAULTS = CIMultiDict({"Accept-Encoding": "identity", "User-Agent": "simpul-gateway"})
_ACCEPT, _AUTHORIZATION = istr("Accept"), istr("Authorization")
_LENGTH, _REQUEST_ID = istr("Content-Length"), istr("X-Request-ID")

log = telemetry.get_logger(__name__)


class _WriteFailed(Exception):
    """A write met a dead connection. Not an error of the client library, which would send it again."""


class Proxy:
    """The services behind the gateway."""

    def __init__(self, settings: GatewaySettings, signer: InternalSigner) -> None:
        self.services: Mapping[str, str] = settings.service_urls()
        self._settings = settings
        self._signer = signer
        self._http: ClientSession | None = None
        self._watchman: Watchman | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Hold the pool of connections for as long as the block runs."""
        settings = self._settings
        self._watchman = Watchman(silence=settings.read_timeout)
        async with ClientSession(
            connector=TCPConnector(limit=settings.upstream_connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
            # Silence is the watchman's business: a timer per request would cost more.
            timeout=ClientTimeout(total=None, connect=settings.connect_timeout),
            # The default jar would give one caller's cookies to the next.
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
        ) as self._http:
            yield

    async def is_up(self, service: str) -> bool:
        """Whether a service says that it is well."""
        assert self._http is not None, "the proxy is not open"
        timeout = ClientTimeout(total=self._settings.health_timeout)
        try:
            async with self._http.get(f"{self.services[service]}/healthz", timeout=timeout) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError):
            return False

    async def ask(self, service: str, simpul: Simpul, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """Ask a service as the gateway itself: a POST to `/internal/...`; the status and the JSON answer."""
        token = self._signer.mint(service_actor(ISSUER), simpul, service)
        headers = _DEFAULTS.copy()
        headers[_AUTHORIZATION] = f"Bearer {token}"
        headers[_REQUEST_ID] = telemetry.request_id.get()
        headers["Content-Type"] = "application/json"
        url = URL(f"{self.services[service]}/internal/{simpul}{path}", encoded=True)
        try:
            async with asyncio.timeout(self._settings.read_timeout):
                answer = await self._ask(service, "POST", url, headers, json.dumps(body).encode())
                async with answer:
                    told: dict[str, Any] = await answer.json(content_type=None)
                    return answer.status, told
        except TimeoutError as error:
            raise _timed_out(service) from error

    async def forward(
        self, scope: Scope, receive: Receive, send: Send, *, target: Target, path: str, caller: Caller
    ) -> None:
        """Ask the service, and pass its answer on. Raises a `Problem` where no answer has begun."""
        token = self._signer.mint(caller.actor, target.simpul or caller.default_simpul, target.service)
        headers = _DEFAULTS.copy()
        headers[_AUTHORIZATION] = f"Bearer {token}"
        headers[_REQUEST_ID] = telemetry.request_id.get()
        length: int | None = None
        has_body = False
        for name, value in scope["headers"]:
            passed = _PASSED.get(name)
            if passed is not None:
                headers.add(passed, value.decode("latin-1"))
            elif name == b"content-length":
                length = int(value)
                has_body = length > 0
            elif name == b"transfer-encoding":
                has_body = True
            elif name == b"content-encoding" and value.lower() != b"identity":
                raise UnsupportedMediaType(
                    Text("Kirim isi tanpa pemampatan.", "Send the body without compression.")
                )
        if _ACCEPT not in headers:
            headers[_ACCEPT] = "*/*"
        settings = self._settings
        limit = settings.document_limit if target.takes_document else settings.body_limit
        if length is not None and length > limit:
            raise too_large(limit)

        query = scope["query_string"]
        address = f"{self.services[target.service]}{path}"
        url = URL(f"{address}?{query.decode('latin-1')}" if query else address, encoded=True)
        # Services answer GET; the head of that answer is the answer to HEAD.
        head = scope["method"] == "HEAD"
        method = "GET" if head else scope["method"]
        assert self._watchman is not None, "the proxy is not open"
        watch = Watch(self._watchman, receive)
        answer: ClientResponse | None = None
        watch.begin()
        try:
            if has_body and method != "GET":
                upload = Upload(receive, limit=limit, on_end=watch.listen)
                answer = await self._ask_with_body(target.service, method, url, headers, upload, length)
            else:
                watch.listen()
                answer = await self._ask(target.service, method, url, headers)
            await _pass_back(answer, send, watch, service=target.service, head=head)
        except ClientGone:
            log.debug("client_gone", service=target.service)
        except asyncio.CancelledError:
            if watch.verdict is None:
                raise
            log.info("request_ended", service=target.service, because=watch.verdict)
            if watch.verdict == "silent" and answer is None:
                raise _timed_out(target.service) from None
        finally:
            watch.end()

    async def _ask(
        self,
        service: str,
        method: str,
        url: URL,
        headers: CIMultiDict[str],
        data: bytes | AsyncIterator[bytes] | None = None,
        upload: Upload | None = None,
    ) -> ClientResponse:
        assert self._http is not None, "the proxy is not open"
        is_write = method != "GET"
        try:
            answer = await self._http.request(
                method,
                url,
                headers=headers,
                data=data,
                allow_redirects=False,
                # A body without a type stays without one.
                skip_auto_headers=("Content-Type",) if is_write else None,
                middlewares=(_never_again,) if is_write else None,
            )
        except TimeoutError as error:
            log.warning("service_timeout", service=service, error=type(error).__name__)
            raise _timed_out(service) from error
        except (ClientError, OSError, _WriteFailed) as error:
            if upload is not None and upload.failure is not None:
                # What went wrong on the caller's side came back as a broken connection.
                raise upload.failure from None
            log.warning("service_down", service=service, error=type(error.__cause__ or error).__name__)
            raise _down(service) from error
        if answer.status == 401 and _refuses_our_token(answer):
            answer.close()
            log.error("internal_token_refused", service=service)
            raise _down(service)
        return answer

    async def _ask_with_body(
        self,
        service: str,
        method: str,
        url: URL,
        headers: CIMultiDict[str],
        upload: Upload,
        length: int | None,
    ) -> ClientResponse:
        try:
            async with asyncio.timeout(self._settings.upload_timeout):
                first = await upload.first()
                if upload.is_complete:
                    return await self._ask(service, method, url, headers, first)
                if length is not None:
                    headers[_LENGTH] = str(length)
                return await self._ask(service, method, url, headers, upload.stream(first), upload)
        except TimeoutError:
            raise _timed_out(service) if upload.is_complete else ClientTooSlow() from None


def _down(service: str) -> BadGateway:
    return BadGateway(
        Text(
            f"Layanan {service} tidak menjawab. Ulangi sebentar lagi.",
            f"The service {service} does not answer. Try again shortly.",
        ),
        headers={"Retry-After": "1"},
    )


def _timed_out(service: str) -> GatewayTimeout:
    return GatewayTimeout(
        Text(f"Layanan {service} terlalu lama menjawab.", f"The service {service} took too long to answer.")
    )


async def _never_again(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Keep the client library from sending a PUT or DELETE a second time on its own."""
    try:
        return await send(request)
    except (ClientOSError, ServerDisconnectedError) as error:
        raise _WriteFailed from error


def _refuses_our_token(answer: ClientResponse) -> bool:
    """Whether a 401 is about our internal token, which is nothing the caller could mend."""
    return 'error="invalid_token"' in answer.headers.get("WWW-Authenticate", "")


def _returned(headers: Iterable[tuple[bytes, bytes]], status: int) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that reach the caller."""
    kept_back: set[bytes] | frozenset[bytes] = _KEPT_BACK
    for name, value in headers:
        if name.lower() == b"connection":
            kept_back = kept_back | {option.strip().lower() for option in value.split(b",")}
    if status in (204, 304):
        # A length without a body is allowed there, and would be waited for.
        kept_back = kept_back | {b"content-length"}
    return [(name, value) for name, value in headers if name.lower() not in kept_back]


async def _pass_back(answer: ClientResponse, send: Send, watch: Watch, *, service: str, head: bool) -> None:
    """Pass an answer on. One that breaks off cannot be mended: the caller's connection is closed."""
    content = answer.content
    try:
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": _returned(answer.raw_headers, answer.status),
            }
        )
        if head:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        watch.hear()
        more = not head
        while more:
            chunk = await content.readany()
            more = not content.at_eof()
            watch.rest()
            await send({"type": "http.response.body", "body": chunk, "more_body": more})
            watch.hear()
    except (ClientError, TimeoutError) as error:
        log.warning("answer_cut_short", service=service, error=type(error).__name__)
    finally:
        answer.close()
