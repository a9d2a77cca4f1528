"""Requests to addresses that somebody else wrote down: public ones only, within bounds.

The name is resolved once and the connection made to what it resolved to; every redirect is judged anew. What
comes back is counted as it streams, before and after decompression. One setting opens loopback, for the
embedded default and tests.
"""

import asyncio
import ipaddress
import re
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from services.kit.language import Text

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_USUAL_PORTS: Final = frozenset({80, 443, 8080, 8443})
_CHUNK: Final = 65_536
# IPv6 that carries an IPv4 address: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380).
_CARRIERS: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
_ENDS_IN_A_NUMBER: Final = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):
    """Why nothing was had. `code` is for machines: it never changes."""

    def __init__(self, code: str, detail: Text) -> None:
        super().__init__(detail.en)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a request may go. Seconds are of the whole, redirects and all."""

    seconds: float = 60.0
    max_bytes: int = 50 * 1024 * 1024
    redirects: int = 5
    # Loopback and any port: for the embedded default and tests.
    opens_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, decompressed, and from where in the end."""

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_public(address: str, *, opens_loopback: bool = False) -> bool:
    """Whether an address is on the public internet; loopback too where that is opened."""
    try:
        ip: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if opens_loopback and ip.is_loopback:
        return True
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in carrier for carrier in _CARRIERS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local)


def check_address(url: str, *, opens_loopback: bool = False) -> URL:
    """The URL, if it may be asked at all as far as its text tells; `NotFetched` else."""
    try:
        parsed = URL(url)
        host, port = parsed.host, parsed.port
    except ValueError:
        host = port = None
    if not host or port is None or parsed.scheme not in ("http", "https"):
        raise NotFetched(
            "not-an-address", Text("Bukan alamat http atau https.", "Not an http or https address.")
        )
    if parsed.user is not None or parsed.password is not None:
        raise NotFetched(
            "credentials-in-address",
            Text("Alamat tidak boleh memuat nama pengguna.", "An address may not carry credentials."),
        )
    if port not in _USUAL_PORTS and not opens_loopback:
        raise NotFetched(
            "port-not-allowed",
            Text(f"Porta {port} tidak diizinkan.", f"Port {port} is not allowed."),
        )
    # Other spellings of IPv4 (2130706433, 0x7f.1, 0177.0.0.1, 127.1) are names to one reader and addresses to
    # another: what ends in a number is an address, or nothing (as the URL Standard has it).
    if not _is_literal(host) and _ENDS_IN_A_NUMBER.search(host):
        raise _inward(host)
    if _is_literal(host) and not is_public(host, opens_loopback=opens_loopback):
        raise _inward(host)
    return parsed


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _inward(host: str) -> NotFetched:
    return NotFetched(
        "not-public",
        Text(
            f"{host} bukan alamat publik; jaringan dalam tidak dihubungi.",
            f"{host} is no public address; inner networks are not asked.",
        ),
    )


class _PublicOnly(AbstractResolver):
    """Resolves a name to its public addresses; the connection is made to these very ones."""

    def __init__(self, *, opens_loopback: bool) -> None:
        self._opens_loopback = opens_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        addresses = [(info[0], str(info[4][0])) for info in found]
        # One inner address among public ones is how names are rebound: then none is asked.
        if not addresses or not all(
            is_public(address, opens_loopback=self._opens_loopback) for _, address in addresses
        ):
            raise _inward(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def get(url: str, bounds: Bounds, *, headers: Mapping[str, str] | None = None) -> Answer:
    """What an address answers to GET, through its redirects; `NotFetched` where nothing is had."""
    connector = aiohttp.TCPConnector(
        resolver=_PublicOnly(opens_loopback=bounds.opens_loopback), use_dns_cache=False, force_close=True
    )
    try:
        async with (
            asyncio.timeout(bounds.seconds),
            aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
            ) as session,
        ):
            return await _follow(session, url, bounds, dict(headers or {}))
    except NotFetched:
        raise
    except TimeoutError:
        raise NotFetched(
            "too-slow",
            Text(
                f"Tidak selesai dalam {bounds.seconds:g} detik.",
                f"Not done within {bounds.seconds:g} seconds.",
            ),
        ) from None
    except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
        if isinstance(refused := error.__cause__ or error.__context__, NotFetched):
            raise refused from None
        raise NotFetched(
            "not-reached",
            Text("Tidak dapat dihubungi atau jawabannya rusak.", "Not reached, or its answer is broken."),
        ) from error


async def _follow(
    session: aiohttp.ClientSession, url: str, bounds: Bounds, headers: dict[str, str]
) -> Answer:
    at = check_address(url, opens_loopback=bounds.opens_loopback)
    sent = {"Accept-Encoding": "gzip, deflate", **headers}
    for _ in range(bounds.redirects + 1):
        async with session.get(at, allow_redirects=False, headers=sent) as response:
            target = response.headers.get("Location")
            if response.status in _REDIRECTS and target:
                at = check_address(str(at.join(URL(target))), opens_loopback=bounds.opens_loopback)
                continue
            body = await _read(response, bounds.max_bytes)
            return Answer(response.status, str(at), body, dict(response.headers))
    raise NotFetched("too-many-redirects", Text("Dialihkan terlalu sering.", "Redirected too often."))


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, counted as it comes and as it unfolds."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise NotFetched(
            "unknown-encoding",
            Text(f"Pemampatan {encoding} tidak dikenal.", f"The encoding {encoding} is not known."),
        )
    unfold = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("identity", "") else None
    whole = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        while True:
            # At most one byte more than there is room for, whatever is folded into it.
            part = chunk if unfold is None else unfold.decompress(chunk, most - len(whole) + 1)
            whole += part
            if len(whole) > most:
                raise NotFetched(
                    "too-large",
                    Text(f"Lebih dari {most} bita.", f"More than {most} bytes."),
                )
            if unfold is None or not unfold.unconsumed_tail:
                break
            chunk = unfold.unconsumed_tail
    if unfold is not None and not unfold.eof:
        raise NotFetched(
            "cut-short", Text("Jawaban terputus sebelum selesai.", "The answer broke off before its end.")
        )
    return bytes(whole)
