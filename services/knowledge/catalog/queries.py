"""When what the catalogue lists was last changed."""

from typing import Any

from sqlalchemy import Select, Text, bindparam, literal_column, select

from services.kit.actor import ANONYMOUS, Actor
from services.kit.feed.tables import TABLES
from services.kit.reads import compile_read

_feed, _outbox = TABLES.feed, TABLES.outbox


def visible_to(actor: Actor) -> Select[Any]:
    """When something was published is public, whatever it was."""
    return select(_outbox.c.recorded_at)


# When the last change of a kind of entity was published.
LAST_CHANGE = compile_read(
    visible_to(ANONYMOUS)
    .join(_feed, _feed.c.outbox_id == _outbox.c.id)
    .where(_outbox.c.entity == bindparam("entity", type_=Text))
    .order_by(_feed.c.pos.desc())
    .limit(literal_column("1"))
)
