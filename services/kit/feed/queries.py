"""Pages of the feed, as bytes."""

from sqlalchemy import BigInteger, Integer, bindparam, select

from services.kit.feed.tables import TABLES
from services.kit.reads import HotReads, compile_read, json_bytes, json_object

_feed, _outbox = TABLES.feed, TABLES.outbox

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
