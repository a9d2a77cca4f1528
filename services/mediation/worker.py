"""Mediation's worker: publishes its feed. `python -m services.mediation.worker [--once]`."""

import asyncio
import sys

from services.kit.worker import publish_main
from services.mediation.settings import MediationSettings

if __name__ == "__main__":
    asyncio.run(publish_main("mediation.worker", MediationSettings(), once="--once" in sys.argv[1:]))
