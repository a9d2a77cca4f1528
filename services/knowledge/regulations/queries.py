"""Every SELECT on regulations. Each one starts from `visible_to`."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.ids import as_id
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.knowledge.regulations.models import Regulation, RegulationIdentity, RegulationRelation

MOST_COUNTED = 10_000
_ONE_AT_A_TIME = 0x5265_6C61
FACETS = ("type", "level", "year", "forum")


def visible_to(actor: Actor) -> Select[Regulation]:
    """The catalogue is public: every work, for every actor."""
    return select(Regulation)


_document = json_bytes(col(Regulation.document))
_validity = json_bytes(col(Regulation.validity))
_one = visible_to(ANONYMOUS).with_only_columns(_document, col(Regulation.version), _validity)
ONE_BY_SLUG = compile_read(_one.where(col(Regulation.slug) == bindparam("slug", type_=Text)))
ONE_BY_ID = compile_read(_one.where(col(Regulation.id) == bindparam("id", type_=Uuid)))


def _in_force() -> ColumnElement[str]:
    """`true`, `false` or `unknown` on the day `on`: as `validity.on_day` tells it."""
    day = bindparam("on", type_=Date)
    return case(
        (col(Regulation.over_from) <= day, literal_column("'false'")),
        (col(Regulation.not_before) > day, literal_column("'false'")),
        (col(Regulation.doubtful_from) <= day, literal_column("'unknown'")),
        (col(Regulation.surely_from) <= day, literal_column("'true'")),
        else_=literal_column("'unknown'"),
    )


def _says(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a text has a word of the caller's in it, in whatever case."""
    return func.strpos(func.lower(column), func.lower(bindparam(name, type_=Text))) > 0


def _has(column: Any, name: str) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = column.contains(cast(array([bindparam(name, type_=Text)]), ARRAY(Text)))
    return wanted


_FILTERS: dict[str, ColumnElement[bool]] = {
    "type": col(Regulation.type) == bindparam("type", type_=Text),
    "level": col(Regulation.level) == bindparam("level", type_=Text),
    "year": col(Regulation.year) == bindparam("year", type_=Integer),
    "number": col(Regulation.id).in_(
        select(col(RegulationIdentity.regulation_id)).where(
            col(RegulationIdentity.number) == bindparam("number", type_=Text)
        )
    ),
    "subject": or_(_says(col(Regulation.subject), "subject"), _says(col(Regulation.title), "subject")),
    "issuer": _says(func.array_to_string(col(Regulation.issuers), literal_column("' '")), "issuer"),
    "urusan": _has(col(Regulation.urusan), "urusan"),
    "forum": col(Regulation.forum_slug) == bindparam("forum", type_=Text),
    "mark": col(Regulation.validity_mark) == bindparam("mark", type_=Text),
    "in_force": _in_force() == bindparam("in_force", type_=Text),
}
_KEYS: dict[str, tuple[SQLColumnExpression[Any], TypeEngine[Any]]] = {
    "title": (func.left(col(Regulation.title), literal_column("200"), type_=Text), Text()),
    # Works of an unknown year come first.
    "year": (func.coalesce(col(Regulation.year), literal_column("0")), Integer()),
    "updated_at": (col(Regulation.updated_at), DateTime(timezone=True)),
}


@lru_cache(maxsize=512)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, id, validity)."""
    key, key_type = _KEYS[sort.removeprefix("-")]
    keys = (key, col(Regulation.id))
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(_document, *keys, _validity)
        .where(*(_FILTERS[name] for name in sorted(filters)))
    )
    descending = sort.startswith("-")
    if continued:
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < after if descending else tuple_(*keys) > after)
    order = [k.desc() for k in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=256)
def facets(filters: frozenset[str]) -> CompiledRead:
    """How many works have each value; rows are (facet, value, count), the facet `total` without a value."""
    ids = visible_to(ANONYMOUS).with_only_columns(col(Regulation.id))
    ids = ids.where(*(_FILTERS[name] for name in sorted(filters)))
    matched = (
        visible_to(ANONYMOUS)
        .where(col(Regulation.id).in_(ids.limit(MOST_COUNTED + 1)))
        .with_only_columns(
            col(Regulation.type),
            col(Regulation.level),
            cast(col(Regulation.year), Text).label("year"),
            col(Regulation.forum_slug).label("forum"),
        )
        .cte("matched")
    )
    counted = [
        select(literal_column("'total'", Text), cast(null(), Text), func.count()).select_from(matched),
        *(
            select(literal_column(f"'{name}'", Text), matched.c[name], func.count()).group_by(matched.c[name])
            for name in FACETS
        ),
    ]
    return compile_read(union_all(*counted))


def _refers_to(reference: str) -> ColumnElement[bool]:
    identity = as_id(reference)
    return col(Regulation.id) == identity if identity is not None else col(Regulation.slug) == reference


async def find(session: AsyncSession, actor: Actor, reference: str) -> Regulation | None:
    """The work by slug or id."""
    return (await session.scalars(visible_to(actor).where(_refers_to(reference)))).one_or_none()


async def lock(session: AsyncSession, actor: Actor, reference: str) -> Regulation | None:
    """The work by slug or id, locked until the transaction ends."""
    statement = visible_to(actor).where(_refers_to(reference)).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def take_turns(session: AsyncSession) -> None:
    """Wait until no other transaction writes to the catalogue, and have the others wait until this one ends.

    A write to one work writes to those it is related to: whoever locks one row and then wants another waits
    for who does so the other way round. And two halves of a circle must not pass each other.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


