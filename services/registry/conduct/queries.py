"""Every SELECT on the code of conduct. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.conduct.models import Acceptance, CodeOfConduct


def visible_to(actor: Actor) -> Select[CodeOfConduct]:
    """The code of conduct is public."""
    return select(CodeOfConduct)


def acceptances_visible_to(actor: Actor) -> Select[Acceptance]:
    """Who may read a forum's history may read these: asked of the forum first."""
    return select(Acceptance)


_edition = json_object(
    id=col(CodeOfConduct.id),
    edition=col(CodeOfConduct.edition),
    title=col(CodeOfConduct.title),
    text=col(CodeOfConduct.text),
    in_force_from=col(CodeOfConduct.in_force_from),
    adopted_on=col(CodeOfConduct.adopted_on),
    published_by=col(CodeOfConduct.published_by),
    published_at=col(CodeOfConduct.published_at),
)
_acceptance = json_object(
    id=col(Acceptance.id),
    edition=col(Acceptance.edition),
    accepted_by=json_object(name=col(Acceptance.name), office=col(Acceptance.office)),
    on=col(Acceptance.accepted_on),
    recorded_by=col(Acceptance.recorded_by),
    recorded_at=col(Acceptance.recorded_at),
)

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(json_bytes(_edition))
    .where(col(CodeOfConduct.edition) == bindparam("edition", type_=Integer))
)


@lru_cache(maxsize=2)
def page(*, continued: bool) -> CompiledRead:
    """Editions, newest first; rows are (document, edition)."""
    edition = col(CodeOfConduct.edition)
    statement = visible_to(ANONYMOUS).with_only_columns(json_bytes(_edition), edition)
    if continued:
        statement = statement.where(edition < bindparam("after", type_=Integer))
    return compile_read(statement.order_by(edition.desc()).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=2)
def acceptances_page(*, continued: bool) -> CompiledRead:
    """What one forum accepted, newest edition first; rows are (document, edition)."""
    edition = col(Acceptance.edition)
    statement = (
        acceptances_visible_to(ANONYMOUS)
        .with_only_columns(json_bytes(_acceptance), edition)
        .where(col(Acceptance.forum_id) == bindparam("forum_id", type_=Uuid))
    )
    if continued:
        statement = statement.where(edition < bindparam("after", type_=Integer))
    return compile_read(statement.order_by(edition.desc()).limit(bindparam("size", type_=Integer)))


async def find(session: AsyncSession, actor: Actor, edition: int) -> CodeOfConduct | None:
    """An edition by its number."""
    found = await session.scalars(visible_to(actor).where(col(CodeOfConduct.edition) == edition))
    return found.one_or_none()


async def in_force(session: AsyncSession, actor: Actor, *, on: str) -> CodeOfConduct | None:
    """The edition in force on a day; None where none is yet."""
    statement = (
        visible_to(actor)
        .where(col(CodeOfConduct.in_force_from) <= on)
        .order_by(col(CodeOfConduct.in_force_from).desc(), col(CodeOfConduct.edition).desc())
        .limit(1)
    )
    return (await session.scalars(statement)).one_or_none()


async def has_accepted(session: AsyncSession, actor: Actor, forum_id: UUID, edition: int) -> bool:
    """Whether a forum accepted an edition before."""
    statement = acceptances_visible_to(actor).where(
        col(Acceptance.forum_id) == forum_id, col(Acceptance.edition) == edition
    )
    return (await session.scalars(statement)).one_or_none() is not None


async def render(session: AsyncSession, edition: CodeOfConduct) -> dict[str, Any]:
    """An edition as it stands in this transaction."""
    statement = select(_edition).where(col(CodeOfConduct.id) == edition.id)
    document: dict[str, Any] = (await session.execute(statement)).scalar_one()
    return document


async def render_acceptance(session: AsyncSession, acceptance: Acceptance) -> bytes:
    """An acceptance as it stands in this transaction, as JSON."""
    statement = select(json_bytes(_acceptance)).where(col(Acceptance.id) == acceptance.id)
    document: bytes = (await session.execute(statement)).scalar_one()
    return document
