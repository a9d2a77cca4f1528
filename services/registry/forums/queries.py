"""Every SELECT on forums. Each one starts from `visible_to`."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit import clock
from services.kit.actor import ANONYMOUS, Actor
from services.kit.db import simpul_of
from services.kit.ids import as_id
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.forums import analysis
from services.registry.forums.documents import rendering, shape
from services.registry.forums.matching import MOST_FORUMS, NamedForum
from services.registry.forums.models import (
    PROVINCE_OF_MEMBER,
    Alias,
    Fact,
    Forum,
    ForumDocument,
    HistoryEntry,
    ImportedRecord,
    Link,
    Member,
    StatusChange,
)
from services.registry.vocabularies.models import Term

# Filters that hold one column to one code, and those that look into a list of codes.
EQUAL = (
    "branch",
    "scope",
    "status",
    "stage",
    "entity_kind",
    "orientation",
    "institutional_format",
    "management",
)
# What forums are counted by; entity kinds apart, for an association is no forum.
FACETS = ("entity_kind", "status", "branch", "scope", "stage", "orientation", "institutional_format")
MOST_COUNTED = 10_000
CONTAINED = {"sector": "sectors", "basis": "basis", "network_type": "network_types"}


def visible_to(actor: Actor) -> Select[Forum]:
    """Forums that are there for this actor: in its own simpul every forum is public."""
    return select(Forum)


def _refers_to(reference: str) -> ColumnElement[bool]:
    forum_id = as_id(reference)
    return col(Forum.id) == forum_id if forum_id else col(Forum.slug) == reference


# Hot reads. What the public may see is what all may see, so one shape serves every actor.
_documents = visible_to(ANONYMOUS).join(ForumDocument, col(ForumDocument.forum_id) == col(Forum.id))
_document = json_bytes(col(ForumDocument.document))
_one = _documents.with_only_columns(_document, col(ForumDocument.version), maintain_column_froms=True)
ONE_BY_SLUG = compile_read(_one.where(col(Forum.slug) == bindparam("slug", type_=Text)))
ONE_BY_ID = compile_read(_one.where(col(Forum.id) == bindparam("id", type_=Uuid)))


def _has_member(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(Member.forum_id) == col(Forum.id), col(Member.member_to).is_(None), where)


def _where(filters: frozenset[str]) -> Iterator[ColumnElement[bool]]:
    """What each of these filters asks of a forum; their values are parameters of the same names."""
    for field in EQUAL:
        if field in filters:
            yield col(getattr(Forum, field)) == bindparam(field, type_=Text)
    for parameter, field in CONTAINED.items():
        if parameter in filters:
            wanted = cast(array([bindparam(parameter, type_=Text)]), ARRAY(Text))
            yield col(getattr(Forum, field)).contains(wanted)
    if "region" in filters:
        yield _has_member(col(Member.region_code) == bindparam("region", type_=Text))
    if "province" in filters:
        province = bindparam("province", type_=Text)
        lies_in = province == PROVINCE_OF_MEMBER
        yield _has_member(lies_in)
    if by_instrument := filters.intersection(analysis.BY_INSTRUMENT):
        yield analysis.has_instrument(by_instrument)
    yield from (analysis.OF_FORUMS[name] for name in sorted(filters & analysis.OF_FORUMS.keys()))


@lru_cache(maxsize=512)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, id).

    Besides the filters' values it takes `today`, and `year_ago` as text.
    """
    name = sort.removeprefix("-")
    key = col(getattr(Forum, name))
    key_type = DateTime(timezone=True) if name.endswith("_at") else Text()
    statement = _documents.with_only_columns(_document, key, col(Forum.id), maintain_column_froms=True)
    statement = statement.where(*_where(filters))
    keys = (key, col(Forum.id))
    descending = sort.startswith("-")
    if continued:
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        here = tuple_(*keys)
        statement = statement.where(here < after if descending else here > after)
    order = [k.desc() for k in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=256)
def facets(filters: frozenset[str]) -> CompiledRead:
    """How many forums have each value; rows are (facet, value, count), the facet `total` without a value.

    Of more than `MOST_COUNTED` forums only that many and one are looked at.
    """
    ids = visible_to(ANONYMOUS).with_only_columns(col(Forum.id)).where(*_where(filters))
    matched = (
        visible_to(ANONYMOUS)
        .where(col(Forum.id).in_(ids.limit(MOST_COUNTED + 1)))
        .with_only_columns(*(col(getattr(Forum, name)) for name in FACETS), col(Forum.sectors))
        .cte("matched")
    )
    counted = [
        select(literal_column("'total'", Text), cast(null(), Text), func.count()).select_from(matched),
        *(
            select(literal_column(f"'{name}'", Text), matched.c[name], func.count()).group_by(matched.c[name])
            for name in FACETS
        ),
    ]
    sector = func.unnest(matched.c.sectors).table_valued("value").render_derived()
    counted.append(
        select(literal_column("'sector'", Text), sector.c.value, func.count())
        .select_from(matched.join(sector, literal_column("true")))
        .group_by(sector.c.value)
    )
    return compile_read(union_all(*counted))


async def lock(session: AsyncSession, actor: Actor, reference: str) -> Forum | None:
    """The forum by slug or id, locked until the transaction ends; None if not there for this actor."""
    statement = visible_to(actor).where(_refers_to(reference)).with_for_update()
    return (await session.scalars(statement)).one_or_none()


