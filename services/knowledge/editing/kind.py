"""What distinguishes one kind of knowledge from another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.paging import PageQuery
from services.kit.problems import FieldError
from services.knowledge.editing.models import Item
from services.knowledge.search.documents import SearchDocument

# Judges a content against codes and rows: raises `Invalid` with all errors at once.
Judge = Callable[[AsyncSession, Actor, Mapping[str, Any]], Awaitable[None]]
# What is missing before a content may be reviewed.
Missing = Callable[[Mapping[str, Any]], Sequence[FieldError]]
# What the item shows beside a content, which is the working copy's or the published one: computed from it,
# or kept in rows of their own.
Extras = Callable[[AsyncSession, Item, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
# `name:value` of what lists filter by, from the whole document.
Tags = Callable[[Mapping[str, Any]], Sequence[str]]
# What search finds of it, from the whole document.
Findable = Callable[[Mapping[str, Any]], SearchDocument]


async def _nothing(session: AsyncSession, item: Item, content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


async def _do_nothing(session: AsyncSession, item: Item) -> None:
    return


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """A kind of knowledge.

    `name` stands in the feed and in the search index, `path` in addresses. `item_in` has a `slug`, a
    `forum_slug` and the content; `item_patch` the content alone, each field optional; `item_out` is the
    whole document.
    """

    name: str
    path: str
    item_in: type[BaseModel]
    item_patch: type[BaseModel]
    item_out: type[BaseModel]
    query: type[PageQuery]
    judge: Judge
    missing: Missing
    tags: Tags
    # What search finds of the whole document; None where it finds nothing.
    findable: Findable | None
    extras: Extras = _nothing
    # Filters of lists that are tags, and the vocabulary that rules each, if one does.
    filters: Mapping[str, str | None] = field(default_factory=dict)
    # Those that are counted by `/facets`.
    facets: tuple[str, ...] = ()
    # What follows from a publication, before it is rendered.
    on_publication: Callable[[AsyncSession, Item], Awaitable[None]] = _do_nothing
    # Content that is nobody's but those who keep the item: whatever says so never reaches the shelf.
    may_be_published: Callable[[Mapping[str, Any]], bool] = lambda content: True
