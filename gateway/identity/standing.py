"""How clients stand now, as this process last saw it: disabled, changed, tokens revoked.

Access tokens live ten minutes and are not looked up. So that a change takes effect within two
seconds on tokens already issued, each process asks every second, aside from the requests, for what
has changed since the oldest token that may still be about.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from gateway.identity import queries
from gateway.identity.db import Sessions
from gateway.identity.tokens import TOKEN_SECONDS, Caller, client_bindings
from services.kit import clock, telemetry
from services.kit.web import idempotency

REFRESH_SECONDS = 1.0
ANSWER_SECONDS = 5.0
PURGE_SECONDS = 600.0
# A change this old concerns no token, with a minute for clocks that differ between machines.
MEMORY = timedelta(seconds=TOKEN_SECONDS + 60)

log = telemetry.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Present:
    """What a disabled or lately changed client may do now."""

    disabled: bool
    scopes: frozenset[str]
    bindings: frozenset[tuple[str, str]]


class Standing:
    """Judges callers whose token has verified."""

    def __init__(self) -> None:
        self._clients: dict[str, Present] = {}
        # Ids of tokens and secrets, as a token writes them, with their client.
        self._revoked: dict[str, str] = {}
        self.is_known = False

    def judge(self, caller: Caller) -> Caller | None:
        """The caller with what it may do now; None where its access has ended.

        Scopes that a client lost are gone from its tokens; those that it gained come with a new one.
        """
        if caller.token_id in self._revoked or caller.secret_id in self._revoked:
            return None
        present = self._clients.get(caller.client_id)
        if present is None:
            return caller
        if present.disabled:
            return None
        scopes = caller.actor.scopes & present.scopes
        return replace(caller, actor=replace(caller.actor, scopes=scopes, bindings=present.bindings))

    @asynccontextmanager
    async def watching(self, sessions: Sessions, *, on_change: Callable[[str], None]) -> AsyncIterator[None]:
        """Keep it fresh for as long as the block runs. `on_change` hears of each client that stands
        differently now, to drop what it held."""
        await self._refresh(sessions, on_change)
        task = asyncio.create_task(self._watch(sessions, on_change), name="standing")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _refresh(self, sessions: Sessions, on_change: Callable[[str], None]) -> None:
        """Ask now. While the database is down the last answer stands, for ten minutes at most: then
        every token has expired, and no new one is issued."""
        now = clock.now()
        try:
            async with asyncio.timeout(ANSWER_SECONDS), sessions.begin() as session:
                rows = await queries.changed_since(session, now - MEMORY)
                revoked = await queries.revoked(session, at=now)
        except (SQLAlchemyError, OSError) as error:
            if self.is_known or not self._clients:
                log.warning("identity_database_down", error=type(error).__name__)
            self.is_known = False
            return
        self.is_known = True
        before, revoked_before = self._clients, self._revoked
        self._clients = {
            row.client_id: Present(
                row.disabled_at is not None,
                frozenset(row.scopes),
                client_bindings(row.forum, row.provinces),
            )
            for row in rows
        }
        self._revoked = {key.hex: client_id for key, client_id in revoked.items()}
        changed = {client_id for client_id, _ in before.items() ^ self._clients.items()}
        changed |= {client_id for _, client_id in revoked_before.items() ^ self._revoked.items()}
        for client_id in changed:
            on_change(client_id)

    async def _watch(self, sessions: Sessions, on_change: Callable[[str], None]) -> None:
        next_purge = 0.0
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await self._refresh(sessions, on_change)
            if self.is_known and loop.time() >= next_purge:
                next_purge = loop.time() + PURGE_SECONDS
                await _purge_quietly(sessions)


async def purge(sessions: Sessions) -> None:
    """Forget revocations of tokens that have expired, and answers kept for their 24 hours."""
    async with sessions.begin() as session:
        await queries.purge_revocations(session, at=clock.now())
        await idempotency.sweep(session)


async def _purge_quietly(sessions: Sessions) -> None:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await purge(sessions)
    except (SQLAlchemyError, OSError) as error:
        # The next round does it; nothing is decided by what lies there longer.
        log.warning("identity_purge_failed", error=type(error).__name__)