async def lock_stale(session: AsyncSession, actor: Actor, *, limit: int) -> list[Forum]:
    """Some forums whose document is of another shape than this release renders, locked."""
    statement = (
        visible_to(actor)
        .join(ForumDocument, col(ForumDocument.forum_id) == col(Forum.id))
        .where(col(ForumDocument.shape) != shape(simpul_of(session)))
        .order_by(col(Forum.id))
        .limit(limit)
        .with_for_update(of=Forum)
    )
    return list(await session.scalars(statement))


async def lock_linked(session: AsyncSession, actor: Actor, forum_id: UUID) -> list[Forum]:
    """The forums at the other ends of a forum's links, locked; the links to it count as changed."""
    to_it = col(Link.to_forum_id) == forum_id
    await session.execute(update(Link).where(to_it).values(version=col(Link.version) + 1))
    target = col(Link.to_forum_id)
    at_other_ends = or_(
        col(Forum.id).in_(select(col(Link.forum_id)).where(to_it)),
        col(Forum.id).in_(select(target).where(col(Link.forum_id) == forum_id, target.is_not(None))),
    )
    statement = visible_to(actor).where(at_other_ends).order_by(col(Forum.id)).with_for_update()
    return list(await session.scalars(statement))


async def find(session: AsyncSession, actor: Actor, reference: str) -> Forum | None:
    """The forum by slug or id; None if it is not there for this actor."""
    return (await session.scalars(visible_to(actor).where(_refers_to(reference)))).one_or_none()


async def named(session: AsyncSession, actor: Actor) -> list[NamedForum]:
    """Id, slug and names of the forums, never their documents; so many that matching stays quick."""
    others = (
        select(func.array_agg(col(Alias.name)))
        .where(col(Alias.forum_id) == col(Forum.id))
        .correlate(Forum)
        .scalar_subquery()
    )
    columns = (col(Forum.id), col(Forum.slug), col(Forum.name), col(Forum.short_name), others)
    statement = visible_to(actor).with_only_columns(*columns).order_by(col(Forum.id)).limit(MOST_FORUMS)
    found = await session.execute(statement)
    return [
        NamedForum(forum_id, slug, name, short_name, tuple(aliases or ()))
        for forum_id, slug, name, short_name, aliases in found
    ]


async def slug_is_taken(session: AsyncSession, slug: str) -> bool:
    """Whether a forum has this slug, whoever may see it."""
    return bool(await session.scalar(select(exists().where(col(Forum.slug) == slug))))


async def is_imported(session: AsyncSession, key: str) -> bool:
    """Whether a record of the import was taken before."""
    return await session.get(ImportedRecord, key) is not None


async def render(session: AsyncSession, forum_id: UUID) -> dict[str, Any]:
    """The aggregate as it stands in this transaction."""
    rendered = await session.execute(rendering(simpul_of(session)), {"forum_id": forum_id})
    document: dict[str, Any] = rendered.scalar_one()
    return document


async def provinces_of(session: AsyncSession, forum_id: UUID) -> frozenset[str]:
    """Codes of the provinces that the forum's members, present and past, are or lie in."""
    statement = select(PROVINCE_OF_MEMBER).where(
        col(Member.forum_id) == forum_id, col(Member.region_code).is_not(None)
    )
    return frozenset(await session.scalars(statement))


async def facts_of(session: AsyncSession, actor: Actor, forum_id: UUID) -> list[Fact]:
    """All facts of a forum: some dozens, one per field and change."""
    statement = select(Fact).where(col(Fact.forum_id) == forum_id)
    return list(await session.scalars(statement))


async def status_changes_of(session: AsyncSession, actor: Actor, forum_id: UUID) -> list[StatusChange]:
    """All changes of a forum's status: some few."""
    statement = select(StatusChange).where(col(StatusChange.forum_id) == forum_id)
    return list(await session.scalars(statement))


async def urusan_of(session: AsyncSession, actor: Actor, sectors: list[str]) -> list[str]:
    """The affairs of government that these sectors are mapped onto."""
    statement = select(col(Term.attributes)["urusan"]).where(
        col(Term.vocabulary_code) == "sector", col(Term.code).in_(sectors)
    )
    return sorted({code for codes in await session.scalars(statement) for code in codes or ()})


async def rows_added_later(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, str]:
    """The legal day on which each row below a forum was added, of those that did not come with it."""
    is_new_row = col(HistoryEntry.field).regexp_match("^[a-z_]+/[0-9a-f-]{36}$")
    statement = select(col(HistoryEntry.field), func.min(col(HistoryEntry.at))).where(
        col(HistoryEntry.forum_id) == forum_id, is_new_row
    )
    found = await session.execute(statement.group_by(col(HistoryEntry.field)))
    return {field.partition("/")[2]: clock.legal_day(at).isoformat() for field, at in found}


_entry = json_bytes(
    json_object(
        id=col(HistoryEntry.id),
        version=col(HistoryEntry.version),
        field=col(HistoryEntry.field),
        old=col(HistoryEntry.old),
        new=col(HistoryEntry.new),
        who=col(HistoryEntry.who),
        when=col(HistoryEntry.at),
        why=col(HistoryEntry.why),
    )
)


@lru_cache(maxsize=4)
def history_page(*, of_field: bool, continued: bool) -> CompiledRead:
    """History of one forum, newest first; rows are (document, version, id)."""
    keys = (col(HistoryEntry.version), col(HistoryEntry.id))
    statement = select(_entry, *keys).where(col(HistoryEntry.forum_id) == bindparam("forum_id", type_=Uuid))
    if of_field:
        statement = statement.where(col(HistoryEntry.field) == bindparam("field", type_=Text))
    if continued:
        after = (bindparam("after_key", type_=Integer), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))
