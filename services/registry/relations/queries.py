"""Every SELECT on relations between instruments. Each one starts from `visible_to`."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.registry.forums.documents.instruments import relates, relation_object
from services.registry.forums.models import InstrumentRelation


def visible_to(actor: Actor) -> Select[InstrumentRelation]:
    """Relations are as public as their forum."""
    return select(InstrumentRelation)


@lru_cache(maxsize=2)
def page(*, continued: bool) -> CompiledRead:
    """Relations of one instrument, both ways; rows are (document, id)."""
    this = bindparam("instrument_id", type_=Uuid)
    key = col(InstrumentRelation.id)
    statement = (
        visible_to(ANONYMOUS).with_only_columns(json_bytes(relation_object(this)), key).where(relates(this))
    )
    if continued:
        statement = statement.where(key > bindparam("after", type_=Uuid))
    return compile_read(statement.order_by(key).limit(bindparam("size", type_=Integer)))


async def find(
    session: AsyncSession, actor: Actor, instrument_id: UUID, relation_id: UUID
) -> InstrumentRelation | None:
    """A relation that this instrument has, whichever end it is."""
    own, other = col(InstrumentRelation.instrument_id), col(InstrumentRelation.other_id)
    statement = visible_to(actor).where(
        col(InstrumentRelation.id) == relation_id, or_(own == instrument_id, other == instrument_id)
    )
    return (await session.scalars(statement)).one_or_none()


async def render(session: AsyncSession, relation: InstrumentRelation, *, this: UUID) -> bytes:
    """A relation as it stands in this transaction, as JSON, as the instrument `this` has it."""
    of = bindparam("instrument_id", this, type_=Uuid)
    statement = select(json_bytes(relation_object(of))).where(
        relates(of), col(InstrumentRelation.id) == relation.id
    )
    document: bytes = (await session.execute(statement)).scalar_one()
    return document


async def replacements(session: AsyncSession, actor: Actor, forum_id: UUID) -> set[tuple[UUID, UUID]]:
    """(which, whom) of every replacement among the instruments of a forum."""
    own, other = col(InstrumentRelation.instrument_id), col(InstrumentRelation.other_id)
    statement = (
        visible_to(actor)
        .with_only_columns(own, other)
        .where(col(InstrumentRelation.forum_id) == forum_id, col(InstrumentRelation.kind) == "replaces")
    )
    return {(row[0], row[1]) for row in await session.execute(statement)}
