"""Every SELECT on codes. Each one starts from `visible_to`."""

from collections.abc import Collection

from sqlalchemy import Select, Text, bindparam, cast, literal_column, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import compile_read
from services.knowledge.reference.models import ReferenceCode


def visible_to(actor: Actor) -> Select[ReferenceCode]:
    """Codes are public reference data: all of them, for every actor."""
    return select(ReferenceCode)


def everything() -> Select[ReferenceCode]:
    """All codes, to judge what somebody writes."""
    return select(ReferenceCode)


async def existing(session: AsyncSession, asked: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these pairs (vocabulary, code) that exist."""
    pair = (col(ReferenceCode.vocabulary), col(ReferenceCode.code))
    statement = everything().with_only_columns(*pair).where(tuple_(*pair).in_(list(asked)))
    return {(vocabulary, code) for vocabulary, code in await session.execute(statement)}


async def urusan_of(session: AsyncSession, sectors: Collection[str]) -> list[str]:
    """The affairs of government that these sectors are mapped onto, in order."""
    statement = (
        everything()
        .with_only_columns(col(ReferenceCode.urusan))
        .where(col(ReferenceCode.vocabulary) == "sector", col(ReferenceCode.code).in_(list(sectors)))
    )
    return sorted({code for codes in await session.scalars(statement) for code in codes})


# Whether a decree of codes touched any region.
TOUCHED = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(col(ReferenceCode.code))
    .where(
        col(ReferenceCode.vocabulary) == literal_column("'region'"),
        col(ReferenceCode.decrees).contains(cast(array([bindparam("decree", type_=Text)]), ARRAY(Text))),
    )
    .limit(literal_column("1"))
)
CODES = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(col(ReferenceCode.code))
    .where(col(ReferenceCode.vocabulary) == bindparam("vocabulary", type_=Text))
    .order_by(col(ReferenceCode.code))
)


async def codes(session: AsyncSession, actor: Actor, vocabularies: Collection[str]) -> dict[str, set[str]]:
    """The codes of each of these vocabularies; empty where none was told yet."""
    known: dict[str, set[str]] = {name: set() for name in vocabularies}
    vocabulary = col(ReferenceCode.vocabulary)
    statement = visible_to(actor).with_only_columns(vocabulary, col(ReferenceCode.code))
    for name, code in await session.execute(statement.where(vocabulary.in_(vocabularies))):
        known[name].add(code)
    return known
