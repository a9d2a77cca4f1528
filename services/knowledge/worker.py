"""Knowledge's worker: follows the registry's feed into the directory, publishes its own, compares the
directory with the registry now and then, carries what one simpul offers to the other, sweeps files.

`python -m services.knowledge.worker [--once]`; once means: consume the registry's feed to its head.
"""

import asyncio
import sys
from functools import partial

import httpx
from prometheus_client import CollectorRegistry

from services.kit import metrics, telemetry
from services.kit.db import open_databases
from services.kit.feed.follow import Follower, Projections
from services.kit.feed.lag import LagGauges
from services.kit.files import sweep
from services.kit.files.store import FileStore
from services.kit.jobs import working
from services.kit.outbound import Bounds
from services.kit.worker import Loop, publishing, run_until_stopped
from services.knowledge.directory.borders import BorderPairProjection
from services.knowledge.directory.projection import DirectoryProjection
from services.knowledge.editing import handing_over
from services.knowledge.editing import queries as editing
from services.knowledge.editing.handing_over import Carrier
from services.knowledge.jdihn import pulling
from services.knowledge.kinds import KINDS
from services.knowledge.reference.projection import ReferenceProjection
from services.knowledge.search.upkeep import analyse_stale, forgetting
from services.knowledge.settings import KnowledgeSettings
from services.knowledge.upkeep import SOURCE, Upkeep, registry_client


def projections() -> Projections:
    """What knowledge makes of the registry's feed."""
    return Projections(ReferenceProjection(), BorderPairProjection(), DirectoryProjection())


async def main(*, once: bool) -> None:
    """Run until told to stop, or once: catch up with the registry and return."""
    settings = KnowledgeSettings()
    telemetry.configure("knowledge.worker", level=settings.log_level)
    async with (
        open_databases(settings) as databases,
        httpx.AsyncClient(base_url=settings.registry_url) as http,
    ):
        client = registry_client(settings, http)
        following = [Follower(database, SOURCE, client, projections()) for database in databases.values()]
        if once:
            await asyncio.gather(*(follower.catch_up() for follower in following))
            return
        measured = CollectorRegistry()
        upkeep = Upkeep(client, measured, pause=settings.compare_seconds)
        lag = LagGauges(measured)
        loops: list[Loop] = [partial(Follower.run, follower) for follower in following]
        for database in databases.values():
            loops += [partial(upkeep.run, database), partial(lag.watch, database, SOURCE, client)]
            loops.append(partial(analyse_stale, database))
            loops.append(forgetting(database, days=settings.search_log_days))
        store = FileStore(str(settings.files_url), settings.options_of_files())
        keeping = [
            *sweep.sweeping(databases, store, editing.existing_attachments),
            handing_over.carrying(Carrier(databases, KINDS, store)),
        ]
        bounds = Bounds(
            seconds=settings.pull_seconds,
            max_bytes=settings.pull_bytes,
            opens_loopback=settings.outbound_opens_loopback,
        )
        pulls = [*working(databases, [pulling.task(bounds)]), *pulling.scheduling(databases)]
        with metrics.serving(measured, host=settings.metrics_host, port=settings.metrics_port):
            await run_until_stopped([*loops, *publishing(databases), *keeping, *pulls])


if __name__ == "__main__":
    asyncio.run(main(once="--once" in sys.argv[1:]))
