"""What the API takes for links."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.problems import InvalidValue
from services.kit.words import Code, Line, Prose
from services.registry.forums.schemas.words import RowPatch

Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$")]


class LinkPatch(RowPatch):
    """The fields of a link that a write may change; what it links stays."""

    url: Url | None = None
    linked_from: PartialDate | None = None
    linked_to: PartialDate | None = None
    note: Prose | None = None


class LinkIn(LinkPatch):
    """A new link: to a forum of this simpul by slug or id, or to a body elsewhere by name."""

    kind: Code
    forum: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_target(self) -> "LinkIn":
        if (self.forum is None) == (self.name is None):
            raise InvalidValue(
                "forum-or-name", Text("Isi tepat satu: forum atau name.", "Give exactly one: forum or name.")
            )
        return self


class LinkQuery(PageQuery):
    """Links in the order of their list."""

    kind: Code | None = None
    sort: Literal["position"] = "position"
