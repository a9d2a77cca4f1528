"""What the API takes for relations between instruments."""

from typing import Literal
from uuid import UUID

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import In, Prose


class RelationIn(In):
    """What this instrument does to another of the same forum, since when."""

    kind: Literal["implements", "replaces", "amends", "ends"]
    instrument_id: UUID
    effective_on: PartialDate | None = None
    note: Prose | None = None


class RelationQuery(PageQuery):
    """Relations in the order in which they were recorded."""

    sort: Literal["id"] = "id"
