"""Every SELECT on the directory. Each one starts from `visible_to`."""

from functools import lru_cache

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, cast, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes
from services.knowledge.directory import analysis
from services.knowledge.directory.models import DirectoryEntry, EntryBorderPair

EQUAL = ("branch", "scope", "status", "stage", "entity_kind")
CONTAINED = {"sector": "sectors", "region": "regions", "province": "regions"}


def visible_to(actor: Actor) -> Select[DirectoryEntry]:
    """The directory is public: every entry, for every actor."""
    return select(DirectoryEntry)


_document = json_bytes(col(DirectoryEntry.document))
_one = visible_to(ANONYMOUS).with_only_columns(_document, col(DirectoryEntry.version))
ONE_BY_SLUG = compile_read(_one.where(col(DirectoryEntry.slug) == bindparam("slug", type_=Text)))
ONE_BY_ID = compile_read(_one.where(col(DirectoryEntry.id) == bindparam("id", type_=Uuid)))


@lru_cache(maxsize=256)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """The list, compiled once per shape; rows are (document, sort key, id).

    Besides the filters' values it takes `today`, and `year_ago` as text.
    """
    name = sort.removeprefix("-")
    keys = (col(getattr(DirectoryEntry, name)), col(DirectoryEntry.id))
    statement = visible_to(ANONYMOUS).with_only_columns(_document, *keys)
    for field in EQUAL:
        if field in filters:
            statement = statement.where(col(getattr(DirectoryEntry, field)) == bindparam(field, type_=Text))
    for parameter, field in CONTAINED.items():
        if parameter in filters:
            wanted = cast(array([bindparam(parameter, type_=Text)]), ARRAY(Text))
            statement = statement.where(col(getattr(DirectoryEntry, field)).contains(wanted))
    if by_instrument := filters & analysis.BY_INSTRUMENT.keys():
        statement = statement.where(analysis.has_instrument(frozenset(by_instrument)))
    of_entry = sorted(filters & analysis.OF_ENTRIES.keys())
    statement = statement.where(*(analysis.OF_ENTRIES[name] for name in of_entry))
    descending = sort.startswith("-")
    if continued:
        key_type = DateTime(timezone=True) if name == "updated_at" else Text()
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < after if descending else tuple_(*keys) > after)
    order = [key.desc() for key in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


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
