"""Every SELECT on JDIHN. Each one starts from a `visible_to`."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.knowledge.jdihn.models import JdihnMember, JdihnOriginal, JdihnRecord
from services.knowledge.regulations import queries as regulations
from services.knowledge.regulations.models import Regulation


def visible_to(actor: Actor) -> Select[JdihnMember]:
    """Members are public: all of them, for every actor."""
    return select(JdihnMember)


def records_visible_to(actor: Actor) -> Select[JdihnRecord]:
    """Their records are what they publish themselves."""
    return select(JdihnRecord)


@lru_cache(maxsize=4)
def works(*, continued: bool) -> CompiledRead:
    """Works by their ids; rows are (document, id, validity, original, what was told at intake).

    What is no law document of this country, or only a draft, is nothing for its network.
    """
    own = col(Regulation.id)
    is_told = (
        col(Regulation.level) != literal_column("'asing'"),
        col(Regulation.type) != literal_column("'rpp'"),
    )
    statement = (
        regulations.visible_to(ANONYMOUS)
        .with_only_columns(
            json_bytes(col(Regulation.document)),
            own,
            json_bytes(col(Regulation.validity)),
            json_bytes(col(JdihnOriginal.original)),
            json_bytes(col(JdihnOriginal.at_intake)),
        )
        .outerjoin(JdihnOriginal, col(JdihnOriginal.regulation_id) == own)
        .where(*is_told)
    )
    if continued:
        statement = statement.where(own > bindparam("after_id", type_=Uuid))
    return compile_read(statement.order_by(own).limit(bindparam("size", type_=Integer)))


async def page_of_members(
    session: AsyncSession, actor: Actor, *, after: tuple[str, UUID] | None, size: int
) -> list[JdihnMember]:
    """Members by name."""
    keys = (col(JdihnMember.name), col(JdihnMember.id))
    statement = visible_to(actor)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return list(await session.scalars(statement.order_by(*keys).limit(size)))


async def find(session: AsyncSession, actor: Actor, member_id: UUID) -> JdihnMember | None:
    """A member by id."""
    return await session.scalar(visible_to(actor).where(col(JdihnMember.id) == member_id))


async def lock(session: AsyncSession, actor: Actor, member_id: UUID) -> JdihnMember | None:
    """A member, locked until the transaction ends."""
    statement = visible_to(actor).where(col(JdihnMember.id) == member_id).with_for_update()
    return await session.scalar(statement)


async def lock_due(session: AsyncSession, actor: Actor, *, now: datetime, size: int) -> list[JdihnMember]:
    """Members whose feeds are due, locked; what another worker looks at is passed over."""
    statement = (
        visible_to(actor)
        .where(col(JdihnMember.is_pulled).is_(True), col(JdihnMember.next_pull_at) <= now)
        .order_by(col(JdihnMember.next_pull_at))
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(statement))


async def page_of_records(
    session: AsyncSession,
    actor: Actor,
    member_id: UUID,
    *,
    worst: str | None,
    gone: bool | None,
    after: str | None,
    size: int,
) -> list[JdihnRecord]:
    """Records of a member by their keys."""
    statement = records_visible_to(actor).where(col(JdihnRecord.member_id) == member_id)
    if worst is not None:
        statement = statement.where(col(JdihnRecord.worst) == worst)
    if gone is not None:
        is_gone = col(JdihnRecord.gone_at).is_not(None)
        statement = statement.where(is_gone if gone else ~is_gone)
    if after is not None:
        statement = statement.where(col(JdihnRecord.key) > after)
    return list(await session.scalars(statement.order_by(col(JdihnRecord.key)).limit(size)))


async def hashes_of(session: AsyncSession, actor: Actor, member_id: UUID) -> dict[str, tuple[str, bool]]:
    """By key, the hash of each record of a member, and whether it is gone."""
    statement = records_visible_to(actor).where(col(JdihnRecord.member_id) == member_id)
    found = await session.execute(
        statement.with_only_columns(
            col(JdihnRecord.key), col(JdihnRecord.content_sha256), col(JdihnRecord.gone_at)
        )
    )
    return {key: (sha256, gone_at is not None) for key, sha256, gone_at in found}
