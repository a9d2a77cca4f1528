"""Every SELECT on records about regions and their history. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.region_records.kind import Kind, R
from services.registry.region_records.models import RecordEntry


def visible_to(actor: Actor, model: type[R]) -> Select[R]:
    """Records about regions are public: all of them, for every actor."""
    return select(model)


def entries_visible_to(actor: Actor) -> Select[RecordEntry]:
    """History of every record; the policy says who may ask for it at all."""
    return select(RecordEntry)


@lru_cache(maxsize=16)
def one(kind: Kind[R]) -> CompiledRead:
    """One record; gives (document, version)."""
    return compile_read(
        visible_to(ANONYMOUS, kind.model)
        .with_only_columns(json_bytes(kind.item), col(kind.model.version))
        .where(col(kind.model.id) == bindparam("id", type_=Uuid))
    )


@lru_cache(maxsize=256)
def page(kind: Kind[R], filters: frozenset[str], *, continued: bool) -> CompiledRead:
    """Records in the order of their keys; gives (document, *keys). Goes on after `after_0`, `after_1`..."""
    keys = [col(getattr(kind.model, key)) for key in kind.keys]
    statement = (
        visible_to(ANONYMOUS, kind.model)
        .with_only_columns(json_bytes(kind.item), *keys)
        .where(*(kind.filters[name] for name in sorted(filters)))
    )
    if continued:
        after = [bindparam(f"after_{i}", type_=type_) for i, type_ in enumerate(kind.key_types)]
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


async def lock(session: AsyncSession, actor: Actor, kind: Kind[R], record_id: UUID) -> R | None:
    """A record, locked until the transaction ends."""
    statement = visible_to(actor, kind.model).where(col(kind.model.id) == record_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def render(session: AsyncSession, kind: Kind[R], record_id: UUID) -> dict[str, Any]:
    """A record as it stands in this transaction, in the shape of its `row_out`."""
    document: dict[str, Any] = (
        await session.execute(select(kind.item).where(col(kind.model.id) == record_id))
    ).scalar_one()
    return document


_entry = json_bytes(
    json_object(
        id=col(RecordEntry.id),
        version=col(RecordEntry.version),
        field=col(RecordEntry.field),
        old=col(RecordEntry.old),
        new=col(RecordEntry.new),
        who=col(RecordEntry.who),
        when=col(RecordEntry.at),
        why=col(RecordEntry.why),
    )
)


@lru_cache(maxsize=2)
def history_page(*, continued: bool) -> CompiledRead:
    """History of one record, newest first; rows are (document, version, id)."""
    keys = (col(RecordEntry.version), col(RecordEntry.id))
    statement = (
        entries_visible_to(ANONYMOUS)
        .with_only_columns(_entry, *keys)
        .where(
            col(RecordEntry.record_id) == bindparam("record_id", type_=Uuid),
            col(RecordEntry.kind) == bindparam("kind", type_=Text),
        )
    )
    if continued:
        after = (bindparam("after_key", type_=Integer), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))
