"""Every SELECT on the index. Each one starts from `visible_to`."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.knowledge.search.models import ClickCount, SearchCount, SearchDocument, SearchTerm, SearchWord

MOST_COUNTED = 10_000
FACETS = ("kind", "dimension", "type", "year", "forum")
LISTED = {"sector": "sectors", "urusan": "urusan", "region": "regions"}
# What a term weighs that an abbreviation stands for (D), in the text (C), the keywords (B), the title (A).
_WEIGHTS: ColumnElement[Any] = literal_column("'{0.04,0.15,0.45,1}'::float4[]")
# A score is a whole number of these, so that a cursor can hold it.
SCALE = 1_000_000


def visible_to(actor: Actor) -> Select[SearchDocument]:
    """The index holds what is published and nothing else: all of it, for every actor."""
    return select(SearchDocument)


def term_names() -> ColumnElement[list[str]]:
    """Every term of a document."""
    return func.tsvector_to_array(col(SearchDocument.terms), type_=ARRAY(Text))


class Held(NamedTuple):
    """A document as the index has it, with its terms."""

    document: SearchDocument
    terms: list[str]


async def lock(session: AsyncSession, items: Sequence[tuple[str, UUID]]) -> dict[tuple[str, UUID], Held]:
    """What the index has of these items, locked."""
    found = await session.execute(
        visible_to(ANONYMOUS)
        .add_columns(term_names())
        .where(tuple_(col(SearchDocument.kind), col(SearchDocument.item_id)).in_(items))
        .order_by(col(SearchDocument.id))
        .with_for_update()
    )
    return {(document.kind, document.item_id): Held(document, terms) for document, terms in found}


async def lock_stale(session: AsyncSession, shape: str, *, limit: int) -> list[SearchDocument]:
    """Some documents that another analyser took apart, locked."""
    statement = visible_to(ANONYMOUS).where(col(SearchDocument.shape) != shape)
    found = await session.scalars(
        statement.order_by(col(SearchDocument.id)).limit(limit).with_for_update(skip_locked=True)
    )
    return list(found)


async def exists(session: AsyncSession, kind: str, slug: str) -> bool:
    """Whether the index has this item."""
    item = and_(col(SearchDocument.kind) == kind, col(SearchDocument.slug) == slug)
    found = await session.scalar(visible_to(ANONYMOUS).with_only_columns(func.count()).where(item))
    return bool(found)


async def count_of_day(
    session: AsyncSession, table: type[SearchCount] | type[ClickCount], day: date, *, most: int
) -> int:
    """How many rows a day has, counted to `most`. Nobody's: policy names who reads the log."""
    of_day = select(literal_column("1")).where(col(table.day) == day).limit(most).subquery()
    return int(await session.scalar(select(func.count()).select_from(of_day)) or 0)


async def counted(session: AsyncSession, day: date, asked: Sequence[str]) -> set[tuple[str, str]]:
    """Which of these queries the log of a day has, each with what it found."""
    columns = (col(SearchCount.query), col(SearchCount.found))
    held = await session.execute(
        select(*columns).where(col(SearchCount.day) == day, col(SearchCount.query).in_(set(asked)))
    )
    return {(query, found) for query, found in held}


# In how many documents these terms stand.
FREQUENCIES = compile_read(
    select(col(SearchTerm.term), col(SearchTerm.documents)).where(
        col(SearchTerm.term) == any_(bindparam("terms", type_=ARRAY(Text)))
    )
)
# Which of these words stand in some document as written.
KNOWN_WORDS = compile_read(
    select(col(SearchWord.word)).where(
        col(SearchWord.word) == any_(bindparam("words", type_=ARRAY(Text))),
        col(SearchWord.documents) > literal_column("0"),
    )
)


