"""Watches over requests under way: ends those whose caller went away or whose service fell silent.

A task and a timer for each request would cost as much as all else the gateway does for it. So one
timer looks at all of them, twenty times a second while there are any, and only a request that has
taken a while gets a task that waits for its caller's disconnect. A disconnect before that is not
lost: the server keeps saying so.
"""

import asyncio
import math
from typing import Literal

from starlette.types import Receive

LOOK_SECONDS = 0.05


class Watch:
    """Watches one request, in whose task it was made. `verdict` tells why that task was cancelled."""

    __slots__ = ("_is_listening", "_receive", "_task", "_watcher", "_watchman", "began", "heard", "verdict")

    def __init__(self, watchman: "Watchman", receive: Receive) -> None:
        self._watchman = watchman
        self._receive = receive
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._is_listening = False
        self.began = self.heard = 0.0
        self.verdict: Literal["gone", "silent"] | None = None

    def begin(self) -> None:
        """Begin, with the caller's turn."""
        self.began, self.heard = self._watchman.now(), math.inf
        self._watchman.add(self)

    def listen(self) -> None:
        """The request is read: nobody else will, so a disconnect can be waited for."""
        self._is_listening = True
        self.hear()

    def rest(self) -> None:
        """It is the caller's turn: the service may be silent for as long as that takes."""
        self.heard = math.inf

    def hear(self) -> None:
        """It is the service's turn."""
        self.heard = self._watchman.now()

    def end(self) -> None:
        """End, whether it had begun or not."""
        self._watchman.remove(self)
        if self._watcher is not None:
            self._watcher.cancel()

    def await_disconnect(self) -> None:
        """Start the task that waits for the caller's disconnect, once, where that may be."""
        if self._is_listening and self._watcher is None:
            self._watcher = asyncio.create_task(self._await_disconnect())

    def cancel(self, verdict: Literal["gone", "silent"]) -> None:
        """Cancel the request's task, once."""
        if self.verdict is None and self._task is not None:
            self.verdict = verdict
            self._task.cancel()

    async def _await_disconnect(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.cancel("gone")


class Watchman:
    """Looks at all requests under way. `silence` is how long a service may say nothing, in seconds."""

    def __init__(self, *, silence: float) -> None:
        self._silence = silence
        self._loop = asyncio.get_running_loop()
        self._watches: dict[Watch, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.now = self._loop.time

    def add(self, watch: Watch) -> None:
        """Take over a request."""
        self._watches[watch] = None
        if self._timer is None:
            self._timer = self._loop.call_later(LOOK_SECONDS, self._look)

    def remove(self, watch: Watch) -> None:
        """Leave a request alone."""
        self._watches.pop(watch, None)

    def _look(self) -> None:
        now = self.now()
        for watch in list(self._watches):
            # They stand in the order in which they began.
            if now - watch.began < LOOK_SECONDS:
                break
            watch.await_disconnect()
            if now - watch.heard > self._silence:
                watch.cancel("silent")
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look) if self._watches else None
