"""Every SELECT on instruments beside their list. Each one starts from `visible_to`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.registry.forums.models import ForumDocument, Instrument, InstrumentRelation, Member
from services.registry.instruments.kinship import Kin


def visible_to(actor: Actor) -> Select[Instrument]:
    """Instruments are as public as their forum."""
    return select(Instrument)


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
            func.coalesce(col(Instrument.document_kind), col(Instrument.type)),
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
