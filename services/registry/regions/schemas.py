"""What the API takes and gives for regions."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate
from services.kit.sources import Mark, SourceOut

Level = Literal["provinsi", "kabupaten", "kota"]
DecreeNumber = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=r"\S", description="Nomor keputusan / number of a decree."),
]
AsOf = Annotated[
    PartialDate | None,
    Field(description="Yang berlaku pada waktu itu / valid then: 2006, 2006-01, 2006-01-31."),
]


class DecreeOut(BaseModel):
    """The decree of a change of codes, and since when it has effect; null where not known."""

    model_config = ConfigDict(extra="forbid")

    number: str
    title: str | None
    date: str | None
    source: SourceOut | None
    mark: Mark | None
    effective_on: str


class FormerName(BaseModel):
    """A name a region bore, the day from which it does no more, and the decree that changed it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    until: str
    decree: str


class RegionOut(BaseModel):
    """A region; `mark` says how sure its code is (V, V2, U), `inferred` what the source does not say.

    `valid_from` is its first day and `valid_to` the day from which it is no more (partial dates; null
    where unknown or open). `successors` took its place, or came out of it while `valid_to` is null.
    `decree` made, renamed or ended it last; `decrees` are the numbers of all that touched it.
    """

    model_config = ConfigDict(extra="forbid")

    code: str
    version: int
    name: str
    level: Level
    province_code: str | None
    autonomous: bool
    valid_from: str | None
    valid_to: str | None
    successors: list[str]
    predecessors: list[str]
    former_names: list[FormerName]
    decree: DecreeOut | None
    decrees: list[str]
    source: SourceOut
    inferred: list[str]
    mark: str | None


class RegionQuery(PageQuery):
    """Filters and sort of the list of regions: those valid today, or `as_of`, or touched by a `decree`."""

    level: Level | None = None
    province: Annotated[str | None, Field(pattern=r"^[1-9][0-9]$", description="Kode provinsi, NN.")] = None
    autonomous: bool | None = None
    as_of: AsOf = None
    decree: DecreeNumber | None = None
    sort: Literal["code", "name"] = "code"


class ReadQuery(BaseModel):
    """A region as it was valid at a time, where one is named."""

    model_config = ConfigDict(extra="forbid")

    as_of: AsOf = None


class MatchQuery(BaseModel):
    """A region as people write it: "Kab. Sleman", "DIY", "Sleman, Kabupaten", with a typo."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    limit: Annotated[int, Field(ge=1, le=25)] = 5


class CandidateOut(BaseModel):
    """A region that a name may mean. `score` is 0 to 1; at most one candidate is `chosen`."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str
    level: Level
    score: float
    chosen: bool
    reason: str


class CandidatesOut(BaseModel):
    """Candidates, best first."""

    model_config = ConfigDict(extra="forbid")

    candidates: list[CandidateOut]
