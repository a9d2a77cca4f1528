"""Parties of one case, who come by an access code instead of a client's secret."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

from gateway.identity.problems import TooManyAttempts
from services.kit.simpul import Simpul

GRANT_TYPE: Final = "urn:simpul:grant:access-code"
SCOPES: Final = ("mediation:read", "mediation:file")
WRONG_CODES = 10
WINDOW_SECONDS = 600.0
REMEMBERED_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """To which party of which case a code gives access; `id` is the code's, `expires` in epoch seconds."""

    id: str
    simpul: Simpul
    case: str
    party: str
    expires: float


class Desk(Protocol):
    """Who knows access codes: mediation."""

    async def take(self, simpul: Simpul, code: str) -> CaseAccess | None:
        """What a code gives access to; None where it does not hold."""


class Attempts:
    """Counts wrong codes by address; from the eleventh within ten minutes on they are not looked at.

    Each process counts for itself: a code has 128 bits, and this only keeps guessers from costing much.
    """

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def admit(self, address: str) -> None:
        """Refuse an address that was wrong too often."""
        count, until = self._wrong.get(address, (0, 0.0))
        left = until - time.monotonic()
        if count >= WRONG_CODES and left > 0:
            raise TooManyAttempts(seconds=int(left) + 1)

    def note_wrong(self, address: str) -> None:
        """Remember a wrong code of an address."""
        now = time.monotonic()
        count, until = self._wrong.pop(address, (0, 0.0))
        self._wrong[address] = (count + 1, until) if until > now else (1, now + WINDOW_SECONDS)
        if len(self._wrong) > REMEMBERED_ADDRESSES:
            self._wrong.popitem(last=False)
