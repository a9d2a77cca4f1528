"""`python -m gateway.identity.demo FILE`: the demonstration clients of a node that is tried out.

Only for the embedded default: a gateway that finds them in its database refuses to listen beyond
loopback. What is in FILE still holds after a second run; a secret that was lost is made anew.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import queries
from gateway.identity.clients import service
from gateway.identity.clients.service import MOST_SECRETS, Author
from gateway.identity.credentials import hash_secret
from gateway.identity.db import open_sessions
from gateway.settings import IdentitySettings
from services.kit import clock
from services.kit.simpul import SIMPUL, Simpul


@dataclass(frozen=True, slots=True)
class DemoClient:
    """One demonstration client, but for its secret."""

    client_id: str
    name: str
    role: str
    simpul: tuple[Simpul, ...]
    scopes: tuple[str, ...]
    forum: str | None = None
    provinces: tuple[str, ...] = field(default=())


_FORUM = (
    "registry:read",
    "registry:write",
    "knowledge:read",
    "knowledge:write",
    "mediation:file",
    "mediation:read",
)
_DESK = ("registry:read", "knowledge:read", "mediation:handle")
_SECRETARIAT = (
    "registry:read",
    "registry:write",
    "knowledge:read",
    "knowledge:write",
    "knowledge:publish",
    "mediation:handle",
)
CLIENTS = (
    DemoClient("forum-kartamantul", "Sistem Kartamantul", "forum", ("kabkota",), _FORUM, "kartamantul"),
    DemoClient(
        "forum-barlingmascakeb", "Sistem Barlingmascakeb", "forum", ("kabkota",), _FORUM, "barlingmascakeb"
    ),
    DemoClient(
        "forum-mitra-praja-utama",
        "Sistem Mitra Praja Utama",
        "forum",
        ("provinsi",),
        _FORUM,
        "mitra-praja-utama",
    ),
    DemoClient(
        "kemendagri",
        "Kementerian Dalam Negeri",
        "ministry",
        SIMPUL,
        ("registry:read", "knowledge:read", "mediation:file", "mediation:read", "directory:pull"),
    ),
    DemoClient(
        "gwpp-jawa-tengah",
        "Perangkat Gubernur sebagai Wakil Pemerintah Pusat, Jawa Tengah",
        "gwpp",
        ("kabkota",),
        ("registry:read", "registry:write", "knowledge:read", "mediation:file", "mediation:read"),
        provinces=("33",),
    ),
    DemoClient(
        "api-sekretariat-kabkota", "Sekretariat simpul kabkota", "secretariat", ("kabkota",), _SECRETARIAT
    ),
    DemoClient(
        "api-sekretariat-provinsi", "Sekretariat simpul provinsi", "secretariat", ("provinsi",), _SECRETARIAT
    ),
    DemoClient("api-petugas-kabkota", "Petugas mediasi kabkota", "officer", ("kabkota",), _DESK),
    DemoClient("api-petugas-kabkota-2", "Petugas mediasi kabkota, kedua", "officer", ("kabkota",), _DESK),
    DemoClient("api-petugas-provinsi", "Petugas mediasi provinsi", "officer", ("provinsi",), _DESK),
    DemoClient("api-koordinator-kabkota", "Koordinator mediasi kabkota", "coordinator", ("kabkota",), _DESK),
    DemoClient(
        "api-koordinator-provinsi", "Koordinator mediasi provinsi", "coordinator", ("provinsi",), _DESK
    ),
    DemoClient("api-mediator-kabkota", "Mediator kabkota", "mediator", ("kabkota",), _DESK),
    DemoClient("api-auditor", "Auditor", "auditor", SIMPUL, ("registry:read", "audit:read")),
    DemoClient("api-admin", "Admin node", "admin", SIMPUL, ("admin", "audit:read")),
)
AUTHOR = Author("system:demo")


class RealClient(Exception):
    """A client of this id is there and is no demonstration; the message is one sentence."""


async def provide(session: AsyncSession, known: Mapping[str, str]) -> dict[str, str]:
    """Make the clients, or set right those that are there; the secret of each by its id.

    `known` are the secrets of an earlier run: one that the database agrees with is kept. Raises
    RealClient where a client of such an id serves in earnest.
    """
    return {demo.client_id: await _provide(session, demo, known.get(demo.client_id)) for demo in CLIENTS}


async def _provide(session: AsyncSession, demo: DemoClient, known: str | None) -> str:
    wanted: dict[str, Any] = {
        "name": demo.name,
        "role": demo.role,
        "simpul": list(demo.simpul),
        "scopes": list(demo.scopes),
        "forum": demo.forum,
        "provinces": list(demo.provinces),
    }
    client = await queries.lock(session, demo.client_id)
    if client is None:
        _, _, secret = await service.register(
            session, AUTHOR, client_id=demo.client_id, values=wanted, demonstration=True
        )
        return secret
    if not client.demonstration:
        raise RealClient(f"The client {demo.client_id} is there and is no demonstration: it stays as it is.")
    await service.amend(session, AUTHOR, client, changes=wanted, require_version=lambda _: None)
    held = await queries.valid_secrets(session, demo.client_id, at=clock.now())
    if known is not None and hash_secret(known) in [secret.sha256 for secret in held]:
        return known
    # A second secret that somebody tries a rotation with stays.
    if len(held) >= MOST_SECRETS:
        await service.end_secret(session, AUTHOR, client, held[0], end_tokens=False)
    _, secret = await service.add_secret(session, AUTHOR, client)
    return secret


def render(secret_of: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The document of `demo-credentials.json`."""
    clients: list[dict[str, Any]] = [
        {
            "client_id": demo.client_id,
            "client_secret": secret_of[demo.client_id],
            "role": demo.role,
            "simpul": list(demo.simpul),
            "scopes": list(demo.scopes),
            "forum": demo.forum,
        }
        for demo in CLIENTS
    ]
    return {"clients": clients, "people": []}


def read_secrets(file: Path) -> dict[str, str]:
    """The secrets an earlier run wrote, by client; none where the file is not there or not ours."""
    try:
        document = json.loads(file.read_text())
        return {entry["client_id"]: entry["client_secret"] for entry in document["clients"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def write(file: Path, document: Mapping[str, Any]) -> None:
    """Write a file of mode 0600 that is there whole or not at all."""
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)  # one that is there already may have another mode
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(document, out, indent=2, ensure_ascii=False)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)


async def _run(url: str, file: Path) -> None:
    async with open_sessions(url) as sessions, sessions.begin() as session:
        secret_of = await provide(session, read_secrets(file))
    write(file, render(secret_of))


def main(arguments: Sequence[str]) -> int:
    """Make the clients and write the file."""
    parser = argparse.ArgumentParser(prog="gateway.identity.demo")
    parser.add_argument("file", type=Path, help="where to write the credentials (mode 0600)")
    file: Path = parser.parse_args(arguments).file
    url = str(IdentitySettings().identity_database_url)
    try:
        asyncio.run(_run(url, file))
    except RealClient as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(CLIENTS)} demonstration clients in {file}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
