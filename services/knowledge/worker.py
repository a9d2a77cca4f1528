"""Knowledge's worker: follows the registry's feed into the directory, publishes its own.

`python -m services.knowledge.worker [--once]`; once means: consume the registry's feed to its head.
"""

import asyncio
import json
import sys
from functools import partial

import httpx
from joserfc.jwk import ECKey

from services.kit import telemetry
from services.kit.clients import ServiceClient
from services.kit.db import Databases, open_databases
from services.kit.feed.follow import Follower, Projections
from services.kit.tokens import InternalSigner
from services.kit.worker import Loop, publishing, run_until_stopped
from services.knowledge.app import NAME
from services.knowledge.directory.borders import BorderPairProjection
from services.knowledge.directory.projection import DirectoryProjection
from services.knowledge.reference.projection import ReferenceProjection
from services.knowledge.settings import KnowledgeSettings

SOURCE = "registry"


def projections() -> Projections:
    """What knowledge makes of the registry's feed."""
    return Projections(ReferenceProjection(), BorderPairProjection(), DirectoryProjection())


def followers(settings: KnowledgeSettings, http: httpx.AsyncClient, databases: Databases) -> list[Follower]:
    """One follower of the registry for each simpul."""
    key = ECKey.import_key(json.loads(settings.signing_key.get_secret_value()))
    client = ServiceClient(http, InternalSigner(NAME, key), name=NAME, audience=SOURCE)
    return [Follower(database, SOURCE, client, projections()) for database in databases.values()]


async def main(*, once: bool) -> None:
    """Run until told to stop, or once: catch up with the registry and return."""
    settings = KnowledgeSettings()
    telemetry.configure("knowledge.worker", level=settings.log_level)
    async with (
        open_databases(settings) as databases,
        httpx.AsyncClient(base_url=settings.registry_url) as http,
    ):
        following = followers(settings, http, databases)
        if once:
            await asyncio.gather(*(follower.catch_up() for follower in following))
            return
        loops: list[Loop] = [partial(Follower.run, follower) for follower in following]
        await run_until_stopped([*loops, *publishing(databases)])


if __name__ == "__main__":
    asyncio.run(main(once="--once" in sys.argv[1:]))