async def lock_all(session: AsyncSession, actor: Actor, slugs: Collection[str]) -> dict[str, Regulation]:
    """Works by slug, locked in one order; those that are there."""
    statement = visible_to(actor).where(col(Regulation.slug).in_(slugs)).order_by(col(Regulation.slug))
    found = await session.scalars(statement.with_for_update())
    return {one.slug: one for one in found}


async def among(session: AsyncSession, actor: Actor, slugs: Collection[str]) -> dict[str, Regulation]:
    """Works by slug; those that are there."""
    if not slugs:
        return {}
    found = await session.scalars(visible_to(actor).where(col(Regulation.slug).in_(slugs)))
    return {one.slug: one for one in found}


async def relations_of(session: AsyncSession, actor: Actor, slug: str) -> list[RegulationRelation]:
    """What a work did and what was done to it."""
    statement = select(RegulationRelation).where(
        or_(col(RegulationRelation.from_slug) == slug, col(RegulationRelation.to_slug) == slug)
    )
    return list(await session.scalars(statement.order_by(col(RegulationRelation.id))))


async def page_of_relations(
    session: AsyncSession, actor: Actor, slug: str, *, after: UUID | None, size: int
) -> list[RegulationRelation]:
    """The same, page by page in the order of their ids."""
    own = RegulationRelation
    statement = select(own).where(or_(col(own.from_slug) == slug, col(own.to_slug) == slug))
    if after is not None:
        statement = statement.where(col(own.id) > after)
    return list(await session.scalars(statement.order_by(col(own.id)).limit(size)))


async def done_by(
    session: AsyncSession, actor: Actor, kind: str, slugs: Collection[str]
) -> list[tuple[str, str]]:
    """Pairs (from, to) of one kind of relation that start from any of these."""
    own = RegulationRelation
    statement = select(col(own.from_slug), col(own.to_slug)).where(
        and_(col(own.kind) == kind, col(own.from_slug).in_(slugs))
    )
    return [(start, end) for start, end in await session.execute(statement)]


async def taken(
    session: AsyncSession, actor: Actor, identities: Iterable[tuple[str, str, int, str]], *, but: UUID
) -> str | None:
    """The slug of another work that has one of these identities."""
    own = RegulationIdentity
    columns = tuple_(col(own.type), col(own.number), col(own.year), col(own.issuer))
    statement = (
        visible_to(actor)
        .with_only_columns(col(Regulation.slug))
        .join(own, col(own.regulation_id) == col(Regulation.id))
        .where(columns.in_(list(identities)), col(Regulation.id) != but)
        .limit(1)
    )
    slug: str | None = await session.scalar(statement)
    return slug


async def by_keys(session: AsyncSession, actor: Actor, keys: Collection[str]) -> list[Regulation]:
    """Works that may be cited by any of these keys."""
    if not keys:
        return []
    wanted = cast(array(list(keys)), ARRAY(Text))
    statement = visible_to(actor).where(col(Regulation.keys).bool_op("&&")(wanted))
    return list(await session.scalars(statement.order_by(col(Regulation.slug)).limit(500)))


async def of_type_and_number(
    session: AsyncSession, actor: Actor, type_: str | None, number: str
) -> list[Regulation]:
    """Works of a number, of whatever year; newest first."""
    own = RegulationIdentity
    identified = select(col(own.regulation_id)).where(col(own.number) == number)
    if type_ is not None:
        identified = identified.where(col(own.type) == type_)
    statement = visible_to(actor).where(col(Regulation.id).in_(identified))
    return list(await session.scalars(statement.order_by(col(Regulation.year).desc().nulls_last()).limit(50)))
