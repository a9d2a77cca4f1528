"""Every SELECT on instruments beside their list. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.forums import analysis
from services.registry.forums.documents.instruments import instrument_object
from services.registry.forums.models import (
    Forum,
    ForumDocument,
    Instrument,
    InstrumentRelation,
    Member,
)
from services.registry.instruments.kinship import Kin


def visible_to(actor: Actor) -> Select[Instrument]:
    """Instruments are as public as their forum."""
    return select(Instrument)


# Unknown dates come last where the near end or the latest signature comes first.
_KEYS: dict[str, tuple[SQLColumnExpression[Any], TypeEngine[Any]]] = {
    "title": (col(Instrument.title), Text()),
    "signed_on": (func.coalesce(col(Instrument.signed_on), literal_column("''")), Text()),
    "expires_on": (
        func.coalesce(col(Instrument.expires_on), literal_column("'9999-12-31'::date")),
        Date(),
    ),
}


@lru_cache(maxsize=512)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """Instruments of all forums, compiled once per shape; rows are (document, sort key, id).

    Besides the filters' values it takes `today`, and `year_ago` as text.
    """
    forum = json_object(id=col(Forum.id), slug=col(Forum.slug), name=col(Forum.name))
    key, key_type = _KEYS[sort.removeprefix("-")]
    keys = (key, col(Instrument.id))
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(json_bytes(instrument_object(forum=forum)), *keys)
        .join(Forum, col(Forum.id) == col(Instrument.forum_id))
        .where(*(analysis.OF_INSTRUMENTS[name] for name in sorted(filters)))
    )
    descending = sort.startswith("-")
    if continued:
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        here = tuple_(*keys)
        statement = statement.where(here < after if descending else here > after)
    order = [k.desc() for k in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


async def document_of(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, Any]:
    """The forum as it was last rendered."""
    statement = select(col(ForumDocument.document)).where(col(ForumDocument.forum_id) == forum_id)
    document: dict[str, Any] = (await session.scalars(statement)).one()
    return document


async def family(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, Kin]:
    """All instruments of a forum, by id, as far as it matters which stands under which."""
    statement = (
        visible_to(actor)
        .with_only_columns(
            col(Instrument.id),
            col(Instrument.parent_id),
            analysis.KIND,
            col(Instrument.signed_on),
            col(Instrument.closes_on),
        )
        .where(col(Instrument.forum_id) == forum_id)
    )
    found = [
        Kin(str(own), str(parent) if parent else None, kind, signed_on, closes_on)
        for own, parent, kind, signed_on, closes_on in await session.execute(statement)
    ]
    return {kin.id: kin for kin in found}


async def titles_under(session: AsyncSession, actor: Actor, instrument_id: UUID) -> list[str]:
    """Titles of the instruments that name this one as their parent."""
    statement = visible_to(actor).with_only_columns(col(Instrument.title))
    found = await session.scalars(statement.where(col(Instrument.parent_id) == instrument_id))
    return list(found)


async def members_by(session: AsyncSession, actor: Actor, forum_id: UUID, instrument_id: UUID) -> list[str]:
    """Who is a member of the forum because this instrument names it."""
    statement = select(col(Member.region_name)).where(
        col(Member.forum_id) == forum_id, col(Member.ground)["instrument_id"].astext == str(instrument_id)
    )
    return [name or "-" for name in await session.scalars(statement)]


async def related(session: AsyncSession, actor: Actor, instrument_id: UUID) -> list[Instrument]:
    """The instruments that this one has a relation with."""
    own, other = col(InstrumentRelation.instrument_id), col(InstrumentRelation.other_id)
    statement = visible_to(actor).where(
        or_(
            col(Instrument.id).in_(select(other).where(own == instrument_id)),
            col(Instrument.id).in_(select(own).where(other == instrument_id)),
        )
    )
    return list(await session.scalars(statement))
