"""What the API takes for statutes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.words import In, Line, Prose, never_null
from services.registry.forums.schemas.words import RowPatch

Edition = Annotated[int, Field(ge=1, le=1000)]


class RuleIn(In):
    """A rule of a statute that others may refer to."""

    article: Annotated[str, Field(min_length=1, max_length=50, examples=["Pasal 7 ayat (2)"])]
    subject: Line
    text: Prose


Rules = Annotated[list[RuleIn], Field(max_length=500)]


class StatutePatch(RowPatch):
    """The fields of a version of AD/ART that a write may change."""

    edition: Edition | None = None
    title: Line | None = None
    adopted_on: PartialDate | None = None
    in_force_from: PartialDate | None = None
    in_force_to: PartialDate | None = None
    instrument_id: UUID | None = None
    changes: Prose | None = None
    rules: Rules | None = None

    _given = never_null("edition", "title", "rules")


class StatuteIn(StatutePatch):
    """A new version of AD/ART. A change of rules is a new edition, so that the old one can still be read."""

    edition: Edition
    title: Line
    rules: Rules = Field(default_factory=list)


class StatuteQuery(PageQuery):
    """Versions in the order of their list."""

    sort: Literal["position"] = "position"
