"""What the API takes and gives for saved searches."""

from typing import Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.words import In, Line, Moment, Out, never_null
from services.knowledge.search.schemas import Filters, Words


class SavedSearchPatch(In):
    """The fields of a saved search that may be changed; filters are replaced whole."""

    name: Line | None = None
    query: Words | None = None
    filters: Filters | None = None

    _given = never_null("name", "query", "filters")


class SavedSearchIn(SavedSearchPatch):
    """A search to keep, under a name that no other of the actor's has."""

    name: Line
    query: Words
    filters: Filters = Filters()


class SavedSearchOut(Out):
    """A saved search. `seen_at` is up to when its owner has looked; null is never."""

    id: UUID
    version: int
    name: str
    query: str
    filters: Filters
    seen_at: Moment | None
    created_at: Moment
    updated_at: Moment


class SavedSearchQuery(PageQuery):
    """Saved searches by name."""

    sort: Literal["name"] = "name"
