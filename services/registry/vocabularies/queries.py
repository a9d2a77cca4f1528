"""Every SELECT on vocabularies. Each one starts from `visible_to`."""

from collections import defaultdict
from functools import lru_cache

from sqlalchemy import Integer, Select, Text, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_list, json_object
from services.registry.vocabularies.models import Term, Vocabulary


def visible_to(actor: Actor) -> Select[Vocabulary]:
    """Vocabularies are public reference data: all of them, for every actor."""
    return select(Vocabulary)


_term = json_object(
    code=col(Term.code),
    label_id=col(Term.label_id),
    label_en=col(Term.label_en),
    definition=col(Term.definition),
    source=col(Term.source),
    attributes=col(Term.attributes),
)
_terms = (
    select(json_list(_term, order_by=col(Term.position)))
    .where(col(Term.vocabulary_code) == col(Vocabulary.code))
    .correlate(Vocabulary)
    .scalar_subquery()
)
_document = json_bytes(
    json_object(
        code=col(Vocabulary.code),
        version=col(Vocabulary.version),
        label_id=col(Vocabulary.label_id),
        label_en=col(Vocabulary.label_en),
        description=col(Vocabulary.description),
        source=col(Vocabulary.source),
        as_of=col(Vocabulary.as_of),
        note=col(Vocabulary.note),
        attributes=col(Vocabulary.attributes),
        terms=_terms,
    )
)

ONE = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(_document, col(Vocabulary.version))
    .where(col(Vocabulary.code) == bindparam("code", type_=Text))
)

CODES = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(col(Term.code), maintain_column_froms=True)
    .join(Term, col(Term.vocabulary_code) == col(Vocabulary.code))
    .where(col(Vocabulary.code) == bindparam("vocabulary", type_=Text))
    .order_by(col(Term.position))
)


@lru_cache(maxsize=2)
def page(*, continued: bool) -> CompiledRead:
    """The list by code; rows are (document, code)."""
    statement = visible_to(ANONYMOUS).with_only_columns(_document, col(Vocabulary.code))
    if continued:
        statement = statement.where(col(Vocabulary.code) > bindparam("after", type_=Text))
    return compile_read(statement.order_by(col(Vocabulary.code)).limit(bindparam("size", type_=Integer)))


async def codes(session: AsyncSession, actor: Actor, vocabularies: set[str]) -> dict[str, list[str]]:
    """The codes of each of these vocabularies, in their order."""
    statement = (
        visible_to(actor)
        .with_only_columns(col(Vocabulary.code), col(Term.code), maintain_column_froms=True)
        .join(Term, col(Term.vocabulary_code) == col(Vocabulary.code))
        .where(col(Vocabulary.code).in_(vocabularies))
        .order_by(col(Term.position))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for vocabulary, term in await session.execute(statement):
        found[vocabulary].append(term)
    return found
