"""LISTEN, so that a waiter wakes sooner. Nothing depends on it: who waits also looks by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import psycopg
from psycopg import sql

from services.kit import telemetry

RECONNECT_SECONDS = 1.0

log = telemetry.get_logger(__name__)


class Wakeup:
    """Wakes everybody who holds a ticket when a notification arrives on one channel."""

    def __init__(self, url: str, channel: str) -> None:
        self._url = url
        self._channel = channel
        self._event = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def listening(cls, url: str, channel: str) -> AsyncIterator[Self]:
        """Listen in the background for as long as the block runs."""
        wakeup = cls(url, channel)
        task = asyncio.create_task(wakeup._listen(), name=f"listen-{channel}")
        try:
            yield wakeup
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def ticket(self) -> asyncio.Event:
        """Take it before looking, so that what happens between the look and the wait still wakes."""
        return self._event

    async def wait(self, ticket: asyncio.Event, seconds: float, *, stop: asyncio.Event | None = None) -> None:
        """Until a notification since the ticket, `stop`, or `seconds`."""
        waits = [asyncio.ensure_future(ticket.wait())]
        if stop is not None:
            waits.append(asyncio.ensure_future(stop.wait()))
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _wake(self) -> None:
        woken, self._event = self._event, asyncio.Event()
        woken.set()

    async def _listen(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name="simpul-listen"
                )
                async with connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
                    self._wake()
                    async for _ in connection.notifies():
                        self._wake()
            except (psycopg.Error, OSError) as error:
                log.debug("listen_reconnects", channel=self._channel, error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)
