"""Pages of the feed, as bytes."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, bindparam, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from services.kit.feed.tables import TABLES
from services.kit.reads import HotReads, compile_read, json_bytes, json_object

_feed, _outbox, _pending = TABLES.feed, TABLES.outbox, TABLES.pending

_page = compile_read(
    select(
        _feed.c.pos,
        json_bytes(
            json_object(
                pos=_feed.c.pos,
                entity=_outbox.c.entity,
                id=_outbox.c.entity_id,
                version=_outbox.c.version,
                recorded_at=_outbox.c.recorded_at,
                payload=_outbox.c.payload,
            )
        ),
    )
    .join(_outbox, _outbox.c.id == _feed.c.outbox_id)
    .where(_feed.c.pos > bindparam("after", type_=BigInteger))
    .order_by(_feed.c.pos)
    .limit(bindparam("size", type_=Integer))
)


async def page(reads: HotReads, *, after: int, size: int) -> list[tuple[int, bytes]]:
    """Up to `size` changes after a position, each as (position, JSON)."""
    return [(row[0], row[1]) for row in await reads.all(_page, after=after, size=size)]


_one: ColumnElement[int] = literal_column("1")
_next_recorded = (
    select(_outbox.c.recorded_at)
    .join(_feed, _feed.c.outbox_id == _outbox.c.id)
    .where(_feed.c.pos > bindparam("after", type_=BigInteger))
    .order_by(_feed.c.pos)
    .limit(_one)
)
_pending_recorded = (
    select(_outbox.c.recorded_at)
    .join(_pending, _pending.c.outbox_id == _outbox.c.id)
    .order_by(_pending.c.id)
    .limit(_one)
)
_ahead = compile_read(
    select(
        func.coalesce(select(func.max(_feed.c.pos)).scalar_subquery(), literal_column("0")),
        func.least(_next_recorded.scalar_subquery(), _pending_recorded.scalar_subquery()),
    )
)


async def ahead(reads: HotReads, *, after: int) -> tuple[int, datetime | None]:
    """The last position given out, and when the oldest change that a reader at `after` lacks was recorded.

    A change that is not published yet counts too: no reader has it.
    """
    row = await reads.one(_ahead, after=after)
    assert row is not None, "an aggregate always has a row"
    return row[0], row[1]
