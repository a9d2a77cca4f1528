"""Every SELECT on the directory. Each one starts from `visible_to`."""

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import (
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
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
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.knowledge.directory import analysis
from services.knowledge.directory.models import DirectoryEntry, EntryBorderPair

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
CONTAINED = {
    "sector": "sectors",
    "urusan": "urusan",
    "basis": "basis",
    "network_type": "network_types",
    "level": "levels",
    "region": "regions",
    "province": "regions",
}
# What entries are counted by; entity kinds apart, for an association is no forum.
FACETS = ("entity_kind", "status", "branch", "scope", "stage", "orientation", "institutional_format")
FACETS_OF_LISTS = {"level": "levels", "sector": "sectors", "urusan": "urusan", "province": "regions"}
MOST_COUNTED = 10_000


def visible_to(actor: Actor) -> Select[DirectoryEntry]:
    """The directory is public: every entry, for every actor."""
    return select(DirectoryEntry)


_document = json_bytes(col(DirectoryEntry.document))
_one = visible_to(ANONYMOUS).with_only_columns(_document, col(DirectoryEntry.version))
ONE_BY_SLUG = compile_read(_one.where(col(DirectoryEntry.slug) == bindparam("slug", type_=Text)))
ONE_BY_ID = compile_read(_one.where(col(DirectoryEntry.id) == bindparam("id", type_=Uuid)))


def _where(filters: frozenset[str]) -> Iterator[ColumnElement[bool]]:
    """What each of these filters asks of an entry; their values are parameters of the same names."""
    for field in EQUAL:
        if field in filters:
            yield col(getattr(DirectoryEntry, field)) == bindparam(field, type_=Text)
    for parameter, field in CONTAINED.items():
        if parameter in filters:
            wanted = cast(array([bindparam(parameter, type_=Text)]), ARRAY(Text))
            yield col(getattr(DirectoryEntry, field)).contains(wanted)
    if by_instrument := filters & analysis.BY_INSTRUMENT.keys():
        yield analysis.has_instrument(frozenset(by_instrument))
    yield from (analysis.OF_ENTRIES[name] for name in sorted(filters & analysis.OF_ENTRIES.keys()))


@lru_cache(maxsize=512)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, id).

    Besides the filters' values it takes `today`, and `year_ago` as text.
    """
    name = sort.removeprefix("-")
    keys = (col(getattr(DirectoryEntry, name)), col(DirectoryEntry.id))
    statement = visible_to(ANONYMOUS).with_only_columns(_document, *keys).where(*_where(filters))
    descending = sort.startswith("-")
    if continued:
        key_type = DateTime(timezone=True) if name == "updated_at" else Text()
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < after if descending else tuple_(*keys) > after)
    order = [key.desc() for key in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=256)
def facets(filters: frozenset[str]) -> CompiledRead:
    """How many entries have each value; rows are (facet, value, count), the facet `total` without a value.

    Of more than `MOST_COUNTED` entries only that many and one are looked at.
    """
    columns = (*FACETS, *FACETS_OF_LISTS.values())
    matched = (
        visible_to(ANONYMOUS)
        .with_only_columns(*(col(getattr(DirectoryEntry, name)) for name in columns))
        .where(*_where(filters))
        .limit(MOST_COUNTED + 1)
        .cte("matched")
    )
    counted = [
        select(literal_column("'total'", Text), cast(null(), Text), func.count()).select_from(matched),
        *(
            select(literal_column(f"'{name}'", Text), matched.c[name], func.count()).group_by(matched.c[name])
            for name in FACETS
        ),
    ]
    for name, column in FACETS_OF_LISTS.items():
        values = func.unnest(matched.c[column]).table_valued("value").render_derived()
        of_list = (
            select(literal_column(f"'{name}'", Text), values.c.value, func.count())
            .select_from(matched.join(values, literal_column("true")))
            .group_by(values.c.value)
        )
        if name == "province":
            # Beside the provinces the column holds the members' own codes.
            of_list = of_list.where(func.length(values.c.value) == literal_column("2"))
        counted.append(of_list)
    return compile_read(union_all(*counted))


@lru_cache(maxsize=8)
def border_pairs(*, without_forum: bool | None, of_region: bool, continued: bool) -> CompiledRead:
    """Border pairs by their codes; rows are (document, lower code, higher code)."""
    keys = (col(EntryBorderPair.lower_code), col(EntryBorderPair.higher_code))
    # Public, as the registry's.
    statement = select(json_bytes(col(EntryBorderPair.document)), *keys)
    if without_forum is not None:
        statement = statement.where(~analysis.has_forum() if without_forum else analysis.has_forum())
    if of_region:
        region = bindparam("region", type_=Text)
        statement = statement.where(or_(*(key == region for key in keys)))
    if continued:
        after = (bindparam("after_lower", type_=Text), bindparam("after_higher", type_=Text))
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return compile_read(statement.order_by(*keys).limit(bindparam("size", type_=Integer)))


async def exists_forum(session: AsyncSession, slug: str) -> bool:
    """Whether a forum of this slug is in the directory."""
    statement = visible_to(ANONYMOUS).with_only_columns(col(DirectoryEntry.id))
    return (await session.scalars(statement.where(col(DirectoryEntry.slug) == slug))).first() is not None


async def regions_of(session: AsyncSession, slug: str | None) -> list[str]:
    """Codes of a forum's current members and of their provinces; none of a forum that is not there."""
    if slug is None:
        return []
    statement = visible_to(ANONYMOUS).with_only_columns(col(DirectoryEntry.regions))
    found = (await session.scalars(statement.where(col(DirectoryEntry.slug) == slug))).one_or_none()
    return list(found or [])
