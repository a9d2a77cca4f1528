"""One real node for all journeys of a test process."""

from collections.abc import AsyncIterator

import pytest

from tests.support.node import Node, node_home


@pytest.fixture(scope="session")
async def node() -> AsyncIterator[Node]:
    """A running node with the real forums."""
    with node_home() as home:
        started = Node(home)
        await started.start()
        yield started
        started.stop()
