"""Cursors of a mirror: a position in knowledge's own feed, of one epoch."""

import re

from services.kit import clock
from services.kit.db import Database
from services.kit.feed import epoch as epochs
from services.kit.feed.publisher import SUPERSEDED_KEPT
from services.knowledge.mirroring import queries
from services.knowledge.mirroring.problems import CursorGone

_CURSOR = re.compile(r"([0-9a-f]{64})\.([0-9]{1,18})")


def written(epoch: str, position: int) -> str:
    """A cursor as it is given out."""
    return f"{epoch}.{position}"


async def head(database: Database) -> tuple[str, int]:
    """The present epoch, and the last position given out."""
    epoch = await epochs.current(database.hot)
    row = await database.hot.one(queries.HEAD)
    assert row is not None, "an aggregate always has a row"
    return epoch, row[0]


async def position_of(database: Database, cursor: str, *, parameter: str) -> tuple[str, int]:
    """Epoch and position of a cursor of the last 30 days; `CursorGone` for any other text.

    A cursor is old once the change that followed it is: what it would need may have left the feed.
    """
    epoch, last = await head(database)
    found = _CURSOR.fullmatch(cursor)
    if found is None or found[1] != epoch or int(found[2]) > last:
        raise CursorGone(database.simpul, parameter)
    position = int(found[2])
    following = await database.hot.one(queries.FOLLOWING, after=position)
    if following is not None and following[0] < clock.now() - SUPERSEDED_KEPT:
        raise CursorGone(database.simpul, parameter)
    return epoch, position
