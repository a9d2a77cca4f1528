"""The tables of the feed, defined on a service's own metadata."""

from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON


class FeedTables(NamedTuple):
    """Writer's side: `outbox`, `pending`. Publisher's side: `feed`, `identity`. Consumer's: `cursors`."""

    outbox: Table
    pending: Table
    feed: Table
    identity: Table
    cursors: Table


def define_tables(metadata: MetaData) -> FeedTables:
    """Define the feed's tables."""
    outbox = Table(
        "outbox",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("entity", Text, nullable=False),
        Column("entity_id", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        # Null payload is a tombstone.
        Column("payload", JSON(none_as_null=True)),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
    )
    pending = Table(
        "feed_pending",
        metadata,
        # Drawn after the entity's lock, so it orders each entity's versions; it is used for nothing else.
        Column("id", BigInteger, Identity(cache=1), primary_key=True),
        Column("outbox_id", Uuid, ForeignKey("outbox.id"), nullable=False),
    )
    feed = Table(
        "feed",
        metadata,
        # The cursor. Drawn by the one publisher, so a reader that saw N will never see a new N-1.
        Column("pos", BigInteger, Identity(cache=1), primary_key=True),
        Column("outbox_id", Uuid, ForeignKey("outbox.id"), nullable=False, unique=True),
    )
    identity = Table(
        "feed_identity",
        metadata,
        Column("one", Boolean, primary_key=True),
        Column("secret", LargeBinary, nullable=False),
        CheckConstraint("one", name="one_row"),
    )
    cursors = Table(
        "feed_cursors",
        metadata,
        Column("source", Text, primary_key=True),
        Column("epoch", Text, nullable=False),
        Column("pos", BigInteger, nullable=False),
        # False while the first pass through a new epoch is under way.
        Column("complete", Boolean, nullable=False),
        Column("moved_at", DateTime(timezone=True), nullable=False),
    )
    return FeedTables(outbox, pending, feed, identity, cursors)


# For queries only; each service's own metadata owns its tables.
TABLES = define_tables(MetaData())