def _similar() -> CompiledRead:
    length = func.unnest(bindparam("lengths", type_=ARRAY(Integer))).table_valued("n").render_derived("l")
    words = (
        select(col(SearchWord.word), col(SearchWord.documents))
        .where(col(SearchWord.length) == length.c.n, col(SearchWord.documents) > literal_column("0"))
        .order_by(col(SearchWord.documents).desc())
        .limit(bindparam("each", type_=Integer))
        .lateral("words")
    )
    return compile_read(select(words.c.word, words.c.documents).select_from(length.join(words, true())))


# The most frequent words of these lengths.
WORDS_OF_LENGTH = _similar()


def _matches(name: str) -> ColumnElement[bool]:
    return col(SearchDocument.terms).op("@@")(cast(bindparam(name, type_=Text), TSQUERY))


def _candidates(walk: str, *, since: bool, until: bool = False) -> Select[Any]:
    """The ids to rank, at most `most`.

    `index` asks the inverted index; `recent` looks at so many of the newest documents (`walk`), for what
    is so common that the index would name half of all; with `until` at none that came later.
    """
    document = visible_to(ANONYMOUS)
    if until:
        document = document.where(col(SearchDocument.indexed_at) <= bindparam("until", type_=DateTime(True)))
    if since:
        document = document.where(col(SearchDocument.indexed_at) > bindparam("since", type_=DateTime(True)))
    if walk == "index":
        return (
            document.with_only_columns(col(SearchDocument.id))
            .where(_matches("candidates"))
            .limit(bindparam("most", type_=Integer))
        )
    columns = (col(SearchDocument.id), col(SearchDocument.terms), col(SearchDocument.updated_at))
    recent = (
        document.with_only_columns(*columns)
        .order_by(col(SearchDocument.updated_at).desc(), col(SearchDocument.id).desc())
        .limit(bindparam("walk", type_=Integer))
        .subquery("recent")
    )
    wanted = recent.c.terms.op("@@")(cast(bindparam("candidates", type_=Text), TSQUERY))
    return select(recent.c.id).where(wanted).limit(bindparam("most", type_=Integer))


_SHOWN = ("kind", "item_id", "slug", "title", "names", "keywords", "text", "updated_at")


@lru_cache(maxsize=32)
def page(walk: str, sort: str, *, since: bool, continued: bool) -> CompiledRead:
    """A page of results: `kind item_id slug title names keywords text updated_at score id`.

    Takes `candidates` (tsquery), `most`, `walk`; `asked` (tsquery per term) and their `shares` of the
    whole, which add up to 1; `least` share a result must have; `near` and `phrase` (tsquery) of all words
    together; `exact` (tsquery) for what is meant by name or number; continued, `until` when it began.
    """
    # What comes while somebody reads must not push others out of what is looked at.
    found = (
        _candidates(walk, since=since, until=continued and walk == "recent")
        .cte("candidates")
        .prefix_with("MATERIALIZED")
    )
    ids = select(found.c.id)
    asked = (
        func.unnest(
            cast(bindparam("asked", type_=ARRAY(Text)), ARRAY(TSQUERY)),
            cast(bindparam("shares", type_=ARRAY(Float)), ARRAY(Float)),
        )
        .table_valued("query", "share")
        .render_derived("asked")
    )
    terms = col(SearchDocument.terms)
    rank = func.ts_rank(_WEIGHTS, terms, asked.c.query)
    judged = (
        select(
            func.sum(case((rank > literal_column("0"), asked.c.share), else_=literal_column("0"))).label(
                "share"
            ),
            func.sum(asked.c.share * rank).label("rank"),
        )
        .select_from(asked)
        .correlate(SearchDocument)
        .lateral("judged")
    )
    bonus = [
        literal_column("0.3")
        * func.ts_rank_cd(
            _WEIGHTS, terms, cast(bindparam("near", type_=Text), TSQUERY), literal_column("32")
        ),
        case((_matches("phrase"), literal_column("0.3")), else_=literal_column("0")),
        case((_matches("exact"), literal_column("2")), else_=literal_column("0")),
    ]
    share = func.coalesce(judged.c.share, literal_column("0"))
    value = share * literal_column("0.5") + func.coalesce(judged.c.rank, literal_column("0"))
    for more in bonus:
        value = value + more
    score = cast(func.round(value * literal_column(str(SCALE))), BigInteger)
    scored = (
        visible_to(ANONYMOUS)
        .with_only_columns(
            *(col(getattr(SearchDocument, name)) for name in _SHOWN),
            score.label("score"),
            col(SearchDocument.id),
        )
        .join(judged, true())
        .where(
            col(SearchDocument.id).in_(ids),
            (share >= bindparam("least", type_=Float)) | _matches("exact"),
        )
        .subquery("scored")
    )
    statement = select(scored)
    first = scored.c.score if sort == "relevance" else scored.c.updated_at
    if continued:
        key_type = BigInteger() if sort == "relevance" else DateTime(timezone=True)
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(first, scored.c.id) < after)
    order = (first.desc(), scored.c.id.desc())
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


