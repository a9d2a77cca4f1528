"""Every SELECT of a mirror. What may be pulled is public; who may pull is the policy's."""

from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.feed.tables import TABLES
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.knowledge.directory.models import EntryVersion

_feed, _outbox = TABLES.feed, TABLES.outbox


def visible_to(actor: Actor) -> Select[EntryVersion]:
    """Entries as they were are as public as the directory."""
    return select(EntryVersion)


_placed = visible_to(ANONYMOUS).join(_feed, _feed.c.outbox_id == col(EntryVersion.outbox_id))

HEAD = compile_read(select(func.coalesce(func.max(_feed.c.pos), 0)))
FOLLOWING = compile_read(
    select(_outbox.c.recorded_at)
    .join(_feed, _feed.c.outbox_id == _outbox.c.id)
    .where(_feed.c.pos > bindparam("after", type_=BigInteger))
    .order_by(_feed.c.pos)
    .limit(literal_column("1"))
)

_change = json_object(
    cursor=bindparam("epoch", type_=Text) + literal_column("'.'") + cast(_feed.c.pos, Text),
    op=case((_outbox.c.payload.is_(None), literal_column("'delete'")), else_=literal_column("'upsert'")),
    id=col(EntryVersion.entry_id),
    version=col(EntryVersion.version),
    entry=_outbox.c.payload,
)
CHANGES = compile_read(
    _placed.join(_outbox, _outbox.c.id == _feed.c.outbox_id)
    .with_only_columns(json_bytes(_change), _feed.c.pos, maintain_column_froms=True)
    .where(_feed.c.pos > bindparam("after", type_=BigInteger))
    .order_by(_feed.c.pos)
    .limit(bindparam("size", type_=Integer))
)


def _latest(*where: ColumnElement[bool]) -> Select[EntryVersion]:
    """Of each entry its last version at or before the position `at`."""
    return (
        _placed.where(_feed.c.pos <= bindparam("at", type_=BigInteger), *where)
        .ext(distinct_on(col(EntryVersion.entry_id)))
        .order_by(col(EntryVersion.entry_id), _feed.c.pos.desc())
    )


@lru_cache(maxsize=2)
def digest(*, of_bucket: bool) -> CompiledRead:
    """(sum of the leaves, how many entries) at a position; of the buckets from `low` to below `high`."""
    bucket = col(EntryVersion.bucket)
    low, high = bindparam("low", type_=Text), bindparam("high", type_=Text)
    where = [and_(bucket >= low, bucket < high)] if of_bucket else []
    latest = _latest(*where).with_only_columns(col(EntryVersion.leaf)).subquery()
    total = cast(func.coalesce(func.sum(latest.c.leaf), literal_column("0")), Text)
    return compile_read(select(total, func.count(latest.c.leaf)))


_latest_of_page = (
    _latest(col(EntryVersion.entry_id) > bindparam("after", type_=Uuid))
    .with_only_columns(col(EntryVersion.entry_id), col(EntryVersion.outbox_id), col(EntryVersion.version))
    .limit(bindparam("size", type_=Integer))
    .subquery()
)
# (id, version, entry as bytes or null where it is gone), by id.
STATE = compile_read(
    select(_latest_of_page.c.entry_id, _latest_of_page.c.version, json_bytes(_outbox.c.payload))
    .join(_outbox, _outbox.c.id == _latest_of_page.c.outbox_id)
    .order_by(_latest_of_page.c.entry_id)
)
_changed = (
    _latest(_feed.c.pos > bindparam("since", type_=BigInteger))
    .with_only_columns(col(EntryVersion.entry_id), col(EntryVersion.outbox_id), col(EntryVersion.version))
    .limit(bindparam("size", type_=Integer))
    .subquery()
)
# The same of what changed after one position and until another.
CHANGED = compile_read(
    select(_changed.c.entry_id, _changed.c.version, json_bytes(_outbox.c.payload))
    .join(_outbox, _outbox.c.id == _changed.c.outbox_id)
    .order_by(_changed.c.entry_id)
)
