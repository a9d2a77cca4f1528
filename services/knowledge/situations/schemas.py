"""What the API takes and gives for situations."""

from typing import Annotated, Any, Literal

from pydantic import Field

from services.kit.partial_dates import PartialDate
from services.kit.sources import SourceIn, SourceOut
from services.kit.words import Code, Codes, In, Line, Out, Prose, never_null
from services.knowledge.editing.schemas import (
    CitedOut,
    Figures,
    ForumSlug,
    ItemOut,
    ItemQuery,
    RegionCode,
    Slug,
)


class PartyIn(In):
    """Who was concerned: a region by its code, or another body by name."""

    region_code: RegionCode | None = None
    region_name: Line
    note: Line | None = None


Parties = Annotated[list[PartyIn], Field(max_length=50)]
Lines = Annotated[list[Line], Field(max_length=50)]


class SituationPatch(In):
    """The fields of a situation that a write may change. What is not public never reaches the shelf."""

    title: Line | None = None
    kind: Code | None = None
    parties: Parties | None = None
    mediator: Line | None = None
    facilitator: Line | None = None
    issue_categories: Codes | None = None
    summary: Prose | None = None
    actions_taken: Lines | None = None
    agreed_scope: Lines | None = None
    outcome: Prose | None = None
    facts: Figures | None = None
    note: Prose | None = None
    source: SourceIn | None = None
    as_of: PartialDate | None = None
    public: bool | None = None

    _given = never_null(
        "title",
        "kind",
        "parties",
        "issue_categories",
        "summary",
        "actions_taken",
        "agreed_scope",
        "facts",
        "public",
    )


class SituationIn(SituationPatch):
    """A situation that a source tells of: knowledge, never a case."""

    slug: Slug
    forum_slug: ForumSlug | None = None
    title: Line
    kind: Code
    summary: Prose
    parties: Parties = Field(default_factory=list)
    issue_categories: Codes = Field(default_factory=list)
    actions_taken: Lines = Field(default_factory=list)
    agreed_scope: Lines = Field(default_factory=list)
    facts: Figures = Field(default_factory=dict)
    public: bool = True


class PartyOut(Out):
    """Who was concerned."""

    region_code: str | None
    region_name: str
    note: str | None


class SituationOut(ItemOut):
    """A situation. `record_kind` says aloud that it is no case."""

    record_kind: Literal["situasi"]
    title: str
    kind: str
    parties: list[PartyOut]
    mediator: str | None
    facilitator: str | None
    issue_categories: list[str]
    summary: str
    actions_taken: list[str]
    agreed_scope: list[str]
    outcome: str | None
    facts: dict[str, Any]
    note: str | None
    source: SourceOut | None
    as_of: str | None
    public: bool
    # Regulations of the catalogue that it cites.
    cites: list[CitedOut]


class SituationQuery(ItemQuery):
    """What situations can be asked for; codes are those of the vocabularies."""

    kind: Code | None = None
    issue_category: Code | None = None
    forum: ForumSlug | None = None
    region: Annotated[
        RegionCode | None, Field(description="Pihaknya, atau provinsinya / a party, or its province")
    ] = None
