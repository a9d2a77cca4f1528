"""What the API takes for other names."""

from typing import Literal

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import Line, Prose, never_null
from services.registry.forums.schemas.words import RowPatch


class AliasPatch(RowPatch):
    """The fields of another name that a write may change."""

    name: Line | None = None
    used_from: PartialDate | None = None
    used_to: PartialDate | None = None
    note: Prose | None = None

    _given = never_null("name")


class AliasIn(AliasPatch):
    """Another name of the forum."""

    name: Line


class AliasQuery(PageQuery):
    """Names in the order of their list."""

    sort: Literal["position"] = "position"
