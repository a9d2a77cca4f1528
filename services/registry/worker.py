"""The registry's worker: publishes its feed. `python -m services.registry.worker [--once]`."""

import asyncio
import sys

from services.kit.worker import publish_main
from services.registry.settings import RegistrySettings

if __name__ == "__main__":
    asyncio.run(publish_main("registry.worker", RegistrySettings(), once="--once" in sys.argv[1:]))
