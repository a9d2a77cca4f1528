"""The registry's worker: publishes its feed, does imports, sweeps files.

`python -m services.registry.worker [--once]`; once means: publish what is pending.
"""

import asyncio
import sys

from services.kit import telemetry
from services.kit.db import open_databases
from services.kit.feed import publisher
from services.kit.files import sweep
from services.kit.files.store import FileStore
from services.kit.jobs import working
from services.kit.worker import publishing, run_until_stopped
from services.registry.bulk import work
from services.registry.bulk.limits import limits_of
from services.registry.files import queries as files
from services.registry.settings import RegistrySettings


async def main(*, once: bool) -> None:
    """Run until told to stop, or once: publish what is pending and return."""
    settings = RegistrySettings()
    telemetry.configure("registry.worker", level=settings.log_level)
    async with open_databases(settings) as databases:
        if once:
            for database in databases.values():
                await publisher.publish_pending(database)
            return
        store = FileStore(str(settings.files_url), settings.options_of_files())
        limits = limits_of(settings)
        doing = working(databases, [work.task(limits)])
        sweeping = [
            *sweep.sweeping(databases, store, files.existing),
            *work.sweeping(databases, limits),
        ]
        await run_until_stopped([*publishing(databases), *doing, *sweeping])


if __name__ == "__main__":
    asyncio.run(main(once="--once" in sys.argv[1:]))
