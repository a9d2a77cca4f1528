"""What distinguishes one list of rows below a forum from another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from services.kit.actor import Actor
from services.kit.paging import PageQuery
from services.kit.problems import NotFound, Problem
from services.registry.forums.models import Forum, Row

R = TypeVar("R", bound=Row)
# Refuses to take a row away that others refer to, where the database cannot see it.
Releasable = Callable[[AsyncSession, Actor, Forum, R], Awaitable[None]]
# Judges what a row is to say, as a whole: raises `Invalid` with all errors at once, or gives the values
# to store, with those that the register adds. The row is None where it is new.
Judge = Callable[[AsyncSession, Actor, Forum, Mapping[str, Any], R | None], Awaitable[Mapping[str, Any]]]
ShownAt = Callable[[AsyncSession, Actor, R], Awaitable[Sequence[Forum]]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Collection(Generic[R]):
    """A list of rows below a forum.

    `name` is its segment in paths and its word in the history; `fields` are what a write may say of a
    row; `item` is a row as JSON for everybody, in the shape of `row_out`.
    """

    name: str
    model: type[R]
    fields: tuple[str, ...]
    item: ColumnElement[Any]
    row_in: type[BaseModel]
    row_patch: type[BaseModel]
    row_out: type[BaseModel]
    not_found: type[NotFound]
    judge: Judge[R]
    query: type[PageQuery]
    # A filter of the list by its name; its value is a bound parameter of that name, and `today` is one too.
    filters: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    # Fields for the forum itself and its secretariat only: never in documents, feeds or the history.
    private: tuple[str, ...] = ()
    # The row as JSON for those, where it differs.
    private_item: ColumnElement[Any] | None = None
    # What a write may also answer.
    problems: tuple[type[Problem], ...] = ()
    # Other forums whose documents show the row too, locked.
    shown_at: ShownAt[R] | None = None
    # A membership ends; it is not taken away. Other rows may have been written by mistake.
    is_removable: bool = True
    require_releasable: Releasable[R] | None = None
    # Which vocabulary rules which filter.
    vocabularies: Mapping[str, str] = field(default_factory=dict)
