"""A worker's loops, run for one round."""

import asyncio
from collections.abc import Iterable
from typing import Literal

from services.kit.worker import Loop


class AfterOneRound(asyncio.Event):
    """Says stop when first waited for: that is, after one round."""

    async def wait(self) -> Literal[True]:
        self.set()
        return True


async def one_round(loops: Iterable[Loop]) -> None:
    """Let each loop do its work once, within half a minute."""
    async with asyncio.timeout(30):
        for loop in loops:
            await loop(AfterOneRound())