@lru_cache(maxsize=4)
def facets(walk: str) -> CompiledRead:
    """How many candidates have each value; rows are (facet, value, count), `total` without a value."""
    matched = (
        visible_to(ANONYMOUS)
        .where(col(SearchDocument.id).in_(_candidates(walk, since=False)))
        .with_only_columns(*(col(getattr(SearchDocument, name)) for name in (*FACETS, *LISTED.values())))
        .cte("matched")
    )
    counted = [
        select(literal_column("'total'", Text), cast(null(), Text), func.count()).select_from(matched),
        *(
            select(literal_column(f"'{name}'", Text), cast(matched.c[name], Text), func.count())
            .where(matched.c[name].is_not(None))
            .group_by(matched.c[name])
            for name in FACETS
        ),
    ]
    for name, column in LISTED.items():
        value = func.unnest(matched.c[column]).table_valued("value").render_derived(f"of_{name}")
        counted.append(
            select(literal_column(f"'{name}'", Text), value.c.value, func.count())
            .select_from(matched.join(value, true()))
            .group_by(value.c.value)
        )
    return compile_read(union_all(*counted))


@lru_cache(maxsize=4)
def logged(*, of_found: bool, continued: bool) -> CompiledRead:
    """The log of a period, most frequent first; rows are (document, searches, query, found)."""
    in_period = (bindparam("since", type_=Date), bindparam("until", type_=Date))
    columns: list[Any] = [
        col(SearchCount.query).label("query"),
        col(SearchCount.found).label("found"),
        cast(func.sum(col(SearchCount.searches)), BigInteger).label("searches"),
        func.min(col(SearchCount.day)).label("first_day"),
        func.max(col(SearchCount.day)).label("last_day"),
    ]
    searched = select(*columns).where(col(SearchCount.day).between(*in_period))
    if of_found:
        searched = searched.where(col(SearchCount.found) == bindparam("found", type_=Text))
    s = searched.group_by(col(SearchCount.query), col(SearchCount.found)).subquery("s")
    clicks = (
        select(func.coalesce(cast(func.sum(col(ClickCount.clicks)), BigInteger), literal_column("0")))
        .where(col(ClickCount.query) == s.c.query, col(ClickCount.day).between(*in_period))
        .scalar_subquery()
    )
    document = json_bytes(
        json_object(
            query=s.c.query,
            found=s.c.found,
            searches=s.c.searches,
            clicks=clicks,
            first_day=s.c.first_day,
            last_day=s.c.last_day,
        )
    )
    keys = (s.c.searches, s.c.query, s.c.found)
    statement = select(document, *keys)
    if continued:
        after = tuple_(
            bindparam("after_searches", type_=BigInteger),
            bindparam("after_query", type_=Text),
            bindparam("after_found", type_=Text),
        )
        statement = statement.where(tuple_(*keys) < after)
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))
