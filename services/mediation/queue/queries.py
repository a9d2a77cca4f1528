"""Every SELECT on the queue. Each one starts from `visible_to`: a page is one index read, bytes from SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import CompiledRead, HotReads, compile_read, json_bytes, json_list, json_object
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case, Issue, Letter, MediationSession, Party
from services.mediation.queue.models import SavedView
from services.mediation.queue.schemas import QueueFilters, QueueQuery

MINE, NOBODYS = "saya", "tanpa"
MOST_COUNTED = 10_000
# So many rows of each kind make up a day.
MOST_OF_A_DAY = 100
SOON = timedelta(days=7)


def visible_to(actor: Actor) -> Select[Case]:
    """Cases of the office; an officer bound to provinces sees theirs."""
    return cases.visible_to(actor)


_party = json_object(
    id=col(Party.id),
    role=col(Party.role),
    forum=col(Party.forum),
    region_code=col(Party.region_code),
    name=col(Party.name),
    willingness=col(Party.willingness),
)
_parties = (
    select(json_list(_party, order_by=col(Party.id)))
    .where(col(Party.case_id) == col(Case.id), col(Party.left_on).is_(None))
    .scalar_subquery()
)
_HEAD = ("id", "version", "number", "title", "kind", "state", "priority", "priority_reasons")
_TIMES = (
    "due_at",
    "due",
    "assignee",
    "assigned_at",
    "unassigned_since",
    "awaited",
    "awaited_since",
    "filed_at",
    "updated_at",
    "demo",
    "standing",
)
# What the caller is in each case decides which of its acts are theirs.
_part = case(
    (col(Case.assignee) == bindparam("me", type_=Text), literal_column("'petugas'")),
    else_=bindparam("otherwise", type_=Text),
)
_acts = func.coalesce(cast(col(Case.acts), JSONB)[_part], literal_column("'[]'::jsonb"))
_item = json_object(
    **{name: col(getattr(Case, name)) for name in (*_HEAD, *_TIMES)},
    parties=_parties,
    allowed_acts=_acts,
)


def _filter(name: str) -> ColumnElement[bool]:
    """The condition of one filter, over a parameter of its name."""
    if name == "assignee":
        return col(Case.assignee) == bindparam("assignee", type_=Text)
    if name == "unassigned":
        return col(Case.assignee).is_(None)
    if name == "category":
        named = select(col(Issue.case_id)).where(col(Issue.category) == bindparam("category", type_=Text))
        return col(Case.id).in_(named)
    if name == "forum":
        wanted = bindparam("forum", type_=Text)
        party = select(col(Party.case_id)).where(col(Party.forum) == wanted)
        return or_(col(Case.forum) == wanted, col(Case.id).in_(party))
    if name == "province":
        return cases.lies_in(cast(bindparam("province"), ARRAY(Text)))
    if name == "provinces":
        return cases.lies_in(cast(bindparam("provinces"), ARRAY(Text)))
    if name == "overdue":
        return col(Case.due_at) <= bindparam("now", type_=DateTime(timezone=True))
    if name == "q":
        query = func.websearch_to_tsquery(literal_column("'simple'::regconfig"), bindparam("q", type_=Text))
        return col(Case.words).op("@@")(query)
    if name == "unfinished":
        return col(Case.finished_at).is_(None)
    held: ColumnElement[bool] = col(getattr(Case, name)) == bindparam(name, type_=Text)
    return held


_RANKS: dict[str, ColumnElement[Any]] = {
    "-priority": -col(Case.priority),
    "due_at": type_coerce(col(Case.due_rank), BigInteger),
    "awaited_since": type_coerce(col(Case.wait_rank), BigInteger),
}


@cache
def _page(filters: tuple[str, ...], sort: str, *, goes_on: bool) -> CompiledRead:
    """The read of a shape: which filters, which sort, whether it goes on after a row."""
    column = _RANKS[sort]
    last = tuple_(bindparam("last", type_=BigInteger), bindparam("last_id", type_=Uuid))
    # Every case: who may see which was decided by the filters `provinces` and by the caller's role.
    statement = cases.everything().with_only_columns(json_bytes(_item), column, col(Case.id))
    statement = statement.where(*(_filter(name) for name in filters))
    if goes_on:
        statement = statement.where(tuple_(column, col(Case.id)) > last)
    order = [column.asc(), col(Case.id).asc()]
    limit = bindparam("size", type_=Integer)
    return compile_read(statement.order_by(*order).limit(limit))


async def page(
    reads: HotReads, actor: Actor, query: QueueQuery, *, now: datetime, after: Sequence[Any] | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """A page of the queue as (document, sort key, id)."""
    names, values = filters_of(actor, query, now=now)
    if after is not None:
        values |= {"last": after[0], "last_id": UUID(str(after[1]))}
    read = _page(names, query.sort, goes_on=after is not None)
    otherwise = "koordinator" if roles.is_coordinator(actor) else "petugas_lain"
    return await reads.all(read, **values, me=actor.subject, otherwise=otherwise, size=size)


def filters_of(
    actor: Actor, filters: QueueFilters, *, now: datetime
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Which conditions a query sets, and their values; the office's provinces among them."""
    values: dict[str, Any] = {}
    names: list[str] = []
    for name, value in filters.wanted().items():
        if name == "assignee" and value == NOBODYS:
            names.append("unassigned")
            continue
        names.append(name)
        if name == "assignee":
            values[name] = actor.subject if value == MINE else value
        elif name == "overdue":
            values["now"] = now
        else:
            values[name] = [value] if name == "province" else value
    if filters.state is None:
        names.append("unfinished")
    if bound := sorted(actor.bound_to("province")):
        names.append("provinces")
        values["provinces"] = bound
    return tuple(names), values


