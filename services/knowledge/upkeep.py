"""Keeps the directory as the registry has it.

`python -m services.knowledge.upkeep report|repair|rebuild`: compare every entry with the registry, put right
what differs, or render every entry again; all of it while the directory serves. Prints what was found. Ends
with 0, with 1 where `report` found something, with 2 where the registry could not be followed to its end.
"""

import asyncio
import json
import sys
from typing import get_args

import httpx
from joserfc.jwk import ECKey
from prometheus_client import CollectorRegistry, Counter, Gauge

from services.kit import telemetry
from services.kit.clients import ServiceClient
from services.kit.db import DATABASE_IS_AWAY, Database, open_databases
from services.kit.tokens import InternalSigner
from services.knowledge.directory.reconciliation import Act, Findings, NotFollowed, is_outdated, reconcile
from services.knowledge.settings import NAME, KnowledgeSettings

SOURCE = "registry"
RETRY_SECONDS = 5.0

log = telemetry.get_logger(__name__)


def registry_client(settings: KnowledgeSettings, http: httpx.AsyncClient) -> ServiceClient:
    """Knowledge as a reader of the registry's internal routes."""
    key = ECKey.import_key(json.loads(settings.signing_key.get_secret_value()))
    return ServiceClient(http, InternalSigner(NAME, key), name=NAME, audience=SOURCE)


class Upkeep:
    """Renders again what is of another shape, then compares now and then."""

    def __init__(self, client: ServiceClient, metrics: CollectorRegistry, *, pause: float) -> None:
        self._client, self._pause = client, pause
        self._faults = Counter(
            "simpul_directory_faults",
            "Entries found missing, different or extra when compared with the registry, and put right.",
            ("simpul",),
            registry=metrics,
        )
        self._compared = Gauge(
            "simpul_directory_compared_timestamp_seconds",
            "When the directory was last compared with the registry to its end.",
            ("simpul",),
            registry=metrics,
        )

    async def run(self, database: Database, stop: asyncio.Event) -> None:
        """At start only where a release renders another shape; from then on each `pause` seconds."""
        wait = 0.0 if await self._is_outdated(database) else self._pause
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), wait)
            except TimeoutError:
                wait = self._pause if await self.compare(database) else RETRY_SECONDS

    async def compare(self, database: Database) -> bool:
        """Compare and put right; False where the registry or the database is away, to be tried again soon."""
        try:
            findings = await reconcile(database, self._client, SOURCE, act="repair")
        except (NotFollowed, httpx.HTTPError, *DATABASE_IS_AWAY) as error:
            log.info("directory_not_compared", simpul=database.simpul, error=type(error).__name__)
            return False
        except Exception:
            # What cannot be compared holds up the comparison and nobody else; the next one may come further.
            log.exception("directory_comparison_failed", simpul=database.simpul)
            return True
        self._faults.labels(database.simpul).inc(findings.faults)
        self._compared.labels(database.simpul).set_to_current_time()
        tell = log.warning if findings.faults else log.info
        tell("directory_compared", simpul=database.simpul, **_told(findings))
        return True

    async def _is_outdated(self, database: Database) -> bool:
        try:
            return await is_outdated(database)
        except DATABASE_IS_AWAY:
            return True  # then looking is worth it


def _told(findings: Findings) -> dict[str, int | list[str]]:
    named = {name: getattr(findings, name)[:20] for name in ("missing", "different", "extra")}
    return {"forums": findings.forums, "outdated": findings.outdated, "faults": findings.faults, **named}


async def main(act: Act) -> int:
    """One pass over both simpul."""
    settings = KnowledgeSettings()
    telemetry.configure("knowledge.upkeep", level=settings.log_level)
    async with (
        open_databases(settings) as databases,
        httpx.AsyncClient(base_url=settings.registry_url) as http,
    ):
        client, faults = registry_client(settings, http), 0
        for simpul, database in databases.items():
            try:
                findings = await reconcile(database, client, SOURCE, act=act)
            except (NotFollowed, httpx.HTTPError) as error:
                log.warning("directory_not_compared", simpul=simpul, error=type(error).__name__)
                return 2
            faults += findings.faults
            log.info("directory_compared", simpul=simpul, act=act, **_told(findings))
    return 1 if faults and act == "report" else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in get_args(Act):
        sys.exit(__doc__)
    sys.exit(asyncio.run(main(sys.argv[1])))  # type: ignore[arg-type]
