"""One real node for all journeys of a test process."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.node import Node


@pytest.fixture(scope="session")
async def node() -> AsyncIterator[Node]:
    """A running node with the real forums."""
    with tempfile.TemporaryDirectory(prefix="simpul-journey-") as folder:
        started = Node(Path(folder) / "home")
        await started.start()
        yield started
        started.stop()
