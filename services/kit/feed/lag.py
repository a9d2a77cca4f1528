"""How far a consumer is behind its source, as a metric."""

import asyncio
from datetime import datetime

import httpx
from prometheus_client import CollectorRegistry, Gauge

from services.kit import clock, telemetry
from services.kit.clients import ServiceClient
from services.kit.db import DATABASE_IS_AWAY, Database
from services.kit.feed.follow import held_cursor

LOOK_SECONDS = 5.0

log = telemetry.get_logger(__name__)


class LagGauges:
    """Positions behind and the age of the oldest change that is lacking, by source and simpul."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("source", "simpul")
        self._behind = Gauge(
            "simpul_feed_lag_positions",
            "Positions of the source's feed that were not applied yet.",
            labels,
            registry=registry,
        )
        self._age = Gauge(
            "simpul_feed_lag_seconds",
            "Age of the oldest change of the source that was not applied yet; 0 where there is none.",
            labels,
            registry=registry,
        )
        self._up = Gauge(
            "simpul_feed_source_up", "Whether the source could be asked.", labels, registry=registry
        )

    async def look(self, database: Database, source: str, client: ServiceClient) -> None:
        """Ask the source how far its consumer in `database` is behind."""
        labels = (source, database.simpul)
        try:
            cursor = await held_cursor(database, source)
            given = {"after": str(cursor)} if cursor else {}
            path = f"/internal/{database.simpul}/feed/lag"
            answer = await client.get(path, database.simpul, given, seconds=10)
            if answer.status_code == httpx.codes.GONE:
                # Another epoch: it has everything still to read.
                answer = await client.get(path, database.simpul, {}, seconds=10)
            told = answer.raise_for_status().json()
        except (httpx.HTTPError, *DATABASE_IS_AWAY) as error:
            log.debug("lag_unknown", simpul=database.simpul, source=source, error=type(error).__name__)
            self._up.labels(*labels).set(0)
            return
        oldest = told["oldest_at"] and datetime.fromisoformat(told["oldest_at"])
        self._up.labels(*labels).set(1)
        self._behind.labels(*labels).set(told["behind"])
        self._age.labels(*labels).set(max((clock.now() - oldest).total_seconds(), 0) if oldest else 0)

    async def watch(
        self, database: Database, source: str, client: ServiceClient, stop: asyncio.Event
    ) -> None:
        """Look every few seconds for as long as the worker lives."""
        while not stop.is_set():
            await self.look(database, source, client)
            try:
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue
