"""Every SELECT on the queue. Each one starts from `visible_to`: a page is one index read, bytes from SQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Integer,
    Select,
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
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.reads import CompiledRead, HotReads, compile_read, json_bytes, json_list, json_object
from services.mediation import roles
from services.mediation.cases import queries as cases
from services.mediation.cases.models import Case, Issue, Party
from services.mediation.queue.schemas import QueueQuery

MINE, NOBODYS = "saya", "tanpa"


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


@cache
def _page(filters: tuple[str, ...], sort: str, *, goes_on: bool) -> CompiledRead:
    """The read of a shape: which filters, which sort, whether it goes on after a row."""
    column = col(getattr(Case, sort.lstrip("-")))
    kind = Integer if sort == "-priority" else DateTime(timezone=True)
    last = bindparam("last", type_=kind)
    last_id = bindparam("last_id", type_=Uuid)
    # Every case: who may see which was decided by the filters `provinces` and by the caller's role.
    statement = cases.everything().with_only_columns(json_bytes(_item), column, col(Case.id))
    statement = statement.where(*(_filter(name) for name in filters))
    if sort == "-priority":
        if goes_on:
            statement = statement.where(or_(column < last, (column == last) & (col(Case.id) > last_id)))
        order = [column.desc(), col(Case.id).asc()]
    else:
        # Cases without a limit come last; they follow each other by id.
        if goes_on:
            statement = statement.where(tuple_(column, col(Case.id)) > tuple_(last, last_id))
        else:
            statement = statement.where(column.is_not(None))
        order = [column.asc(), col(Case.id).asc()]
    limit = bindparam("size", type_=Integer)
    return compile_read(statement.order_by(*order).limit(limit))


async def page(
    reads: HotReads, actor: Actor, query: QueueQuery, *, now: Any, after: Sequence[Any] | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """A page of the queue as (document, sort key, id)."""
    names, values = filters_of(actor, query, now=now)
    if after is not None:
        values |= {"last": after[0], "last_id": UUID(str(after[1]))}
    read = _page(names, query.sort, goes_on=after is not None)
    otherwise = "koordinator" if roles.is_coordinator(actor) else "petugas_lain"
    return await reads.all(read, **values, me=actor.subject, otherwise=otherwise, size=size)


def filters_of(actor: Actor, query: QueueQuery, *, now: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Which conditions a query sets, and their values; the office's provinces among them."""
    values: dict[str, Any] = {}
    names: list[str] = []
    for name, value in query.filters().items():
        if name == "assignee" and value == NOBODYS:
            names.append("unassigned")
        elif name == "assignee":
            names.append(name)
            values[name] = actor.subject if value == MINE else value
        elif name == "overdue":
            names.append(name)
            values["now"] = now
        elif name == "province":
            names.append(name)
            values[name] = [value]
        else:
            names.append(name)
            values[name] = value
    if query.state is None:
        names.append("unfinished")
    if bound := sorted(actor.bound_to("province")):
        names.append("provinces")
        values["provinces"] = bound
    return tuple(names), values
