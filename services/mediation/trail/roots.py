"""Takes the signed root of each legal day: one hash that stands for every row of every chain.

`python -m services.mediation.trail.roots` takes one now, beside those of the worker, in both simpul.

A root is a row of `trail_roots` and a file `<simpul>/<day>.json` in the roots folder, to be copied out of
reach of whoever keeps the database: `{"number", "simpul", "day", "taken_at", "root", "previous",
"statement", "leaves": [[case, rows, head], ...]}`. The statement is a JWS over the same but its leaves;
`previous` is the SHA-256 of the statement before it, so that no root can be left out.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.db import Database, open_databases, simpul_of
from services.mediation.settings import MediationSettings
from services.mediation.trail import queries
from services.mediation.trail.chain import Leaf, root_of
from services.mediation.trail.models import TrailRoot

TYPE = "simpul-root+jws"
# The public key that verifies the roots, in the folder above those of the simpul.
PUBLIC_KEY = "public-key.jwk"
# Of two that take a root at once one waits for the other.
_LOCK = 0x726F6F74

log = telemetry.get_logger(__name__)


class Signer:
    """Takes roots: signs them with mediation's key, and lays them down in its folder."""

    def __init__(self, key: ECKey, folder: Path) -> None:
        key.ensure_kid()
        self._key = key
        self._folder = folder

    async def take(self, database: Database, *, again: bool = False) -> TrailRoot | None:
        """Take a root of a simpul; None where the day has one already, unless asked for another."""
        folder = self._folder / database.simpul
        async with database.write.begin() as session:
            await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            last = await queries.last_root(session)
            await asyncio.to_thread(settle, folder, last)
            if last is not None and last.day == clock.today() and not again:
                return None
            leaves = await queries.heads(session)
            root = self._root(session, leaves, last)
            session.add(root)
            await asyncio.to_thread(
                _write, _pending(folder), document(root, leaves, self._told(root.statement))
            )
            # Beside the roots for convenience; who verifies keeps a copy elsewhere.
            await asyncio.to_thread(_write, self._folder / PUBLIC_KEY, self._key.as_dict(private=False))
        await asyncio.to_thread(settle, folder, root)
        return root

    def _root(self, session: AsyncSession, leaves: Sequence[Leaf], last: TrailRoot | None) -> TrailRoot:
        found, number = root_of(leaves), 1 if last is None else last.number + 1
        claims = {
            "number": number,
            "simpul": simpul_of(session),
            "day": clock.today().isoformat(),
            "taken_at": clock.now().isoformat(),
            "cases": len(leaves),
            "root": found.hex(),
            "previous": None if last is None else sha256(last.statement.encode()).hexdigest(),
        }
        statement = jws.serialize_compact(
            {"alg": "ES256", "typ": TYPE, "kid": self._key.kid},
            json.dumps(claims, sort_keys=True, separators=(",", ":")),
            self._key,
            algorithms=["ES256"],
        )
        return TrailRoot(
            number=number,
            day=clock.today(),
            taken_at=clock.now(),
            cases=len(leaves),
            root=found,
            statement=statement,
        )

    def _told(self, statement: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            jws.deserialize_compact(statement, self._key, algorithms=["ES256"]).payload
        )
        return told


def document(root: TrailRoot, leaves: Sequence[Leaf], told: Mapping[str, Any]) -> dict[str, Any]:
    """What the file of a root holds."""
    return {
        **told,
        "statement": root.statement,
        "leaves": [[str(case_id), seq, head.hex()] for case_id, seq, head in leaves],
    }


def settle(folder: Path, last: TrailRoot | None) -> None:
    """Give a file that waits for its row its name once the row is there; else it never was."""
    pending = _pending(folder)
    if not pending.exists():
        return
    waiting = json.loads(pending.read_text())
    if last is None or waiting["statement"] != last.statement:
        pending.unlink()
        return
    name = folder / f"{waiting['day']}.json"
    if name.exists():
        name = folder / f"{waiting['day']}.{waiting['number']}.json"
    pending.rename(name)


def _pending(folder: Path) -> Path:
    return folder / ".pending"


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, separators=(",", ":")))


async def take(database: Database, signer: Signer) -> None:
    """Take the day's root, if it can be had by now."""
    if (root := await signer.take(database)) is not None:
        log.info("root_taken", simpul=database.simpul, number=root.number, cases=root.cases)


def signer_of(settings: MediationSettings) -> Signer:
    """Who signs with the settings' key, into the settings' folder."""
    key = ECKey.import_key(json.loads(settings.signing_key.get_secret_value()))
    return Signer(key, settings.roots_folder)


async def main() -> None:
    """Take a root of each simpul now, and say which."""
    settings = MediationSettings()
    telemetry.configure("mediation.roots", level=settings.log_level)
    signer = signer_of(settings)
    async with open_databases(settings) as databases:
        for database in databases.values():
            root = await signer.take(database, again=True)
            assert root is not None, "it was asked for"
            sys.stdout.write(f"{database.simpul} {root.day} {root.number} {root.root.hex()}\n")


if __name__ == "__main__":
    asyncio.run(main())