_DUE = case(
    (col(Case.due_at).is_(None), literal_column("'tanpa_batas'")),
    (col(Case.due_at) <= bindparam("at", type_=DateTime(timezone=True)), literal_column("'lewat'")),
    (
        col(Case.due_at) <= bindparam("soon", type_=DateTime(timezone=True)),
        literal_column("'tujuh_hari'"),
    ),
    else_=literal_column("'nanti'"),
)
# Parties are awaited by name; counted they are one.
_AWAITED = func.split_part(col(Case.awaited), literal_column("':'"), literal_column("1"))
_COUNTED: dict[str, SQLColumnExpression[Any]] = {
    "state": col(Case.state),
    "kind": col(Case.kind),
    "assignee": col(Case.assignee),
    "awaited": _AWAITED,
    "due": _DUE,
}


@cache
def _facets(filters: tuple[str, ...]) -> CompiledRead:
    """The counts of a shape, over at most `MOST_COUNTED` + 1 cases."""
    rows = (
        cases.everything()
        .with_only_columns(*(column.label(name) for name, column in _COUNTED.items()))
        .where(*(_filter(name) for name in filters))
        .limit(MOST_COUNTED + 1)
        .cte()
    )
    kinds: list[Select[*tuple[Any, ...]]] = [
        select(literal_column(f"'{name}'").label("facet"), cast(rows.c[name], Text), func.count())
        .group_by(rows.c[name])
        .select_from(rows)
        for name in _COUNTED
    ]
    return compile_read(union_all(*kinds))


async def facets(
    reads: HotReads, actor: Actor, filters: QueueFilters, *, now: datetime
) -> dict[str, list[tuple[str | None, int]]]:
    """Values and their counts by facet, the most frequent first."""
    names, values = filters_of(actor, filters, now=now)
    found: dict[str, list[tuple[str | None, int]]] = {name: [] for name in _COUNTED}
    rows = await reads.all(_facets(names), **values, at=now, soon=now + SOON)
    for facet, value, count in sorted(rows, key=lambda row: (-row[2], row[1] or "")):
        found[facet].append((value, count))
    return found


