"""Every SELECT on saved searches. Each one starts from `visible_to`."""

from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.knowledge.saved_searches.models import SavedSearch

_FIELDS = ("id", "version", "name", "query", "filters", "seen_at", "created_at", "updated_at")
_document = json_bytes(json_object(**{field: col(getattr(SavedSearch, field)) for field in _FIELDS}))


def visible_to(actor: Actor) -> Select[SavedSearch]:
    """An actor's own, and nobody else's."""
    return select(SavedSearch).where(col(SavedSearch.subject) == actor.subject)


# The same for a read that is compiled once: whose they are comes with each call.
_own = select(SavedSearch).where(col(SavedSearch.subject) == bindparam("subject", type_=Text))
ONE = compile_read(
    _own.with_only_columns(_document, col(SavedSearch.version)).where(
        col(SavedSearch.id) == bindparam("id", type_=Uuid)
    )
)


def _page(*, continued: bool) -> CompiledRead:
    keys = (col(SavedSearch.name), col(SavedSearch.id))
    statement = _own.with_only_columns(_document, *keys)
    if continued:
        after = tuple_(bindparam("after_key", type_=Text), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) > after)
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


# By name; rows are (document, name, id).
FIRST_PAGE, NEXT_PAGE = _page(continued=False), _page(continued=True)


async def lock(session: AsyncSession, actor: Actor, search_id: UUID) -> SavedSearch | None:
    """One of the actor's own, locked until the transaction ends."""
    statement = visible_to(actor).where(col(SavedSearch.id) == search_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def find(session: AsyncSession, actor: Actor, search_id: UUID) -> SavedSearch | None:
    """One of the actor's own."""
    return (await session.scalars(visible_to(actor).where(col(SavedSearch.id) == search_id))).one_or_none()


async def count(session: AsyncSession, actor: Actor) -> int:
    """How many the actor keeps; so many are allowed that counting them is quick."""
    counted = visible_to(actor).with_only_columns(func.count())
    return int(await session.scalar(counted) or 0)
