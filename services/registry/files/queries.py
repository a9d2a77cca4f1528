"""Every SELECT on files. Each one starts from `visible_to`."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.registry.forums.documents.instruments import file_object
from services.registry.forums.models import InstrumentFile


def visible_to(actor: Actor, *, keeps: bool) -> Select[InstrumentFile]:
    """Public files; all of them for who keeps the forum."""
    statement = select(InstrumentFile)
    return statement if keeps else statement.where(col(InstrumentFile.is_public).is_(True))


def everything() -> Select[InstrumentFile]:
    """All files, for the node's own sweep."""
    return select(InstrumentFile)


@lru_cache(maxsize=4)
def page(*, keeps: bool, continued: bool) -> CompiledRead:
    """Files of one instrument; rows are (document, id)."""
    key = col(InstrumentFile.id)
    statement = (
        visible_to(ANONYMOUS, keeps=keeps)
        .with_only_columns(json_bytes(file_object()), key)
        .where(col(InstrumentFile.instrument_id) == bindparam("instrument_id", type_=Uuid))
    )
    if continued:
        statement = statement.where(key > bindparam("after", type_=Uuid))
    return compile_read(statement.order_by(key).limit(bindparam("size", type_=Integer)))


async def find(
    session: AsyncSession, actor: Actor, instrument_id: UUID, file_id: UUID, *, keeps: bool
) -> InstrumentFile | None:
    """A file of an instrument; None if it is not there for this actor."""
    statement = visible_to(actor, keeps=keeps).where(
        col(InstrumentFile.id) == file_id, col(InstrumentFile.instrument_id) == instrument_id
    )
    return (await session.scalars(statement)).one_or_none()


async def render(session: AsyncSession, file: InstrumentFile) -> bytes:
    """A file's row as it stands in this transaction, as JSON."""
    statement = select(json_bytes(file_object())).where(col(InstrumentFile.id) == file.id)
    document: bytes = (await session.execute(statement)).scalar_one()
    return document


async def existing(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are files."""
    statement = everything().with_only_columns(col(InstrumentFile.id))
    return set(await session.scalars(statement.where(col(InstrumentFile.id).in_(list(file_ids)))))