async def held_by(session: AsyncSession, actor: Actor, subject: str) -> list[UUID]:
    """The unfinished cases of one officer that the caller sees, in the order of their ids."""
    statement = (
        visible_to(actor)
        .with_only_columns(col(Case.id))
        .where(col(Case.assignee) == subject, col(Case.finished_at).is_(None))
        .order_by(col(Case.id))
    )
    return list(await session.scalars(statement))


async def workload(session: AsyncSession, actor: Actor, *, now: datetime) -> Sequence[tuple[Any, ...]]:
    """What each officer holds: (assignee, open, overdue, due in seven days, awaiting the office, oldest)."""
    due, own = col(Case.due_at), col(Case.awaited).in_(("petugas", "koordinator"))
    opened = func.count()
    statement = (
        visible_to(actor)
        .with_only_columns(
            col(Case.assignee),
            opened,
            func.count().filter(due <= now),
            func.count().filter(due > now, due <= now + SOON),
            func.count().filter(own),
            func.min(col(Case.assigned_at)),
        )
        .where(col(Case.finished_at).is_(None))
        .group_by(col(Case.assignee))
        .order_by(opened.desc(), col(Case.assignee))
    )
    return [tuple(row) for row in await session.execute(statement)]


def own_views(actor: Actor) -> Select[SavedView]:
    """The kept questions of the caller; nobody sees another's."""
    return select(SavedView).where(col(SavedView.subject) == actor.subject)


async def views(
    session: AsyncSession, actor: Actor, *, after: list[Any] | None, size: int
) -> list[SavedView]:
    """The caller's kept questions by name."""
    statement = own_views(actor)
    if after is not None:
        statement = statement.where(col(SavedView.name) > after[0])
    return list(await session.scalars(statement.order_by(col(SavedView.name)).limit(size)))


async def lock_view(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView | None:
    """A kept question of the caller, locked."""
    statement = own_views(actor).where(col(SavedView.id) == view_id).with_for_update()
    return (await session.scalars(statement)).one_or_none()


def _mine(actor: Actor) -> Select[Case]:
    """The caller's own unfinished cases."""
    return visible_to(actor).where(col(Case.assignee) == actor.subject, col(Case.finished_at).is_(None))


async def due_soon(session: AsyncSession, actor: Actor, *, now: datetime) -> list[Case]:
    """Own cases of which a limit has passed or ends within seven days, the first first."""
    statement = _mine(actor).where(col(Case.due_at) <= now + SOON)
    ordered = statement.order_by(col(Case.due_at), col(Case.id))
    return list(await session.scalars(ordered.limit(MOST_OF_A_DAY)))


async def unanswered(session: AsyncSession, actor: Actor) -> Sequence[tuple[Any, ...]]:
    """Letters of own cases that await an answer: (case id, case number, letter), the longest due first."""
    own = (
        _mine(actor).with_only_columns(col(Case.id).label("id"), col(Case.number).label("number")).subquery()
    )
    statement = (
        select(own.c.id, own.c.number, Letter)
        .join(own, col(Letter.case_id) == own.c.id)
        .where(
            col(Letter.awaits_reply_until).is_not(None),
            col(Letter.answered_at).is_(None),
            col(Letter.withdrawn_at).is_(None),
        )
        .order_by(col(Letter.awaits_reply_until), col(Letter.id))
    )
    return [tuple(row) for row in await session.execute(statement.limit(MOST_OF_A_DAY))]


async def meetings(session: AsyncSession, actor: Actor, *, now: datetime) -> Sequence[tuple[Any, ...]]:
    """Sessions of own cases in the next seven days: (case id, case number, session), the next first."""
    own = (
        _mine(actor).with_only_columns(col(Case.id).label("id"), col(Case.number).label("number")).subquery()
    )
    starts = col(MediationSession.starts_at)
    statement = (
        select(own.c.id, own.c.number, MediationSession)
        .join(own, col(MediationSession.case_id) == own.c.id)
        .where(col(MediationSession.state) == "terjadwal", starts >= now, starts <= now + SOON)
        .order_by(starts, col(MediationSession.id))
    )
    return [tuple(row) for row in await session.execute(statement.limit(MOST_OF_A_DAY))]
