"""Clients whose access has ended, as this process last saw them.

Access tokens live ten minutes and are not looked up. So that a disabled client stops within two
seconds, each process asks for the disabled ones every second, aside from the requests.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from gateway.identity import queries
from gateway.identity.db import Sessions
from services.kit import telemetry

REFRESH_SECONDS = 1.0
ANSWER_SECONDS = 5.0

log = telemetry.get_logger(__name__)


class DisabledClients:
    """Ids of disabled clients. `on_disabled` hears of each that is new, to drop what it held."""

    def __init__(self, *, on_disabled: Callable[[str], None]) -> None:
        self._on_disabled = on_disabled
        self._ids: frozenset[str] = frozenset()
        self.is_known = False

    def __contains__(self, client_id: object) -> bool:
        return client_id in self._ids

    @asynccontextmanager
    async def watching(self, sessions: Sessions) -> AsyncIterator[None]:
        """Keep them fresh for as long as the block runs."""
        await self._refresh(sessions)
        task = asyncio.create_task(self._watch(sessions), name="disabled-clients")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _refresh(self, sessions: Sessions) -> None:
        """Ask now. While the database is down the last answer stands, for ten minutes at most: then
        every token has expired, and no new one is issued."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), sessions.begin() as session:
                ids = await queries.disabled(session)
        except (SQLAlchemyError, OSError) as error:
            if self.is_known or not self._ids:
                log.warning("identity_database_down", error=type(error).__name__)
            self.is_known = False
            return
        self.is_known = True
        new, self._ids = ids - self._ids, ids
        for client_id in new:
            self._on_disabled(client_id)

    async def _watch(self, sessions: Sessions) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await self._refresh(sessions)
