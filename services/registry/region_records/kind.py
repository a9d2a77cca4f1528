"""What distinguishes one kind of record about regions from another."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from services.kit.actor import Actor
from services.kit.paging import PageQuery
from services.kit.problems import NotFound, Problem
from services.registry.region_records.models import RegionRecord

R = TypeVar("R", bound=RegionRecord)
# Judges what a record is to say, as a whole: raises `Invalid` with all errors at once, or gives the values
# to store, with those that the register adds. The record is None where it is new.
Judge = Callable[[AsyncSession, Actor, Mapping[str, Any], R | None], Awaitable[Mapping[str, Any]]]
# Keeps what is counted of the records: told of one more (1) or one less (-1).
Tally = Callable[[AsyncSession, R, int], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind(Generic[R]):
    """A kind of record: a list of its own in each simpul, kept by its secretariat, public to read.

    `one` and `many` name it in operations and, with hyphens, in paths; `one` is the feed's entity. `whole`
    is the history's word for the record as a whole. `fields` are what an amendment may say: which regions
    a record is about never changes. `keys` are the columns that order the list; `item` is a record as JSON,
    as `row_out` has it.
    """

    one: str
    many: str
    whole: str
    # What a record says, and what its absence says: a sentence for the contract.
    meaning: str
    model: type[R]
    fields: tuple[str, ...]
    keys: tuple[str, ...]
    item: ColumnElement[Any]
    row_in: type[BaseModel]
    row_patch: type[BaseModel]
    row_out: type[BaseModel]
    query: type[PageQuery]
    not_found: type[NotFound]
    judge: Judge[R]
    # A filter of the list by its name; its value is a bound parameter of that name, and `today` is one too.
    filters: Mapping[str, ColumnElement[bool]]
    # Which vocabulary rules which filter.
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    # What a write may also answer.
    problems: tuple[type[Problem], ...] = ()
    tally: Tally[R] | None = None

    @property
    def path(self) -> str:
        """The segment of its list."""
        return self.many.replace("_", "-")

    @property
    def key_types(self) -> list[TypeEngine[Any]]:
        """The type of each key."""
        columns = inspect(self.model).columns
        return [columns[key].type for key in self.keys]
