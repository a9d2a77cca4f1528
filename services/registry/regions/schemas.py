"""What the API takes and gives for regions."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.kit.paging import PageQuery
from services.registry.sources import SourceOut

Level = Literal["provinsi", "kabupaten", "kota"]


class RegionOut(BaseModel):
    """A region; `mark` says how sure its code is (V, V2, U), `inferred` what the source does not say."""

    model_config = ConfigDict(extra="forbid")

    code: str
    version: int
    name: str
    level: Level
    province_code: str | None
    autonomous: bool
    source: SourceOut
    inferred: list[str]
    mark: str | None


class RegionQuery(PageQuery):
    """Filters and sort of the list of regions."""

    level: Level | None = None
    province: Annotated[str | None, Field(pattern=r"^[1-9][0-9]$", description="Kode provinsi, NN.")] = None
    autonomous: bool | None = None
    sort: Literal["code", "name"] = "code"


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
